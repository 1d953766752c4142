using Matching.Gateway.Transcoding;
using Microsoft.Net.Http.Headers;

namespace Matching.Gateway.Portal.Problems;

/// <summary>
/// Answers addresses that nothing else answers: with a page where a page is asked for, else as the API does.
/// </summary>
internal static class ProblemEndpoint
{
    public static async Task<IResult> NotFound(HttpContext context, Transcoder transcoder)
    {
        if (MediaTypeHeaderValue.TryParseList(context.Request.Headers.Accept, out var types)
            && types.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)))
        {
            return ProblemPages.NotFound();
        }

        await transcoder.InvokeAsync(context);
        return Results.Empty;
    }
}
