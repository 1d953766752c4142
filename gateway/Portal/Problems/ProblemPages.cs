using Grpc.Core;
using Matching.Gateway.Portal.Language;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Gateway.Portal.Problems;

/// <summary>Makes the pages that say, in plain words, that something went wrong and what to do next.</summary>
internal static class ProblemPages
{
    public static RazorComponentResult NotFound() =>
        Page(StatusCodes.Status404NotFound, ProblemWords.NotFoundTitle, ProblemWords.NotFoundText);

    public static RazorComponentResult Refused() =>
        Page(StatusCodes.Status403Forbidden, ProblemWords.RefusedTitle, ProblemWords.RefusedText);

    /// <summary>Tells what an error means for the visitor.</summary>
    public static (RazorComponentResult Page, bool IsBug) From(Exception error) => error switch
    {
        RpcException { StatusCode: StatusCode.NotFound or StatusCode.InvalidArgument } => (NotFound(), false),
        RpcException
        {
            StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted
                or StatusCode.Cancelled
        } => (Page(StatusCodes.Status503ServiceUnavailable, ProblemWords.DownTitle, ProblemWords.DownText), false),
        RpcException { StatusCode: StatusCode.FailedPrecondition or StatusCode.PermissionDenied } =>
            (Page(StatusCodes.Status403Forbidden, ProblemWords.NoConsentTitle, ProblemWords.NoConsentText), false),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (Page(StatusCodes.Status413PayloadTooLarge, ProblemWords.TooLargeTitle, ProblemWords.TooLargeText), false),
        BadHttpRequestException or InvalidDataException =>
            (Page(StatusCodes.Status400BadRequest, ProblemWords.MalformedTitle, ProblemWords.MalformedText), false),
        _ => (Page(StatusCodes.Status500InternalServerError, ProblemWords.BugTitle, ProblemWords.BugText), true),
    };

    private static RazorComponentResult<ProblemPage> Page(int status, Text title, Text text) =>
        new(new { Status = status, Title = title, Text = text }) { StatusCode = status };
}
