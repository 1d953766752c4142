using System.Buffers;
using System.Text.Json;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;
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

    public Transcoder(
        ApiContracts contracts,
        Upstreams upstreams,
        IOptions<TranscodingOptions> options,
        TimeProvider clock,
        ILogger<Transcoder> log)
    {
        _contracts = contracts;
        _upstreams = upstreams;
        _limits = options.Value;
        _reader = new RequestReader(contracts, _limits);
        _writer = new MessageJsonWriter(contracts.Types);
        _clock = clock;
        _log = log;
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

        if (_contracts.Routes.Find(RawPath(context), out var segments) is not { } routes)
        {
            return new Problem(
                StatusCodes.Status404NotFound, "NOT_FOUND", "UNKNOWN_PATH",
                "No call has this path. /openapi.json lists all of them.").WriteAsync(context);
        }

        if (HttpMethods.IsOptions(request.Method))
        {
            context.Response.Headers.Allow = Allow(routes);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        var method = HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method;
        if (!routes.TryGetValue(method, out var binding))
        {
            // Clear() in WriteAsync would take the header away again, so it is set when the answer starts.
            var allow = Allow(routes);
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.Allow = allow;
                return Task.CompletedTask;
            });
            return new Problem(
                StatusCodes.Status405MethodNotAllowed, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED",
                $"This path takes {allow}.").WriteAsync(context);
        }

        return CallAsync(context, binding, segments);
    }

    private async Task CallAsync(HttpContext context, HttpBinding binding, string[] segments)
    {
        var method = binding.Method;
        if (LimitBody(context, binding) is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        var upstream = _upstreams.Find(method.Service.FullName)
            ?? throw new InvalidOperationException($"No service serves {method.FullName}.");
        var request = await _reader.ReadAsync(context, binding, segments);
        var timeout = GrpcTimeout.Read(context.Request.Headers)
            ?? (method.IsClientStreaming || method.IsServerStreaming ? null : _limits.DefaultDeadline);
        var options = new CallOptions(
            deadline: timeout is { } wait ? TimeProvider.System.GetUtcNow().UtcDateTime + wait : null,
            cancellationToken: context.RequestAborted);
        var rpc = RpcMethods.Of(method);
        if (method.IsServerStreaming)
        {
            using var call = upstream.Invoker.AsyncServerStreamingCall(rpc, host: null, options, request);
            await new StreamedAnswer(context, binding, _writer, _clock, _limits, _log).SendAsync(call.ResponseStream);
        }
        else if (method.IsClientStreaming)
        {
            using var call = upstream.Invoker.AsyncClientStreamingCall(rpc, host: null, options);
            await SendAsync(context, binding, await RawBody.SendAsync(context, binding, request, call));
        }
        else
        {
            if (binding.HasRawBody)
            {
                await RawBody.ReadAsync(context, binding, request);
            }

            using var call = upstream.Invoker.AsyncUnaryCall(rpc, host: null, options, request);
            await SendAsync(context, binding, await call.ResponseAsync);
        }
    }

    private Problem? LimitBody(HttpContext context, HttpBinding binding)
    {
        var request = context.Request;
        if (!binding.HasBody)
        {
            return request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0
                ? new Problem(
                    StatusCodes.Status400BadRequest, "INVALID_ARGUMENT", "BODY_NOT_ALLOWED",
                    $"{binding.Method.Name} takes no body.")
                : null;
        }

        var maximum = binding.Method.IsClientStreaming ? _limits.MaximumStreamedBodyBytes : _limits.MaximumBodyBytes;
        if (request.ContentLength > maximum)
        {
            return Problem.TooLarge($"The body is larger than {maximum} bytes.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = maximum;
        }

        if (request.Headers.ContentEncoding.ToString() is not ("" or "identity"))
        {
            return new Problem(
                StatusCodes.Status415UnsupportedMediaType, "INVALID_ARGUMENT", "UNSUPPORTED_ENCODING",
                "The body must not be compressed.");
        }

        return binding.HasRawBody || request.ContentType is null or "" || request.HasJsonContentType()
            ? null
            : new Problem(
                StatusCodes.Status415UnsupportedMediaType, "INVALID_ARGUMENT", "UNSUPPORTED_MEDIA_TYPE",
                "The body must be application/json.");
    }

    private async Task SendAsync(HttpContext context, HttpBinding binding, IMessage answer)
    {
        var response = context.Response;
        if (answer is HttpBody raw)
        {
            response.ContentType = raw.ContentType;
            response.ContentLength = raw.Data.Length;
            await response.Body.WriteAsync(raw.Data.Memory, context.RequestAborted);
            return;
        }

        if (answer.Descriptor.FindFieldByName("etag")?.Accessor.GetValue(answer) is string { Length: > 2 } etag
            && etag[0] == '"' && etag[^1] == '"')
        {
            response.Headers.ETag = etag;
            if (HttpMethods.IsGet(binding.HttpMethod) && context.Request.Headers.IfNoneMatch.Contains(etag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, MessageJsonWriter.Options))
        {
            Write(json, binding, answer);
        }

        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private void Write(Utf8JsonWriter json, HttpBinding binding, IMessage answer)
    {
        if (binding.ResponseBody is { } field)
        {
            _writer.WriteField(json, field, field.Accessor.GetValue(answer));
        }
        else
        {
            _writer.Write(json, answer);
        }
    }

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

    private static string Allow(IReadOnlyDictionary<string, HttpBinding> routes)
    {
        var methods = routes.Keys.Append(HttpMethods.Options);
        if (routes.ContainsKey(HttpMethods.Get))
        {
            methods = methods.Append(HttpMethods.Head);
        }

        return string.Join(", ", methods.Order(StringComparer.Ordinal));
    }
}
