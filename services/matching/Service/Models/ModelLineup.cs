using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Matching.Ranking;
using Arm = Matching.Matches.V1.Provenance.Types.Arm;

namespace Matching.Matches;

/// <summary>
/// Which models rank at one moment. Immutable: a request takes one and keeps it, so that a switch is the exchange of a
/// reference and no answer mixes models.
/// </summary>
internal sealed record ModelLineup
{
    /// <summary>Ranks, unless the challenger does.</summary>
    public required ServingModel Champion { get; init; }

    /// <summary>Ranks for a share of all subjects; null for none.</summary>
    public ServingModel? Challenger { get; init; }

    /// <summary>0 to 50.</summary>
    public double ChallengerPercent { get; init; }

    /// <summary>Scores what was ranked, unseen; null for none.</summary>
    public ShadowRun? Shadow { get; init; }

    /// <summary>Deals subjects to arms; a secret, so that nobody can choose theirs.</summary>
    public byte[] Salt { get; init; } = [];

    /// <summary>The rollout as it is stored.</summary>
    public V1.ModelRollout Rollout { get; init; } = new();

    /// <summary>What should be used and cannot, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Unusable { get; init; } = new Dictionary<string, string>();

    /// <summary>The seat of a subject: a candidate or an opening. Nobody in particular gets the champion.</summary>
    public Seat For(string? subject) =>
        Challenger is { } challenger && subject is not null && IsChallenged(subject)
            ? new Seat(challenger.Model, Arm.Challenger, challenger.Watch, Shadow)
            : new Seat(Champion.Model, Arm.Champion, Champion.Watch, Shadow);

    /// <summary>
    /// Whether a subject is dealt to the challenger: by a hash of the subject and the challenger, so that it stays
    /// while the challenger does, a greater share keeps who was in a smaller one, and the next challenger gets others.
    /// </summary>
    public bool IsChallenged(string subject)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Salt, Encoding.UTF8.GetBytes($"{Challenger?.Model.Name} {subject}"), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash) / Math.Pow(2, 64) * 100 < ChallengerPercent;
    }
}

/// <summary>A model that answers, and who watches it; the expert model needs no watch.</summary>
internal sealed record ServingModel(IRankingModel Model, ModelWatch? Watch);
