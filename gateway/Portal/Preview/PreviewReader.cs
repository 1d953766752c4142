using Google.Rpc;
using Grpc.Core;
using Matching.Competence.V1;
using Matching.Gateway.Portal.Language;
using Matching.Hosting;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using StatusCode = Grpc.Core.StatusCode;

namespace Matching.Gateway.Portal.Preview;

/// <summary>
/// Turns the forms of a preview into a call, and the call's answer into what the page shows. What somebody wrote
/// lives in the form and in the answer, and nowhere between.
/// </summary>
internal sealed class PreviewReader(
    MatchingService.MatchingServiceClient matching,
    CompetenceService.CompetenceServiceClient competence,
    ConceptLabels labels,
    Visit visit)
{
    public const int MaximumTextLength = 4000;
    public const string TextField = "text";
    public const string PartnerTextField = "partner-text";

    /// <summary>Present in the form that corrects what was understood.</summary>
    public const string CorrectionField = "correction";

    /// <summary>Ticked as long as the partner is to be counted in.</summary>
    public const string PartnerField = "partner";

    private const int MaximumAdditionLength = 200;
    private const int ShownMatches = 20;
    private const int Suggestions = 3;

    /// <summary>Answers a form. The page has no answer where the text itself cannot be read.</summary>
    public async Task<PreviewAnswer> ReadAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        var text = form[TextField].ToString().Trim();
        var partnerText = form[PartnerTextField].ToString().Trim();
        var answer = new PreviewAnswer(text, partnerText, form.ContainsKey(PartnerTextField));
        var request = new PreviewVacanciesRequest { PageSize = ShownMatches, LanguageCode = visit.Code };
        var additions = new List<Addition>();
        if (form.ContainsKey(CorrectionField))
        {
            request.Candidate = PersonFormReader.Read(form, PersonFormReader.Self, "candidate", additions);
            if (form.ContainsKey(PartnerField))
            {
                request.Partner = PersonFormReader.Read(form, PersonFormReader.Partner, "partner", additions);
            }
        }
        else
        {
            CheckText(answer, TextField, text);
            if (answer.IsForTwo)
            {
                CheckText(answer, PartnerTextField, partnerText);
            }

            if (answer.Errors.Count > 0)
            {
                return answer;
            }

            request.Text = text;
            if (answer.IsForTwo)
            {
                var partner = await matching.PreviewVacanciesAsync(
                    new PreviewVacanciesRequest { Text = partnerText, PageSize = 1, LanguageCode = visit.Code },
                    cancellationToken: cancellationToken);
                request.Partner = partner.Candidate;
            }
        }

        RefuseTooLong(answer, additions, request);
        answer.Response = await CallAsync(answer, request, additions, cancellationToken);
        await labels.TranslateAsync(answer.Response.Candidate, visit.Tongue, cancellationToken);
        await labels.TranslateAsync(answer.Response.Partner, visit.Tongue, cancellationToken);
        return answer;
    }

    private void CheckText(PreviewAnswer answer, string field, string text)
    {
        if (text.Length == 0)
        {
            answer.Errors[field] = visit[PreviewWords.TextEmpty];
        }
        else if (text.Length > MaximumTextLength)
        {
            answer.Errors[field] = visit.Say(
                PreviewWords.TextTooLong, visit.Number(text.Length), visit.Number(MaximumTextLength));
        }
    }

    private void RefuseTooLong(PreviewAnswer answer, List<Addition> additions, PreviewVacanciesRequest request)
    {
        foreach (var addition in additions.FindAll(addition => addition.Text.Length > MaximumAdditionLength))
        {
            answer.Errors[addition.Field] = visit[PreviewWords.TooLong];
            addition.Remove(addition.Of == PersonFormReader.Partner ? request.Partner : request.Candidate);
            additions.Remove(addition);
        }
    }

    /// <summary>
    /// Calls; where words that were added are not known, says so beside their fields and calls again without them, so
    /// that a misspelt word does not cost the whole answer.
    /// </summary>
    private async Task<PreviewVacanciesResponse> CallAsync(
        PreviewAnswer answer,
        PreviewVacanciesRequest request,
        List<Addition> additions,
        CancellationToken cancellationToken)
    {
        try
        {
            return await matching.PreviewVacanciesAsync(request, cancellationToken: cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.InvalidArgument && additions.Count > 0)
        {
            var wrong = Violations(error).ToHashSet(StringComparer.Ordinal);
            var unknown = additions.Where(addition => wrong.Contains(addition.Path)).ToList();
            if (unknown.Count == 0)
            {
                throw;
            }

            foreach (var addition in unknown)
            {
                answer.Errors[addition.Field] = await DescribeUnknownAsync(addition, cancellationToken);
                answer.Rejected[addition.Field] = addition.Text;
                addition.Remove(addition.Of == PersonFormReader.Partner ? request.Partner : request.Candidate);
            }

            return await matching.PreviewVacanciesAsync(request, cancellationToken: cancellationToken);
        }
    }

    private async Task<string> DescribeUnknownAsync(Addition addition, CancellationToken cancellationToken)
    {
        var near = await competence.SearchConceptsAsync(
            new SearchConceptsRequest
            {
                Query = addition.Text,
                Kinds = { addition.Kinds },
                PageSize = Suggestions,
                LanguageCode = visit.Code,
            },
            cancellationToken: cancellationToken);
        return near.Concepts.Count == 0
            ? visit.Say(PreviewWords.Unknown, addition.Text)
            : visit.Say(
                PreviewWords.UnknownDidYouMean,
                addition.Text,
                string.Join(visit[PreviewWords.Or], near.Concepts.Select(concept => concept.Label)));
    }

    private static IEnumerable<string> Violations(RpcException error) =>
        (RpcErrors.ReadDetails(error)?.Details ?? [])
            .Where(detail => detail.Is(BadRequest.Descriptor))
            .SelectMany(detail => detail.Unpack<BadRequest>().FieldViolations)
            .Select(violation => violation.Field);
}

/// <summary>What the page of a preview shows.</summary>
public sealed class PreviewAnswer(string text, string partnerText, bool isForTwo)
{
    public string Text { get; } = text;

    public string PartnerText { get; } = partnerText;

    /// <summary>True where each of two people wrote a text.</summary>
    public bool IsForTwo { get; } = isForTwo;

    /// <summary>Null where the text could not be read.</summary>
    public PreviewVacanciesResponse? Response { get; set; }

    /// <summary>What is wrong, by the id of the field.</summary>
    public Dictionary<string, string> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>What was typed into fields that are wrong.</summary>
    public Dictionary<string, string> Rejected { get; } = new(StringComparer.Ordinal);
}

/// <summary>Something typed into a field of its own, to be added to a person.</summary>
/// <param name="Field">The id of the form's field.</param>
/// <param name="Path">The request's field that it becomes.</param>
/// <param name="Of">Whose it is: the prefix of the form's fields.</param>
/// <param name="Remove">Takes it out of the person again.</param>
internal sealed record Addition(
    string Field, string Path, string Of, string Text, IReadOnlyList<ConceptKind> Kinds, Action<Candidate> Remove);
