using Google.Protobuf;
using Grpc.Core;
using Alpha = Grpc.Reflection.V1Alpha;
using V1 = Grpc.Reflection.V1;

namespace Matching.Hosting;

/// <summary>
/// Server reflection under its first name, which many tools still ask for. Its messages are those of v1 on the wire.
/// </summary>
internal sealed class ReflectionAlphaService(ServedContracts contracts)
    : Alpha.ServerReflection.ServerReflectionBase
{
    private readonly ReflectionService _v1 = new(contracts);

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<Alpha.ServerReflectionRequest> requestStream,
        IServerStreamWriter<Alpha.ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        var count = 0;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (++count > ReflectionService.MaximumQuestions)
            {
                throw ReflectionService.TooMany();
            }

            var answer = _v1.Answer(V1.ServerReflectionRequest.Parser.ParseFrom(request.ToByteString()));
            await responseStream.WriteAsync(
                Alpha.ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString()), context.CancellationToken);
        }
    }
}
