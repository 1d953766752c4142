using Grpc.Core;
using Matching.Gateway.Json;
using Matching.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Answers REST calls with the services behind: finds the method, makes its request, calls it and writes its answer.
/// Every error is a problem document; nothing here knows any method by name.
/// </summary>
internal sealed class Transcoder
{
    private readonly ApiContracts _contracts;
    private readonly Upstreams _upstreams;
    private readonly TranscodingOptions _limits;
    private readonly RequestReader _reader;
    private readonly MessageJsonWriter _writer;
    private readonly TimeProvider _clock;
    private readonly ILogger<Transcoder> _log;
    private readonly CancellationToken _end;

    public Transcoder(
        ApiContracts contracts,
        Upstreams upstreams,
        IOptions<TranscodingOptions> options,
        TimeProvider clock,
        ILogger<Transcoder> log,
        IServiceProvider services)
    {
        _contracts = contracts;
        _upstreams = upstreams;
        _limits = options.Value;
        _reader = new RequestReader(contracts, _limits);
        _writer = new MessageJsonWriter(contracts.Types);
        _clock = clock;
        _log = log;
        _end = services.StreamsEnd();
    }

    public async Task InvokeAsync(HttpContext context)
    {
        Problem problem;
        try
        {
            await AnswerAsync(context);
            return;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: the call behind was cancelled with it, and nobody reads an answer.
            return;
        }
        catch (RpcException error)
        {
            problem = Problem.From(error);
        }
        catch (BadHttpRequestException error)
        {
            problem = Problem.From(error);
        }
        catch (Exception error)
        {
            GatewayLog.UnexpectedError(_log, error, context.Request.Method, context.Request.Path);
            problem = new Problem(
                StatusCodes.Status500InternalServerError, "INTERNAL", "INTERNAL",
                "Something went wrong here. It has been logged; please try again later.");
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        if (problem.Status == StatusCodes.Status409Conflict && problem.Code == "ABORTED"
            && context.Request.Headers.IfMatch.Count > 0)
        {
            problem = problem with { Status = StatusCodes.Status412PreconditionFailed };
        }

        await problem.WriteAsync(context);
    }

    private Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.QueryString.Value?.Length > _limits.MaximumQueryLength)
        {
            return new Problem(
                StatusCodes.Status414UriTooLong, "INVALID_ARGUMENT", "QUERY_TOO_LONG",
                $"The query is longer than {_limits.MaximumQueryLength} characters.").WriteAsync(context);
        }

        var path = RawPath(context);
        var match = _contracts.Routes.Find(path, request.Method);
        if (match.Route is { } binding)
        {
            return CallAsync(context, binding, path, match.Segments);
        }

        if (match.Others is null)
        {
            return new Problem(
                StatusCodes.Status404NotFound, "NOT_FOUND", "UNKNOWN_PATH",
                "No call has this path. /openapi.json lists all of them.").WriteAsync(context);
        }

        var allow = Allow(match.Others);
        if (HttpMethods.IsOptions(request.Method))
        {
            context.Response.Headers.Allow = allow;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return new Problem(
            StatusCodes.Status405MethodNotAllowed, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED",
            $"This path takes {allow}.")
        { Headers = [("Allow", allow)] }.WriteAsync(context);
    }

    private async Task CallAsync(HttpContext context, HttpBinding binding, string path, Range[] segments)
    {
        var method = binding.Method;
        context.NameCall(binding.Rpc.FullName, binding.PathText);
        var maximum = method.IsClientStreaming ? _limits.MaximumStreamedBodyBytes : _limits.MaximumBodyBytes;
        var offers = method.IsServerStreaming ? MediaTypes.Streamed : MediaTypes.Single;
        var mediaType = binding.RawAnswer is null
            ? MediaTypes.Choose(context.Request.Headers.Accept, offers)
            : offers[0];
        if ((mediaType is null ? NotAcceptable(offers) : RequestBody.Check(context, binding, maximum)) is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        var upstream = _upstreams.Find(method.Service.FullName)
            ?? throw new InvalidOperationException($"No service serves {method.FullName}.");
        var timeout = CallTimeout.Read(context.Request.Headers)
            ?? (method.IsClientStreaming || method.IsServerStreaming ? null : _limits.DefaultDeadline);
        var body = RequestBody.Open(context, maximum);
        var request = await _reader.ReadAsync(context, binding, path, segments, body);
        var options = new CallOptions(
            deadline: timeout is { } wait ? TimeProvider.System.GetUtcNow().UtcDateTime + wait : null,
            cancellationToken: context.RequestAborted);
        if (method.IsServerStreaming)
        {
            // A stream may have no end of its own.
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end);
            using var call = upstream.Invoker.AsyncServerStreamingCall(
                binding.Rpc, host: null, options.WithCancellationToken(ending.Token), request);
            var messages = new EndingReader(call.ResponseStream, _end);
            await (binding.RawAnswer is not null
                ? Answer.SendRawAsync(context, binding, messages)
                : new StreamedAnswer(
                    context, binding, mediaType == MediaTypes.Events ? mediaType : MediaTypes.Lines, _writer, _clock,
                    _limits, _log).SendAsync(messages));
        }
        else if (method.IsClientStreaming)
        {
            using var call = upstream.Invoker.AsyncClientStreamingCall(binding.Rpc, host: null, options);
            using var answer = await RawBody.SendAsync(context, binding, request, body, call);
            await Answer.SendAsync(context, binding, _writer, answer);
        }
        else
        {
            if (binding.HasRawBody)
            {
                await RawBody.ReadAsync(context, binding, request, body);
            }

            using var call = upstream.Invoker.AsyncUnaryCall(binding.Rpc, host: null, options, request);
            using var answer = await call.ResponseAsync;

            // Only here: after a failure somebody may still be sending it.
            request.Dispose();
            await Answer.SendAsync(context, binding, _writer, answer);
        }
    }

    private static Problem NotAcceptable(IReadOnlyList<string> offers) => new(
        StatusCodes.Status406NotAcceptable, "INVALID_ARGUMENT", "NOT_ACCEPTABLE",
        $"The answer can be {string.Join(" or ", offers)}.");

    // As it stands in the request line: what is percent-encoded there must not be taken for a separator.
    private static string RawPath(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
        {
            target = context.Request.Path.ToUriComponent();
        }

        var end = target.IndexOf('?');
        return end < 0 ? target : target[..end];
    }

    private static string Allow(IReadOnlyCollection<string> methods)
    {
        var all = new SortedSet<string>(methods, StringComparer.Ordinal) { HttpMethods.Options };
        if (all.Contains(HttpMethods.Get))
        {
            all.Add(HttpMethods.Head);
        }

        return string.Join(", ", all);
    }
}
