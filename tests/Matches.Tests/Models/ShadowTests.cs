using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Matching.Fit;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Matches.Tests;

/// <summary>A model in the shadow sees what is ranked, says what it would have made of it, and is in no answer.</summary>
public sealed class ShadowTests : RegionTest
{
    [Fact]
    public async Task Shadow_OfLiveTraffic_TellsAgreementAndTime()
    {
        for (var i = 0; i < 6; i++)
        {
            await Here.AddAsync(Region.Job("Svetsare", i % 2 == 0 ? "Härnösand" : "Kramfors", "", i % 2 == 0 ? [] : [Region.Must("sv")]));
        }

        var welder = await Here.AddAsync(Region.Welder());
        var before = await Here.MatchAsync(welder);
        await Here.CreateAsync("same", new Step("kind", -1, 5, 5), new Step("place", 0.1, 0, 1));
        await Here.CreateAsync("other", new Step("must_languages", 0.5, 0, 40));
        using var meter = new Measured();

        async Task<V1.ModelReport.Types.Shadow> RunAsync(string name)
        {
            await Here.UpdateAsync(new V1.ModelRollout { Shadow = $"models/{name}" });
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(before.Matches, (await Here.MatchAsync(welder)).Matches);
            }

            using var deadline = new CancellationTokenSource(Region.Deadline);
            while (true)
            {
                deadline.Token.ThrowIfCancellationRequested();
                var report = await Here.ReportAsync(name);
                if (report.Shadow.RankingCount + report.Shadow.DroppedCount == 5)
                {
                    Assert.Empty(report.Arms);
                    return report.Shadow;
                }
            }
        }

        var same = await RunAsync("same");
        var other = await RunAsync("other");

        Assert.Equal((1, 1, 0L), (same.KendallTau, same.Top10Overlap, same.FailureCount));
        Assert.True(other.KendallTau < 1);
        Assert.True(same.Latency.P50Microseconds > 0);
        Assert.Equal(V1.Model.Types.State.Shadow, (await Here.ModelAsync("other")).State);
        Assert.Contains("matching.model.shadow.kendall_tau model=same", meter.Names);
        Assert.Contains("matching.model.rankings arm=Champion model=expert-1", meter.Names);
        Assert.All(meter.Names, name => Assert.DoesNotContain("candidates", name, StringComparison.Ordinal));
    }

    /// <summary>Nobody waits for the shadow: what finds no room is dropped at once, and counted.</summary>
    [Fact]
    public async Task Offer_MoreThanThereIsRoomFor_DropsAndCounts()
    {
        await using var provider = new ServiceCollection()
            .AddLogging().AddMetrics().AddSingleton<ModelMetrics>().AddSingleton<ShadowScorer>().BuildServiceProvider();
        var scorer = provider.GetRequiredService<ShadowScorer>();
        var run = new ShadowRun(FitEngine.ExpertModel);
        var sample = new ShadowSample(new float[2 * ModelKit.Names.Count], [2, 1]);

        for (var i = 0; i < 100; i++)
        {
            scorer.Offer(run, sample);
        }

        var waiting = 100 - run.ToWire().DroppedCount;
        await scorer.StartAsync(default);
        using var deadline = new CancellationTokenSource(Region.Deadline);
        while (run.ToWire().RankingCount < waiting)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await scorer.StopAsync(default);
        Assert.Equal(64, waiting);
        Assert.Equal((64L, 36L), (run.ToWire().RankingCount, run.ToWire().DroppedCount));
    }

    [Fact]
    public void Score_WithAFailingModel_CountsIt()
    {
        var run = new ShadowRun(new TurncoatModel("m") { Now = TurncoatModel.Mood.Throwing });

        run.Score(new ShadowSample(new float[2 * ModelKit.Names.Count], [2, 1]));

        Assert.Equal((1L, 1L, 0.0), (run.ToWire().RankingCount, run.ToWire().FailureCount, run.ToWire().KendallTau));
    }

    /// <summary>The measurements of the models' meter, each with its tags.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);

        public Measured()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == ModelMetrics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags));
            _listener.Start();
        }

        public ICollection<string> Names => _names.Keys;

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _names[string.Join(
            ' ',
            tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal)
                .Prepend(instrument.Name))] = true;
    }
}
