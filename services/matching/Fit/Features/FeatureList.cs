using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Matching.Fit;

/// <summary>
/// The closed list of features, in the order of rows and models. What is not here is never looked at.
/// </summary>
internal static class FeatureList
{
    /// <summary>Rises when a feature measures something else under the name it had.</summary>
    private const int Version = 1;

    public static Feature[] All { get; } =
    [
        new OccupationRelation(),
        new OccupationYears(),
        new OccupationEvidence(),
        new WeakestMust(),
        new MustExperience(),
        new MustSkills(),
        new MustLanguages(),
        new MustLicences(),
        new MustDrivingLicences(),
        new MustEducation(),
        new Merits(),
        new RequirementSupport(),
        new LanguageMargin(),
        new SkillAffinity(),
        new PlaceFit(),
        new WishedOccupationFit(),
        new ExtentFit(),
        new KindFit(),
        new StartFit(),
    ];

    /// <summary>
    /// The list in short, such as <c>1-0f3a…</c>: the version, and 12 digits of the SHA-256 of the names, directions
    /// and their order. Rankings, exports and models carry it, and what differs in it is not mixed.
    /// </summary>
    public static string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"{Version}-{Digest()[..12]}");

    /// <summary>The place of a feature in a row.</summary>
    public static int IndexOf<T>()
        where T : Feature => Array.FindIndex(All, static f => f is T);

    private static string Digest() => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Concat(All.Select(f => $"{f.Info.Name} {f.Info.Direction}\n")))));
}
