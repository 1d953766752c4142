namespace Grpc.Core;

/// <summary>The version of gRPC's public interface that this is.</summary>
public static class VersionInfo
{
    /// <summary>The version that assemblies are bound by: the same for all of 2.x.</summary>
    public const string CurrentAssemblyVersion = "2.0.0.0";

    /// <summary>The version of the package, as four numbers.</summary>
    public const string CurrentAssemblyFileVersion = "2.85.0.0";

    /// <summary>The version of the package.</summary>
    public const string CurrentVersion = "2.85.0";
}
