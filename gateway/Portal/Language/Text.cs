namespace Matching.Gateway.Portal.Language;

/// <summary>The languages of the portal.</summary>
public enum Tongue
{
    Swedish,
    English,
}

/// <summary>
/// Something that the portal says, in both of its languages. Every one is a static field of a class whose name ends in
/// <c>Words</c>, so that a test can walk them all.
/// </summary>
public sealed record Text(string Swedish, string English)
{
    public string In(Tongue tongue) => tongue == Tongue.English ? English : Swedish;
}
