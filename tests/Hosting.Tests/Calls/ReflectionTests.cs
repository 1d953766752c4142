using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Alpha = Grpc.Reflection.V1Alpha;

namespace Hosting.Tests.Calls;

public sealed class ReflectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private HostedService _service = null!;
    private AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> _call = null!;

    public async Task InitializeAsync()
    {
        _service = await new ScriptedProfiles().StartAsync();
        _call = new ServerReflection.ServerReflectionClient(_service.Channel).ServerReflectionInfo();
    }

    public async Task DisposeAsync()
    {
        _call.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task ListServices_TellsAllInOrder()
    {
        var answer = await AskAsync(new ServerReflectionRequest { Host = "here", ListServices = "*" });

        Assert.Equal("here", answer.ValidHost);
        Assert.Equal("*", answer.OriginalRequest.ListServices);
        Assert.Equal(
            [
                "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
                "profile.v1.ProfileService",
            ],
            answer.ListServicesResponse.Service.Select(service => service.Name));
    }

    [Theory]
    [InlineData("profile.v1.ProfileService", "profile/v1/profile.proto")]
    [InlineData(".profile.v1.ProfileService", "profile/v1/profile.proto")]
    [InlineData("profile.v1.ProfileService.GetCandidate", "profile/v1/profile.proto")]
    [InlineData("profile.v1.Candidate", "profile/v1/profile.proto")]
    [InlineData("profile.v1.Candidate.name", "profile/v1/profile.proto")]
    [InlineData("competence.v1.EVIDENCE_VALIDATED", "competence/v1/competence.proto")]
    [InlineData("google.protobuf.FieldDescriptorProto.Type", "google/protobuf/descriptor.proto")]
    [InlineData("google.protobuf.FieldDescriptorProto.TYPE_BOOL", "google/protobuf/descriptor.proto")]
    [InlineData("google.api.http", "google/api/annotations.proto")]
    [InlineData("google.api.HttpRule.pattern", "google/api/http.proto")]
    [InlineData("grpc.reflection.v1.ServerReflectionRequest.message_request", "grpc/reflection/v1/reflection.proto")]
    public async Task FileContainingSymbol_AnyKindOfSymbol_IsFound(string symbol, string file)
    {
        var answer = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });

        Assert.Equal(file, Files(answer)[0].Name);
    }

    [Fact]
    public async Task FileByFilename_BringsAllItNeeds()
    {
        var files = Files(await AskAsync(new ServerReflectionRequest { FileByFilename = "profile/v1/profile.proto" }));

        var names = files.Select(file => file.Name).ToArray();
        Assert.Equal("profile/v1/profile.proto", names[0]);
        Assert.Contains("google/protobuf/descriptor.proto", names);
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(files.SelectMany(file => file.Dependency), import => Assert.Contains(import, names));

        // Whoever gets them can build them, which is what tools do. What is imported comes first there.
        var built = FileDescriptor.BuildFromByteStrings(files
            .Aggregate(new List<FileDescriptorProto>(), (order, file) => Append(order, file, files)).Select(file => file.ToByteString()));
        Assert.Contains(built.SelectMany(file => file.Services), service => service.FullName == "profile.v1.ProfileService");
    }

    [Fact]
    public async Task FileContainingExtension_KnownOne_IsFound()
    {
        var answer = await AskAsync(new ServerReflectionRequest
        {
            FileContainingExtension = new ExtensionRequest { ContainingType = "google.protobuf.MethodOptions", ExtensionNumber = 72295728 },
        });

        Assert.Equal("google/api/annotations.proto", Files(answer)[0].Name);
    }

    [Theory]
    [InlineData("google.protobuf.MethodOptions", new[] { 72295728 })]
    [InlineData("profile.v1.Candidate", new int[0])]
    public async Task AllExtensionNumbers_KnownType_AreListed(string type, int[] numbers)
    {
        var answer = await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = type });

        Assert.Equal(type, answer.AllExtensionNumbersResponse.BaseTypeName);
        Assert.Equal(numbers, answer.AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public async Task Question_WithoutAnAnswer_IsAnErrorAndTheStreamGoesOn()
    {
        (ServerReflectionRequest Request, StatusCode Code)[] questions =
        [
            (new() { FileByFilename = "no.proto" }, StatusCode.NotFound),
            (new() { FileContainingSymbol = "profile.v1.No" }, StatusCode.NotFound),
            (new() { FileContainingSymbol = "" }, StatusCode.NotFound),
            (new() { FileContainingExtension = new ExtensionRequest { ContainingType = "profile.v1.Candidate", ExtensionNumber = 1 } }, StatusCode.NotFound),
            (new() { AllExtensionNumbersOfType = "profile.v1.No" }, StatusCode.NotFound),
            (new(), StatusCode.InvalidArgument),
        ];
        foreach (var (request, code) in questions)
        {
            var answer = await AskAsync(request);

            Assert.Equal((int)code, answer.ErrorResponse.ErrorCode);
            Assert.Equal(request, answer.OriginalRequest);
            Assert.NotEmpty(answer.ErrorResponse.ErrorMessage);
        }

        await _call.RequestStream.CompleteAsync();
        Assert.False(await _call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.OK, _call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Alpha_AnswersTheSame()
    {
        using var call = new Alpha.ServerReflection.ServerReflectionClient(_service.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new Alpha.ServerReflectionRequest { FileContainingSymbol = "profile.v1.Candidate" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Deadline));

        var expected = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = "profile.v1.Candidate" });

        Assert.Equal(expected.ToByteString(), call.ResponseStream.Current.ToByteString());
    }

    [Fact]
    public async Task Stream_TooManyQuestions_IsEnded()
    {
        var failure = await Failure.OfAsync(async () =>
        {
            for (var count = 0; count <= 10_000; count++)
            {
                await AskAsync(new ServerReflectionRequest { FileByFilename = "no.proto" });
            }
        });

        Assert.Equal((StatusCode.ResourceExhausted, "TOO_MANY_QUESTIONS"), (failure.Code, failure.Reason));
    }

    private static IReadOnlyList<FileDescriptorProto> Files(ServerReflectionResponse answer) =>
        [.. answer.FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom)];

    private static List<FileDescriptorProto> Append(
        List<FileDescriptorProto> order, FileDescriptorProto file, IReadOnlyList<FileDescriptorProto> all)
    {
        if (!order.Contains(file))
        {
            foreach (var import in file.Dependency)
            {
                Append(order, all.Single(other => other.Name == import), all);
            }

            order.Add(file);
        }

        return order;
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        await _call.RequestStream.WriteAsync(request);
        Assert.True(await _call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Deadline));
        return _call.ResponseStream.Current;
    }
}
