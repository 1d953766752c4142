using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gateway.Tests.Sampler;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Matching.Competence.V1;
using Matching.Hosting;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Tests;

/// <summary>
/// A gRPC server that stands for every service behind the gateway. It remembers what it is asked and answers with what
/// fits: the resource of the request where there is one. Some names make it misbehave.
/// </summary>
internal sealed class FakeUpstream : IAsyncDisposable
{
    public const string Missing = "vacancies/missing";
    public const string Slow = "vacancies/slow";
    public const string Stale = "vacancies/stale";
    public const string Etag = "\"7\"";
    private readonly WebApplication _app;

    private FakeUpstream(WebApplication app) => _app = app;

    public Uri Address => _app.Addresses()[0];

    public Record Record => _app.Services.GetRequiredService<Record>();

    public static async Task<FakeUpstream> StartAsync(
        string address = "127.0.0.1", int port = 0, Dictionary<string, string?>? settings = null)
    {
        var app = ServiceHosting.CreateService([], port, builder =>
        {
            builder.Configuration.AddInMemoryCollection(settings ?? []);
            builder.Configuration[ServiceHosting.BindAddressKey] = address;
            builder.Services.AddSingleton<Record>();
            builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<Echo>());
        }).Build();
        app.MapGrpcService<Vacancies>();
        app.MapGrpcService<Profiles>();
        app.MapGrpcService<Matches>();
        app.MapGrpcService<Models>();
        app.MapGrpcService<Competences>();
        app.MapGrpcService<Samplers>();
        app.MapMatchingDefaults();
        await app.StartAsync();
        return new FakeUpstream(app);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private sealed class Vacancies : VacancyService.VacancyServiceBase;

    private sealed class Profiles : ProfileService.ProfileServiceBase;

    private sealed class Matches : MatchingService.MatchingServiceBase;

    private sealed class Models : ModelService.ModelServiceBase;

    private sealed class Competences : CompetenceService.CompetenceServiceBase;

    private sealed class Samplers : SamplerService.SamplerServiceBase
    {
        public override async Task Talk(
            IAsyncStreamReader<Everything> requestStream,
            IServerStreamWriter<Everything> responseStream,
            ServerCallContext context)
        {
            await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(message, context.CancellationToken);
            }

            context.ResponseTrailers.Add("talked", "yes");
        }
    }

    private sealed class Echo(Record record) : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            if (context.Method.StartsWith("/grpc.", StringComparison.Ordinal))
            {
                return await continuation(request, context);
            }

            var message = (IMessage)request;
            record.Add(context, message);
            switch (message.Descriptor.FindFieldByName("name")?.Accessor.GetValue(message))
            {
                case Missing:
                    throw RpcErrors.NotFound("VACANCY_NOT_FOUND", "There is no such vacancy.", Missing);
                case Slow:
                    await record.UntilCancelledAsync(context);
                    break;
            }

            if (message is UpdateVacancyRequest { Vacancy.Name: Stale })
            {
                throw RpcErrors.Create(Grpc.Core.StatusCode.Aborted, "ETAG_MISMATCH", "Someone else wrote in between.");
            }

            return (TResponse)Answer(message, (IMessage)Activator.CreateInstance<TResponse>());
        }

        public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            record.Add(context, (IMessage)request);
            if (request is StreamVacancyChangesRequest changes)
            {
                for (var sequence = changes.SinceSequence + 1; sequence <= changes.SinceSequence + 3; sequence++)
                {
                    var change = new VacancyChange { Sequence = sequence, Name = $"vacancies/{sequence}" };
                    await responseStream.WriteAsync((TResponse)(object)change, context.CancellationToken);
                }

                if (!changes.StopAtEnd)
                {
                    await record.UntilCancelledAsync(context);
                }
            }
            else if (request is Everything everything)
            {
                await WatchAsync(everything, (IServerStreamWriter<Everything>)responseStream, context);
            }
            else if (request is RawMessage raw)
            {
                for (var part = 0; part < 3; part++)
                {
                    var body = new HttpBody { ContentType = "text/plain", Data = ByteString.CopyFromUtf8($"{raw.Name}{part};") };
                    await responseStream.WriteAsync((TResponse)(object)body, context.CancellationToken);
                }
            }
            else if (request is WatchVacanciesRequest { Candidate: "candidates/broken" })
            {
                await responseStream.WriteAsync(Activator.CreateInstance<TResponse>(), context.CancellationToken);
                throw RpcErrors.Create(Grpc.Core.StatusCode.Unavailable, "INDEX_REBUILDS", "The index is being rebuilt.");
            }
            else if (request is WatchVacanciesRequest { Candidate: "candidates/missing" })
            {
                throw RpcErrors.NotFound("CANDIDATE_NOT_FOUND", "There is no such candidate.", "candidates/missing");
            }
        }

        public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var answer = new ImportVacanciesResponse();
            var first = true;
            await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
            {
                var piece = (ImportVacanciesRequest)(object)message;
                if (first)
                {
                    record.Add(context, new ImportVacanciesRequest
                    {
                        System = piece.System,
                        Content = new HttpBody { ContentType = piece.Content.ContentType },
                    });
                    if (piece.System == "refused")
                    {
                        throw RpcErrors.InvalidField("system", "UNKNOWN_SYSTEM", "There is no such feed.");
                    }

                    if (piece.System == "gated")
                    {
                        await record.Gate.Task.WaitAsync(context.CancellationToken);
                    }
                }

                first = false;
                hash.AppendData(piece.Content.Data.Span);
                answer.ReceivedCount += piece.Content.Data.Length;
                answer.RejectedCount = Math.Max(answer.RejectedCount, piece.Content.Data.Length);
            }

            answer.Rejections.Add(new ImportVacanciesResponse.Types.Rejection
            {
                Message = Convert.ToHexString(hash.GetHashAndReset()),
            });
            return (TResponse)(object)answer;
        }

        private async Task WatchAsync(Everything request, IServerStreamWriter<Everything> stream, ServerCallContext context)
        {
            for (var sequence = 1; sequence <= request.Int32Value; sequence++)
            {
                var message = new Everything { Sequence = sequence, Text = request.Text };
                if (sequence % 2 == 0)
                {
                    message.ChoiceFlag = true;
                }
                else
                {
                    message.ChoiceText = "x";
                }

                try
                {
                    await stream.WriteAsync(message, context.CancellationToken);
                }
                catch (Exception) when (context.CancellationToken.IsCancellationRequested)
                {
                    record.AddCancelled();
                    return;
                }

                record.AddStreamed();
            }
        }

        private static IMessage Answer(IMessage request, IMessage answer)
        {
            if (request.Descriptor == answer.Descriptor)
            {
                return request;
            }

            if (request is RawMessage raw)
            {
                return raw.Content;
            }

            var resource = request.Descriptor.Fields.InDeclarationOrder().FirstOrDefault(field =>
                field is { FieldType: FieldType.Message, IsRepeated: false } && field.MessageType == answer.Descriptor);
            if (resource?.Accessor.GetValue(request) is IMessage given)
            {
                answer = given;
            }
            else if (request.Descriptor.FindFieldByName("name") is { } asked)
            {
                answer.Descriptor.FindFieldByName("name")?.Accessor.SetValue(answer, asked.Accessor.GetValue(request));
            }

            answer.Descriptor.FindFieldByName("etag")?.Accessor.SetValue(answer, Etag);
            return answer;
        }
    }
}

/// <summary>What the fake services were asked, and what became of the calls that wait.</summary>
internal sealed class Record
{
    private readonly ConcurrentQueue<(string Method, IMessage Request, Metadata Headers, DateTime Deadline)> _calls = new();
    private int _cancelled;
    private int _streamed;
    private int _count;

    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many calls were cancelled while they waited.</summary>
    public int Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>How many messages of streams have been written.</summary>
    public int Streamed => Volatile.Read(ref _streamed);

    public void AddStreamed() => Interlocked.Increment(ref _streamed);

    public void AddCancelled() => Interlocked.Increment(ref _cancelled);

    public IReadOnlyList<(string Method, IMessage Request, Metadata Headers, DateTime Deadline)> Calls => [.. _calls];

    public T Last<T>()
        where T : IMessage => _calls.Select(call => call.Request).OfType<T>().Last();

    /// <summary>How many calls there have been, remembered or not.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether calls are remembered.</summary>
    public bool Remembers { get; set; } = true;

    public void Add(ServerCallContext context, IMessage request)
    {
        Interlocked.Increment(ref _count);
        if (Remembers)
        {
            Remember(context, request);
        }
    }

    private void Remember(ServerCallContext context, IMessage request) =>
        _calls.Enqueue((context.Method, request.Descriptor.Parser.ParseFrom(request.ToByteString()), context.RequestHeaders, context.Deadline));

    public async Task UntilCancelledAsync(ServerCallContext context)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = context.CancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
        Interlocked.Increment(ref _cancelled);
    }
}
