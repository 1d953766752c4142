using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Matching.Benchmarks;

if (await WholePrograms.MeasureAsync(args) is { } code)
{
    return code;
}

// Arguments go to BenchmarkDotNet: --filter '*Fit*', or --job Dry to run each once. The benchmarks run in this process,
// because a project that is generated elsewhere would not find the stand-ins and central versions.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
var summaries = BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args, config);
return summaries.Any(s => s.HasCriticalValidationErrors || s.Reports.Any(r => !r.Success)) ? 1 : 0;
