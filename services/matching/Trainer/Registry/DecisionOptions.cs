using System.CommandLine;
using System.CommandLine.Parsing;

namespace Matching.Trainer;

/// <summary>Who decides, and why.</summary>
internal sealed class DecisionOptions
{
    public Option<string> Name { get; } = new("--name") { Description = "Who decides, by name.", Required = true };

    public Option<string> Reason { get; } = new Option<string>("--reason") { Description = "Why." }.Defaults("");

    public string NameIn(ParseResult parse) => parse.GetValue(Name)!;

    public string ReasonIn(ParseResult parse) => parse.GetValue(Reason)!;
}
