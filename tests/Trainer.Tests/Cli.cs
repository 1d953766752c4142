using System.CommandLine;

namespace Matching.Trainer.Tests;

/// <summary>The program as a script meets it, in a folder of the test's own.</summary>
internal sealed class Cli : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public string Folder => _folder.Path;

    public string PathOf(string name) => _folder.File(name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = TrainerCommand.Create().Parse(arguments)
            .Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs what must succeed.</summary>
    public static string Ok(params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.True(code == 0, $"{string.Join(' ', arguments)} exits with {code}: {error}");
        return output;
    }

    public void Dispose() => _folder.Dispose();
}
