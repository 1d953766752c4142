using Matching.Gateway.Portal.Language;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Gateway.Portal.Preview;

/// <summary>
/// Answers what visitors write about themselves. Only by POST: a text in an address would end up in histories and logs.
/// </summary>
internal static class PreviewEndpoint
{
    /// <summary>An address of an answer has nothing to answer.</summary>
    public static IResult Redirect(Visit visit) => Results.Redirect(visit.Href("/"));

    public static RazorComponentResult ShowTogether() =>
        new RazorComponentResult<TogetherPage>(new { Answer = new PreviewAnswer("", "", isForTwo: true) });

    public static async Task<RazorComponentResult> ShowAsync(
        HttpContext context, PreviewReader reader, CancellationToken cancellationToken)
    {
        var form = await context.Request.ReadFormAsync(cancellationToken);
        var answer = await reader.ReadAsync(form, cancellationToken);
        if (answer.Response is not null)
        {
            return new RazorComponentResult<PreviewPage>(new { Answer = answer });
        }

        var parameters = new { Answer = answer };
        return answer.IsForTwo
            ? new RazorComponentResult<TogetherPage>(parameters) { StatusCode = StatusCodes.Status400BadRequest }
            : new RazorComponentResult<AskAgainPage>(parameters) { StatusCode = StatusCodes.Status400BadRequest };
    }
}
