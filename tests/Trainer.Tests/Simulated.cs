namespace Matching.Trainer.Tests;

/// <summary>One small simulation and a model trained on it, made once for all classes of tests that only read them.</summary>
public sealed class Simulated : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public Simulated()
    {
        Cli.Ok("simulate", "--out", _folder.Path, "--rows", "6000", "--test-rows", "4000", "--seed", "5", "--days", "40");
        Cli.Ok(
            "train", Train, "--test", Test, "--out", Bundle, "--trees", "40", "--rate", "0.15", "--leaves", "15",
            "--lightgbm", LightGbm, "--name", "tiny-1");
    }

    public string Train => _folder.File("train.svm");

    public string Test => _folder.File("test.svm");

    public string Bundle => _folder.File("model.bundle");

    public string LightGbm => _folder.File("model.txt");

    public string Beside(string ending) => Path.ChangeExtension(Bundle, ending);

    public void Dispose() => _folder.Dispose();
}

/// <summary>The classes of tests that share one <see cref="Simulated"/>.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSimulation : ICollectionFixture<Simulated>
{
    public const string Name = "simulated";
}
