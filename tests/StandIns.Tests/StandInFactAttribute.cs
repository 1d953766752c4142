namespace StandIns.Tests;

/// <summary>
/// A fact of the stand-in for Pipelines.Sockets.Unofficial alone: where the package does otherwise in what nobody asks of
/// it, or does less. Skipped on the packages.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StandInFactAttribute : FactAttribute
{
#if FULL_REGISTRY
    public StandInFactAttribute() => Skip = "The package does otherwise.";
#endif
}
