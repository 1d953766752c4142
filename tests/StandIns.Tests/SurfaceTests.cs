using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Pipelines.Sockets.Unofficial;
using StackExchange.Redis;
using Yarp.ReverseProxy.Configuration;

namespace StandIns.Tests;

/// <summary>
/// Whether the stand-ins have everything that the libraries' binaries refer to, also where no test calls it.
/// </summary>
public sealed class SurfaceTests
{
    public static TheoryData<Type> Libraries { get; } =
    [
        typeof(Grpc.AspNetCore.Server.GrpcServiceOptions),
        typeof(GrpcChannel),
        typeof(RouteConfig),
        typeof(ConnectionMultiplexer),
    ];

    private static readonly string[] StandIns =
        ["Grpc.Core.Api", "Grpc.Net.Common", "System.IO.Hashing", "Pipelines.Sockets.Unofficial"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public unsafe void EveryMember_ThatALibraryRefersTo_Exists(Type inLibrary)
    {
        Assert.True(inLibrary.Assembly.TryGetRawMetadata(out var blob, out var length));
        var reader = new MetadataReader(blob, length);
        var references = reader.MemberReferences
            .Where(reference => StandIns.Contains(AssemblyOf(reader, reader.GetMemberReference(reference).Parent)))
            .ToArray();

        Assert.NotEmpty(references);

        // Members of generic types and methods are resolved with object in every place; a missing one throws.
        var arguments = Enumerable.Repeat(typeof(object), 8).ToArray();
        Assert.All(
            references,
            reference => inLibrary.Module.ResolveMember(MetadataTokens.GetToken(reference), arguments, arguments));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void EveryType_OfALibrary_Loads(Type inLibrary) =>
        Assert.NotEmpty(inLibrary.Assembly.GetTypes());

    [Theory]
    [InlineData(typeof(Metadata), "Grpc.Core.Api", "2.0.0.0", "d754f35622e28bad")]
    [InlineData(typeof(ICompressionProvider), "Grpc.Net.Common", "2.0.0.0", "d754f35622e28bad")]
    [InlineData(typeof(System.IO.Hashing.XxHash64), "System.IO.Hashing", "10.0.0.2", "cc7b13ffcd2ddd51")]
    [InlineData(typeof(SocketConnection), "Pipelines.Sockets.Unofficial", "1.0.0.0", "42ea0a778e13fbe2")]
    public void Identity_OfAStandIn_IsThatOfThePackage(Type inStandIn, string name, string version, string token) =>
        Assert.Equal(
            $"{name}, Version={version}, Culture=neutral, PublicKeyToken={token}", inStandIn.Assembly.FullName);

    private static string? AssemblyOf(MetadataReader reader, EntityHandle type) => type.Kind switch
    {
        HandleKind.AssemblyReference =>
            reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type).Name),
        HandleKind.TypeReference =>
            AssemblyOf(reader, reader.GetTypeReference((TypeReferenceHandle)type).ResolutionScope),
        HandleKind.TypeSpecification =>
            AssemblyOf(reader, GenericType(reader, reader.GetTypeSpecification((TypeSpecificationHandle)type))),
        _ => null,
    };

    /// <summary>The open type of a constructed one (ECMA-335, II.23.2.14); none for arrays and the like.</summary>
    private static EntityHandle GenericType(MetadataReader reader, TypeSpecification type)
    {
        var signature = reader.GetBlobReader(type.Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return default;
        }

        signature.ReadCompressedInteger();
        return signature.ReadTypeHandle();
    }
}
