using Matching.Servers;
using Matching.Testing;

namespace Matching.Chaos.Tests;

public sealed class ServerProcessTests : IDisposable
{
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(Lifetime.OfItsOwn)]
    [InlineData(Lifetime.OfItsStarter)]
    public async Task Start_ThenKill_IsFoundByItsTextUntilThen(Lifetime lifetime)
    {
        var process = await StartAsync(lifetime, "sleep", "600");
        var text = process.ToString();

        Assert.True(process.IsRunning);
        Assert.Equal(process.Pid, ServerProcess.Find(text)?.Pid);
        await process.KillAsync();
        Assert.False(process.IsRunning);
        Assert.Null(ServerProcess.Find(text));
        Assert.True(Directory.Exists(_directory.Path));
    }

    [Fact]
    public void Find_AnotherProcessHasTheIdNow_FindsNothing() =>
        Assert.Null(ServerProcess.Find($"{Environment.ProcessId} 1"));

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("one two")]
    public void Find_NoSuchText_FindsNothing(string text) => Assert.Null(ServerProcess.Find(text));

    [Fact]
    public async Task Stop_OneThatEndsByItself_IsNotKilled()
    {
        var process = await StartAsync(
            Lifetime.OfItsOwn, "bash", "-c", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done");
        await SaysAsync();

        Assert.True(await process.StopAsync(UnixSignal.Terminate, TimeSpan.FromSeconds(30)));
        Assert.Equal("ready\nbye\n", await File.ReadAllTextAsync(_directory.File("log")));
    }

    [Fact]
    public async Task Stop_OneThatDoesNotHear_IsKilledWithItsChildren()
    {
        var process = await StartAsync(Lifetime.OfItsOwn, "bash", "-c", "trap '' TERM; sleep 600 & echo $!; wait; wait");
        var child = (await SaysAsync()).Trim();

        Assert.False(await process.StopAsync(UnixSignal.Terminate, TimeSpan.FromMilliseconds(200)));
        Assert.False(process.IsRunning);
        while (IsAlive(child))
        {
            await Task.Yield();
        }
    }

    /// <summary>One that has ended may wait to be reaped.</summary>
    private static bool IsAlive(string pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<string> SaysAsync()
    {
        while (true)
        {
            var text = File.Exists(_directory.File("log")) ? await File.ReadAllTextAsync(_directory.File("log")) : "";
            if (text.EndsWith('\n'))
            {
                return text;
            }

            await Task.Yield();
        }
    }

    private Task<ServerProcess> StartAsync(Lifetime lifetime, params string[] command) =>
        ServerProcess.StartAsync(lifetime, command, Nothing, _directory.Path, _directory.File("log"));
}
