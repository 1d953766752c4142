using System.Net;
using System.Net.Sockets;
using Matching.Fleet;
using Matching.Testing;

namespace Matching.Chaos.Tests;

public sealed class FleetSettingsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Save_ThenOpen_KeepsWhatWasChosenFromOthersEyes()
    {
        var settings = FleetSettings.Open(_directory.Path);
        var (port, password) = (settings.Port("one"), settings.Password("one"));
        Assert.NotEqual(password, settings.Password("other"));

        await settings.SaveAsync(CancellationToken.None);

        var again = FleetSettings.Open(_directory.Path);
        Assert.Equal((port, password), (again.Port("one"), again.Password("one")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(_directory.File("settings")).UnixFileMode);
    }

    [Fact]
    public void ForgetTakenPorts_SomebodyListens_ChoosesAnother()
    {
        var settings = FleetSettings.Open(_directory.Path);
        var (taken, free, password) = (settings.Port("taken"), settings.Port("free"), settings.Password("taken"));
        using var listener = new TcpListener(IPAddress.Loopback, taken);
        listener.Start();

        settings.ForgetTakenPorts();

        Assert.NotEqual(taken, settings.Port("taken"));
        Assert.Equal((free, password), (settings.Port("free"), settings.Password("taken")));
    }
}
