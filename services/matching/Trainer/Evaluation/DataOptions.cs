using System.CommandLine;
using System.CommandLine.Parsing;

namespace Matching.Trainer;

/// <summary>The options by which every command that reads a ranking file is told what to read of it.</summary>
internal sealed class DataOptions
{
    public Argument<string> File { get; } = new("data")
    {
        Description = "The ranking file: our own form, CSV, or SVMlight (label qid:7 1:0.5 … # comment).",
    };

    public Option<string?> Queries { get; } = new("--queries")
    {
        Description = "The sizes of the queries, one to a line, for a file without qid. Default: <data>.query.",
    };

    public Option<string?> Label { get; } = new("--label")
    {
        Description = "A number to take for the label, such as click or stage.",
    };

    public Option<SplitBy> SplitBy { get; } = new Option<SplitBy>("--split")
    {
        Description = "What is held out of the file: none, by query a share chosen by id and seed, by time the latest.",
    }.Defaults(Trainer.SplitBy.None);

    public Option<double> HoldOut { get; } = new Option<double>("--hold-out")
    {
        Description = "The share that is held out.",
    }.Defaults(0.2).Within(0.001, 0.999);

    public Option<int> Seed { get; } = new Option<int>("--seed")
    {
        Description = "The seed of all chance.",
    }.Defaults(1);

    public RankingFile Open(ParseResult parse) => RankingFile.Open(parse.GetValue(File)!, parse.GetValue(Queries));

    /// <summary>Null where nothing is held out.</summary>
    public Split? Split(ParseResult parse, RankingFile file) => parse.GetValue(SplitBy) == Trainer.SplitBy.None
        ? null
        : new Split(file, parse.GetValue(SplitBy), parse.GetValue(HoldOut), parse.GetValue(Seed));
}
