using System.Diagnostics;
using OpenTelemetry;

namespace Matching.Hosting;

/// <summary>
/// Names spans of the libraries as the conventions have it, and takes out what callers wrote: paths, queries and the
/// state that others put into a trace may hold anything.
/// </summary>
internal sealed class SpanCleaner : BaseProcessor<Activity>
{
    private const string MethodTag = "grpc.method";
    private const string StatusTag = "grpc.status_code";

    private static readonly string[] Unwanted =
        ["url.full", "url.path", "url.query", "user_agent.original", "client.address", MethodTag, StatusTag];

    public override void OnEnd(Activity data)
    {
        if (data.OperationName == "Grpc.Net.Client.GrpcOut" && data.GetTagItem(MethodTag) is string path)
        {
            data.DisplayName = path.TrimStart('/');
            data.SetTag(CallTags.System, CallTags.Grpc);
            data.SetTag(CallTags.Method, data.DisplayName);
            data.SetTag(CallTags.Status, CallTags.StatusOf(data.GetTagItem(StatusTag) as string));
        }

        foreach (var tag in Unwanted)
        {
            data.SetTag(tag, null);
        }

        // Null would be that of the span above.
        data.TraceStateString = "";
    }
}
