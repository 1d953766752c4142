namespace Matching.Suite.Tests.Telemetry;

/// <summary>Runs where Prometheus's own tool is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!paths.Any(path => File.Exists(Path.Combine(path, "promtool"))))
        {
            Skip = "promtool is not installed";
        }
    }
}
