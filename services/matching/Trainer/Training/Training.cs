using Matching.Fit;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>What a training makes.</summary>
internal sealed record Trained(TrainedModel Model, TrainingResult Result, IReadOnlyList<double> Attention);

/// <summary>Turns judged rankings into a model: prior, position bias, trees, calibration.</summary>
internal sealed class Training(TrainingParts parts, TrainingSettings settings)
{
    /// <summary>With fewer rows of the rarer class, a curve of two numbers is all that can be fitted.</summary>
    private const int EnoughForIsotonic = 1_000;

    private readonly ExpertModel? _prior =
        settings.UsePrior && FeatureMap.IsOurs(parts.Train.File.FeatureNames) ? FitEngine.ExpertModel : null;

    /// <exception cref="BadInputException">The data cannot be learned from.</exception>
    public Trained Run(Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            return Learn(screen, cancellationToken);
        }
        catch (Exception broken) when (broken is RankingDataException or ArgumentException)
        {
            throw new BadInputException($"{parts.Train.File.Path}: {broken.Message}");
        }
    }

    private Trained Learn(Screen screen, CancellationToken cancellationToken)
    {
        var attention = Looked();
        var points = _prior is null
            ? 1
            : PriorScale.PointsPerRaw(parts.Train.Read(), settings.Label, attention, _prior, settings.Options.Seed);
        var options = settings.Options with { PositionBias = Bias(attention) };
        var names = parts.Train.File.FeatureNames;
        var reading = new DatasetOptions
        {
            MaxBins = settings.MaxBins,
            Categorical = settings.Categorical,
            Seed = options.Seed,
            Threads = options.Threads,
        };
        var training = screen.Follow("Reading", 1, tell => RankingDataset.Load(
            Rows(parts.Train, points, null, done => tell(done, "")), names, reading, cancellationToken));
        var validation = training.LoadAlike(
            Rows(parts.Validation, points, attention, null), reading, cancellationToken);
        var result = screen.Follow("Training", options.Trees, tell => LambdaMart.Train(
            training,
            validation,
            options,
            prior: null,
            now => tell(now.Trees, FormattableString.Invariant(
                $"{now.Trees} trees, NDCG@10 train {now.TrainingNdcg:0.0000}, validation {now.ValidationNdcg:0.0000}")),
            cancellationToken));
        var model = new TrainedModel(settings.Name, result.Model, _prior, points);
        return new Trained(
            new TrainedModel(settings.Name, result.Model, _prior, points, Calibrate(model)), result, attention ?? []);
    }

    /// <summary>
    /// The attention that each place gets; null where labels owe nothing to it, or it cannot be told.
    /// </summary>
    private IReadOnlyList<double>? Looked()
    {
        if (settings.Bias == BiasCorrection.None)
        {
            return null;
        }

        IReadOnlyList<double>? attention = settings.AttentionPower is { } power
            ? [.. Enumerable.Range(1, Attention.Places).Select(place => Math.Pow(place, -power))]
            : Attention.Estimate(parts.Train.Read(), settings.Label);
        if (attention is null && settings.Bias == BiasCorrection.Ipw)
        {
            throw new BadInputException(
                $"{parts.Train.File.Path}: attention can be estimated from clicks with {Columns.Position} and "
                + $"{Columns.Init} only; give --attention instead.");
        }

        return attention;
    }

    private PositionBias? Bias(IReadOnlyList<double>? attention) => settings.Bias switch
    {
        BiasCorrection.Ipw => new PositionBias.Known(attention!),
        BiasCorrection.Unbiased => new PositionBias.Joint(Attention.Places),
        _ => null,
    };

    /// <param name="part">The queries.</param>
    /// <param name="points">Points of the prior for a raw score of 1.</param>
    /// <param name="attention">
    /// For clicks that are watched and not learned from: a click at a place that few look at stands for many, so its
    /// gain
    /// is one over the attention there, and the measure that stops the training is right in the mean.
    /// </param>
    /// <param name="tell">Is told which share of the file has been read.</param>
    private IEnumerable<RankingRow> Rows(
        DataPart part, double points, IReadOnlyList<double>? attention, Action<double>? tell)
    {
        foreach (var query in part.Read(tell))
        {
            var labels = query.LabelsFrom(settings.Label);
            var positions = settings.Bias == BiasCorrection.None ? null
                : query.Number(Columns.Position)
                    ?? throw new BadInputException(
                        $"{part.File.Path}, line {query.Line}: the rows have no {Columns.Position}.");
            var weights = query.Number(Columns.Weight);
            for (var i = 0; i < query.Count; i++)
            {
                var features = query.Features.AsMemory(i * query.Width, query.Width);
                var label = attention is not null && labels[i] > 0
                    ? (float)Math.Log2(1 + 1 / Attention.At(attention, positions![i]))
                    : labels[i];
                yield return new RankingRow(query.Id, label, features)
                {
                    Weight = weights?[0] ?? 1,
                    Position = (int)(positions?[i] ?? 0),
                    InitialScore = _prior is null ? 0 : _prior.Score(features.Span) / points,
                    Line = query.Line + i,
                };
            }
        }
    }

    /// <summary>
    /// From score to the probability of relevance, on rows that were not learned from; null where all are alike.
    /// </summary>
    private Calibration? Calibrate(TrainedModel model)
    {
        var (scores, relevant) = (new List<double>(), new List<bool>());
        foreach (var query in parts.Validation.Read())
        {
            var labels = query.LabelsFrom(settings.Label);
            for (var i = 0; i < query.Count; i++)
            {
                scores.Add(model.Score(query.Row(i)));
                relevant.Add(labels[i] >= RankingMetrics.RelevantFrom);
            }
        }

        var yes = relevant.Count(r => r);
        return yes == 0 || yes == relevant.Count ? null
            : Math.Min(yes, relevant.Count - yes) >= EnoughForIsotonic
                ? IsotonicCalibration.Fit(scores.ToArray(), relevant.ToArray())
                : PlattCalibration.Fit(scores.ToArray(), relevant.ToArray());
    }
}
