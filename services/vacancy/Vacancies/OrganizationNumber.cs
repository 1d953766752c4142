using Matching.Hosting;

namespace Matching.Vacancies;

/// <summary>
/// Swedish organisation numbers. A legal person's has 2 or more as its third digit; a sole trader's is a personal
/// number, whose third digit is that of a month.
/// </summary>
internal static class OrganizationNumber
{
    private const int Digits = 10;

    public enum Holder
    {
        /// <summary>It is no organisation number.</summary>
        None,

        LegalPerson,

        /// <summary>It is a personal number and must not be kept.</summary>
        SoleTrader,
    }

    /// <summary>Reads a number with or without a hyphen, spaces or a century in front.</summary>
    /// <param name="number">The ten digits of a legal person; empty for anybody else.</param>
    public static Holder Read(string text, out string number)
    {
        number = "";
        Span<char> digits = stackalloc char[Digits + 2];
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c) && count < digits.Length)
            {
                digits[count++] = c;
            }
            else if (c is not ('-' or '+' or ' ') || count == digits.Length)
            {
                return Holder.None;
            }
        }

        if (count == Digits + 2)
        {
            digits = digits[2..];
            count = Digits;
        }

        if (count != Digits)
        {
            return Holder.None;
        }

        if (digits[2] < '2')
        {
            return Holder.SoleTrader;
        }

        number = new string(digits[..Digits]);
        return Holder.LegalPerson;
    }

    /// <summary>
    /// Checks what a caller wrote; a sole trader's is left out. The number is not repeated in the error.
    /// </summary>
    public static string Check(string written, string field, FieldErrors errors)
    {
        if (written.Length > 0 && Read(written, out var number) != Holder.None)
        {
            return number;
        }

        if (written.Length > 0)
        {
            errors.Add(field, "ORGANIZATION_NUMBER_INVALID", "must have ten digits.");
        }

        return "";
    }
}
