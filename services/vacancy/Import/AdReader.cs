using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Matching.Competence;
using Matching.Hosting;

namespace Matching.Vacancies.Import;

/// <summary>
/// Reads one JobStream object, v1 or v2: an ad or a removal. Contact details, the organisation numbers of sole traders
/// and street addresses are never taken over.
/// </summary>
internal sealed partial class AdReader(
    Taxonomy taxonomy, AdPlaces places, AdRequirements requirements, TextRequirements textRequirements)
{
    private const int MaximumDepth = 64;

    /// <summary>What is read of a long text before it is masked, so that no half address stands at the cut.</summary>
    private const int Overlap = 1_000;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaximumDepth };

    public FeedItem Read(Element element, string system, CancellationToken cancellationToken)
    {
        if (element.Fault is { } fault)
        {
            return FeedItem.Rejected(element.Index, "", "", fault, element.Message!);
        }

        var externalId = "";
        try
        {
            using var document = JsonDocument.Parse(element.Json, Options);
            var notices = new Notices();
            var ad = new AdFields(document.RootElement, "", notices);
            externalId = ReadId(ad);
            if (IsRemoved(ad))
            {
                return new FeedItem(externalId, null, null);
            }

            var content = ReadAd(ad, cancellationToken);
            content.Source = new V1.Source
            {
                System = system,
                ExternalId = externalId,
                Channel = VacancyChecks.Cut(ad.Text("source_type") ?? "", VacancyChecks.MaxSystem),
            };
            content.Notices.Add(notices.Items);
            return new FeedItem(externalId, content, null);
        }
        catch (AdRejectedException rejected)
        {
            return FeedItem.Rejected(element.Index, externalId, rejected.Path, rejected.Reason, rejected.Message);
        }
        catch (JsonException)
        {
            // The splitter has seen that it is well-formed, so it is the text that is not UTF-8.
            return FeedItem.Rejected(element.Index, externalId, "", "MALFORMED_JSON", "The object is not valid JSON.");
        }
    }

    private static string ReadId(AdFields ad)
    {
        if (!ad.Has("id"))
        {
            throw new AdRejectedException("id", "REQUIRED", "The id is missing.");
        }

        if (ad.KindOf("id") is not (JsonValueKind.String or JsonValueKind.Number))
        {
            throw new AdRejectedException("id", "WRONG_TYPE", "The id is neither a text nor a number.");
        }

        return ad.Text("id") is { } id && VacancyChecks.IsExternalId(id)
            ? id
            : throw new AdRejectedException("id", "ID_INVALID", "The id must have 1 to 100 characters.");
    }

    private static bool IsRemoved(AdFields ad)
    {
        var isRemoved = ad.Flag("removed");
        return isRemoved is null && ad.Has("removed")
            ? throw new AdRejectedException("removed", "WRONG_TYPE", "It is neither true nor false.")
            : isRemoved == true;
    }

    private V1.Vacancy ReadAd(AdFields ad, CancellationToken cancellationToken)
    {
        var (occupation, statedOccupationId) = ReadOccupation(ad);
        var employmentType = ad.Concepts("employment_type").FirstOrDefault();
        var description = ReadDescription(ad);
        var (minExtent, maxExtent) = AdKinds.Extent(ad);
        var content = new V1.Vacancy
        {
            Title = ReadTitle(ad, occupation),
            Occupation = occupation.Id,
            Employer = ReadEmployer(ad),
            Workplace = places.Read(ad, AdKinds.IsAbroad(employmentType)),
            MinExtentPercent = minExtent,
            MaxExtentPercent = maxExtent,
            Duration = AdKinds.DurationOf(ad.Concepts("duration").FirstOrDefault(), ad.Notices),
            Positions = ReadPositions(ad),
            Description = description,
            ApplicationDeadline = ad.Time("application_deadline", endOfDay: true)?.ToTimestamp(),
            Url = ReadUrl(ad),
        };
        content.Kind = AdKinds.Kind(employmentType, content.Duration, content.Title, description);
        content.Workplace.Remote = Remote().IsMatch(content.Title);
        ReadVisibility(ad, content);
        requirements.Read(ad, content, statedOccupationId);
        textRequirements.Read(content, cancellationToken);
        foreach (var requirement in content.Requirements)
        {
            VacancyChecks.FillIn(requirement);
        }

        return content;
    }

    /// <summary>The occupation; where it is missing or unknown, its group.</summary>
    private (Concept Occupation, string? StatedId) ReadOccupation(AdFields ad)
    {
        var stated = First(ad, "occupation");
        if (stated is not null && requirements.Find(stated, ConceptKinds.Occupation) is { } occupation)
        {
            return (occupation, stated.Id);
        }

        var statedGroup = First(ad, "occupation_group");
        if (statedGroup is not null && requirements.Find(statedGroup, ConceptKinds.OccupationGroup) is { } group)
        {
            if (stated is not null)
            {
                ad.Notices.Add(stated.Path, $"'{stated.Shown}' is not known; its group {group.Swedish} counts.");
            }

            return (group, stated?.Id);
        }

        // A name alone may also be a group's.
        if (stated is not null && requirements.Find(stated, ConceptKinds.Occupations) is { } any)
        {
            return (any, stated.Id);
        }

        var wrong = stated ?? statedGroup;
        if (wrong is null)
        {
            throw new AdRejectedException(
                "occupation",
                ad.Has("occupation") ? "WRONG_TYPE" : "REQUIRED",
                "Neither an occupation nor its group is stated.");
        }

        var part = wrong.Id is not null ? "concept_id"
            : wrong.LegacyId is not null ? "legacy_ams_taxonomy_id"
            : "label";
        var hint = Suggestions.For(taxonomy, wrong.Shown, ConceptKinds.Occupations);
        throw new AdRejectedException(
            $"{wrong.Path}.{part}", "UNKNOWN_OCCUPATION", $"'{wrong.Shown}' is not a known occupation.{hint}");
    }

    /// <summary>The only value, or the first of a list.</summary>
    private static AdConcept? First(AdFields ad, string name)
    {
        var values = ad.Concepts(name).Take(2).ToArray();
        if (values.Length > 1)
        {
            ad.Notices.Add(name, "has several values; the first counts.");
        }

        return values.FirstOrDefault();
    }

    private static string ReadTitle(AdFields ad, Concept occupation)
    {
        if (ad.KindOf("headline")
            is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.True or JsonValueKind.False)
        {
            throw new AdRejectedException("headline", "WRONG_TYPE", "The headline is not a text.");
        }

        if (ad.Text("headline") is not { } headline)
        {
            ad.Notices.Add("headline", "is missing; the occupation's name stands in for it.");
            return VacancyChecks.Cut(occupation.Swedish, VacancyChecks.MaxTitle);
        }

        var title = PersonalDetails.Mask(WhiteSpace().Replace(VacancyChecks.Cut(headline, Overlap), " "));
        if (title.Length > VacancyChecks.MaxTitle || headline.Length > Overlap)
        {
            ad.Notices.Add("headline", $"has more than {VacancyChecks.MaxTitle} characters; it was cut.");
        }

        return VacancyChecks.Cut(title, VacancyChecks.MaxTitle);
    }

    private static V1.Employer ReadEmployer(AdFields ad)
    {
        var employer = ad.Object("employer");
        var name = employer.Text("name") ?? employer.Text("workplace") ?? "";
        var read = new V1.Employer
        {
            DisplayName = VacancyChecks.Cut(
                PersonalDetails.Mask(VacancyChecks.Cut(name, Overlap)), VacancyChecks.MaxName),
        };
        if (employer.Text("organization_number") is { } written)
        {
            var holder = OrganizationNumber.Read(written, out var number);
            read.OrganizationNumber = number;
            if (holder == OrganizationNumber.Holder.SoleTrader)
            {
                ad.Notices.Add("employer.organization_number", "is a sole trader's personal number; it was not kept.");
            }
            else if (holder == OrganizationNumber.Holder.None)
            {
                ad.Notices.Add("employer.organization_number", "does not have ten digits; it was not kept.");
            }
        }

        return read;
    }

    private static int ReadPositions(AdFields ad)
    {
        const string Name = "number_of_vacancies";
        if (ad.Number(Name) is not { } positions)
        {
            return 1;
        }

        var counted = (int)Math.Clamp(Math.Truncate(positions), 1, VacancyChecks.MaxPositions);
        if (counted != positions)
        {
            ad.Notices.Add(Name, $"is no whole number from 1 to 10,000; {counted} counts.");
        }

        return counted;
    }

    private static void ReadVisibility(AdFields ad, V1.Vacancy content)
    {
        var from = ad.Time("publication_date", endOfDay: false);
        var to = ad.Time("last_publication_date", endOfDay: true);
        if (from >= to)
        {
            ad.Notices.Add("publication_date", "is not before last_publication_date; it counts as not stated.");
            from = null;
        }

        content.PublishTime = from?.ToTimestamp();
        content.ExpireTime = to?.ToTimestamp();
    }

    /// <summary>The ad's page, else where to apply. An address with somebody's e-mail in it is not taken.</summary>
    private static string ReadUrl(AdFields ad)
    {
        var details = ad.Object("application_details");
        foreach (var (fields, name) in new[] { (ad, "webpage_url"), (details, "url") })
        {
            if (fields.Text(name) is not { } url)
            {
                continue;
            }

            url = url.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? "https://" + url : url;
            if (VacancyChecks.IsWebAddress(url) && !PersonalDetails.HasEmail(url))
            {
                return url;
            }

            fields.Notices.Add(fields.PathOf(name), "is not a web address that can be kept; it was left out.");
        }

        return "";
    }

    /// <summary>
    /// The plain text, else the formatted one without its tags, and the sections that stand beside it.
    /// </summary>
    private static string ReadDescription(AdFields ad)
    {
        var fields = ad.Object("description");
        var text = new StringBuilder();
        Append(fields.Text("text") ?? Plain(fields.Text("text_formatted")));
        foreach (var section in new[] { "needs", "requirements", "conditions", "company_information" })
        {
            Append(fields.Text(section));
        }

        var whole = text.ToString();
        var masked = PersonalDetails.Mask(VacancyChecks.Cut(whole, VacancyChecks.MaxDescription + Overlap));
        if (whole.Length > VacancyChecks.MaxDescription)
        {
            ad.Notices.Add("description.text", "has more than 100,000 characters; it was cut.");
        }

        return VacancyChecks.Cut(masked, VacancyChecks.MaxDescription).TrimEnd();

        void Append(string? part)
        {
            if (part is not null && text.Length <= VacancyChecks.MaxDescription)
            {
                text.Append(text.Length == 0 ? "" : "\n\n").Append(part.ReplaceLineEndings("\n"));
            }
        }
    }

    private static string? Plain(string? formatted)
    {
        if (formatted is null)
        {
            return null;
        }

        // Tags take more room than text; what lies far behind the limit is not worth reading.
        var near = VacancyChecks.Cut(formatted, 4 * VacancyChecks.MaxDescription);
        var lines = LineTag().Replace(near, "\n");
        return WebUtility.HtmlDecode(Tag().Replace(lines, "")).Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"<(?:br|/?p|/?li|/?ul|/?ol|/?div|/?h\d)\b[^<>]{0,200}>", RegexOptions.IgnoreCase)]
    private static partial Regex LineTag();

    [GeneratedRegex(@"<[^<>]{0,2000}>")]
    private static partial Regex Tag();

    [GeneratedRegex(
        @"\bdistans(?:arbete|jobb)?\b|\bhemifrån\b|\bremote\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Remote();
}
