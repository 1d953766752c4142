using Matching.Fit;
using Matching.Ranking;
using Arm = Matching.Matches.V1.Provenance.Types.Arm;

namespace Matching.Matches;

/// <summary>
/// The model that one list is ranked by, from the first row to the last page, and the arm that the list counts for.
/// Whatever is promoted meanwhile, a list keeps its seat.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Arm">The arm.</param>
/// <param name="Watch">Takes note of how the model does; null where nobody has to.</param>
/// <param name="Shadow">Scores the same rows later, unseen; null for none.</param>
internal sealed record Seat(IRankingModel Model, Arm Arm, ModelWatch? Watch = null, ShadowRun? Shadow = null)
{
    /// <summary>The expert model, where the model of an arm has failed on a list.</summary>
    public static Seat Fallback { get; } = new(FitEngine.ExpertModel, Arm.Fallback);

    /// <summary>The resource name of the model.</summary>
    public string ModelName => ModelShelf.NameOf(Model);

    /// <summary>The same without a shadow: for lists that nobody sees as they are ranked.</summary>
    public Seat Unshadowed => Shadow is null ? this : this with { Shadow = null };
}
