using System.Text.RegularExpressions;

namespace Matching.Vacancies;

/// <summary>
/// Masks e-mail addresses, phone numbers and personal numbers in the text of an ad, before it is kept.
/// </summary>
internal static partial class PersonalDetails
{
    public const string EmailMask = "[e-post]";
    public const string PhoneMask = "[telefon]";
    public const string PersonalNumberMask = "[personnummer]";

    public static string Mask(string text)
    {
        text = Email().Replace(text, EmailMask);
        text = CuedPhone().Replace(text, "${cue}" + PhoneMask);
        text = Phone().Replace(text, match => IsPhone(match.Value) ? PhoneMask : match.Value);
        return PersonalNumber().Replace(
            text,
            match => OrganizationNumber.Read(match.Value, out _) == OrganizationNumber.Holder.SoleTrader
                ? PersonalNumberMask
                : match.Value);
    }

    public static bool HasEmail(string text) => Email().IsMatch(text);

    /// <summary>Eight digits may also be two times of day, as in 0700-1600.</summary>
    private static bool IsPhone(string text)
    {
        var digits = text.Count(char.IsAsciiDigit);
        return digits is >= 8 and <= 15 && !(digits == 8 && Hours().IsMatch(text));
    }

    [GeneratedRegex(
        @"(?<![\w.+-])[\w.+-]{1,100}(?:@|\s?[\[(](?:at|snabel-a|a)[\])]\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    /// <summary>Six digits of a date and four more, with or without a century.</summary>
    [GeneratedRegex(@"(?<![\w/.=-])(?:19|20)?\d{2}[01]\d[0-3]\d[-+ ]?\d{4}(?![\d-])", RegexOptions.CultureInvariant)]
    private static partial Regex PersonalNumber();

    /// <summary>A Swedish number with its leading zero, or an international one.</summary>
    [GeneratedRegex(
        @"(?<![\w/.=-]|\d[ \u00A0])(?:\+\d{1,3}|00\d{2}|\(?0)[ ]?(?:\(0\))?(?:[ \u00A0/()–-]{0,3}\d){6,13}(?![\w/])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Phone();

    /// <summary>A number without its leading zero, told by the word before it.</summary>
    [GeneratedRegex(
        @"(?<cue>\b(?:tel|tfn|telefon|telefonnummer|mobil|mobilnummer|phone|växel|sms)\b[.: ]{0,3})"
        + @"(?:[ –-]{0,2}\d){5,13}(?!\w)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CuedPhone();

    [GeneratedRegex(@"^[01]\d{3}\s?[-–]\s?[012]\d{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Hours();
}
