using Grpc.Core;
using Grpc.Reflection.V1;
using static Grpc.Reflection.V1.ServerReflectionRequest;

namespace Matching.Hosting;

/// <summary>
/// Server reflection: tells tools which services can be called here and with which messages. What cannot be found is
/// an answer of its own and leaves the stream open.
/// </summary>
internal sealed class ReflectionService(ServedContracts contracts) : ServerReflection.ServerReflectionBase
{
    /// <summary>The most questions of one stream: enough to ask for every symbol of large contracts.</summary>
    internal const int MaximumQuestions = 10_000;

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        var count = 0;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (++count > MaximumQuestions)
            {
                throw TooMany();
            }

            await responseStream.WriteAsync(Answer(request), context.CancellationToken);
        }
    }

    internal static RpcException TooMany() => RpcErrors.Create(
        StatusCode.ResourceExhausted,
        "TOO_MANY_QUESTIONS",
        $"A stream takes at most {MaximumQuestions} questions; open another.");

    internal ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case MessageRequestOneofCase.FileByFilename:
                AddFile(contracts.Index.FindFile(request.FileByFilename), "No file of this name is known.");
                break;
            case MessageRequestOneofCase.FileContainingSymbol:
                AddFile(contracts.Index.FindSymbol(request.FileContainingSymbol), "No symbol of this name is known.");
                break;
            case MessageRequestOneofCase.FileContainingExtension:
                var extension = request.FileContainingExtension;
                AddFile(
                    contracts.Index.FindExtension(extension.ContainingType, extension.ExtensionNumber),
                    "No such extension is known.");
                break;
            case MessageRequestOneofCase.AllExtensionNumbersOfType:
                AddNumbers(request.AllExtensionNumbersOfType);
                break;
            case MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse
                {
                    Service = { contracts.Names.Select(name => new ServiceResponse { Name = name }) },
                };
                break;
            default:
                Refuse(StatusCode.InvalidArgument, "The request asks nothing that is known here.");
                break;
        }

        return response;

        void AddFile(Google.Protobuf.Reflection.FileDescriptor? file, string missing)
        {
            if (file is null)
            {
                Refuse(StatusCode.NotFound, missing);
                return;
            }

            response.FileDescriptorResponse = new FileDescriptorResponse
            {
                FileDescriptorProto = { ContractIndex.WithImports(file) },
            };
        }

        void AddNumbers(string type)
        {
            if (contracts.Index.ExtensionNumbers(type) is not { } numbers)
            {
                Refuse(StatusCode.NotFound, "No message of this name is known.");
                return;
            }

            response.AllExtensionNumbersResponse = new ExtensionNumberResponse
            {
                BaseTypeName = type,
                ExtensionNumber = { numbers },
            };
        }

        void Refuse(StatusCode code, string message) =>
            response.ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message };
    }
}
