using System.Net;
using System.Net.Sockets;
using Matching.Hosting;

namespace Matching.Gateway.PassThrough;

/// <summary>
/// Where calls to one service go: to its address, or in turn to each address behind the names of
/// <c>dns:///host:port,host:port</c>. One that could not be reached is left out for a while, unless there is no other.
/// Safe for concurrent use.
/// </summary>
internal sealed class Destinations
{
    /// <summary>How long an address that could not be reached is left out, and what fails is gathered.</summary>
    internal static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly string _scheme;
    private readonly IReadOnlyList<DnsEndPoint> _names;
    private readonly AddressLookup _lookup;
    private readonly TimeSpan _refreshInterval;
    private readonly TimeProvider _clock;
    private volatile Destination[] _all;
    private Task? _lookingUp;
    private long _lookedUpAt;
    private uint _turn;

    public Destinations(
        Uri address, bool isSecure, AddressLookup lookup, TimeSpan refreshInterval, TimeProvider clock)
    {
        _scheme = isSecure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        _names = address.Scheme is "http" or "https" ? [] : GrpcChannels.NamesOf(address);
        _lookup = lookup;
        _refreshInterval = refreshInterval;
        _clock = clock;
        _all = _names.Count == 0 ? [new Destination(address.ToString(), Authority: null)] : [];
    }

    /// <summary>How many there are now.</summary>
    public int Count => _all.Length;

    /// <summary>The one whose turn it is; null while the name has no address.</summary>
    public async ValueTask<Destination?> NextAsync(CancellationToken cancellationToken)
    {
        if (_names.Count > 0)
        {
            await RefreshAsync(cancellationToken);
        }

        var all = _all;
        if (all.Length == 0)
        {
            return null;
        }

        var now = _clock.GetTimestamp();
        var turn = Interlocked.Increment(ref _turn);
        for (var i = 0u; i < all.Length; i++)
        {
            var next = all[(turn + i) % all.Length];
            if (Volatile.Read(ref next.RestsUntil) <= now)
            {
                return next;
            }
        }

        return all[turn % all.Length];
    }

    /// <summary>Leaves one out for a while, because it could not be reached.</summary>
    public void LeaveOut(Destination destination) => Volatile.Write(ref destination.RestsUntil, AfterRest());

    /// <summary>
    /// Counts a call that failed there. The first one is worth a word, then what has gathered while that rested.
    /// </summary>
    /// <returns>The calls to tell of; 0 for none yet.</returns>
    public int CountFailure(Destination destination)
    {
        Interlocked.Increment(ref destination.Failures);
        var silentUntil = Volatile.Read(ref destination.SilentUntil);
        return silentUntil <= _clock.GetTimestamp()
            && Interlocked.CompareExchange(ref destination.SilentUntil, AfterRest(), silentUntil) == silentUntil
                ? Interlocked.Exchange(ref destination.Failures, 0)
                : 0;
    }

    private long AfterRest() =>
        _clock.GetTimestamp() + (long)(Rest.TotalSeconds * _clock.TimestampFrequency);

    /// <summary>Looks the name up when that is due: the first time everybody waits, later nobody does.</summary>
    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (_all.Length > 0 && _clock.GetElapsedTime(Interlocked.Read(ref _lookedUpAt)) < _refreshInterval)
        {
            return;
        }

        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _lookingUp, mine.Task, null) is { } theirs)
        {
            await (_all.Length > 0 ? Task.CompletedTask : theirs.WaitAsync(cancellationToken));
            return;
        }

        var looking = LookUpAsync(mine);
        await (_all.Length > 0 ? Task.CompletedTask : looking.WaitAsync(cancellationToken));
    }

    private async Task LookUpAsync(TaskCompletionSource done)
    {
        var before = _all;
        var after = new List<Destination>();
        try
        {
            foreach (var name in _names)
            {
                after.AddRange(await LookUpAsync(name, before));
            }

            _all = [.. after];
        }
        finally
        {
            Interlocked.Exchange(ref _lookedUpAt, _clock.GetTimestamp());
            Volatile.Write(ref _lookingUp, null);
            done.SetResult();
        }
    }

    private async Task<IEnumerable<Destination>> LookUpAsync(DnsEndPoint name, Destination[] before)
    {
        var authority = $"{name.Host}:{name.Port}";
        try
        {
            return
                from address in (await _lookup(name.Host, CancellationToken.None)).Distinct()
                let found = new Destination($"{_scheme}://{new IPEndPoint(address, name.Port)}/", authority)
                let known = Array.Find(before, one => (one.Prefix, one.Authority) == (found.Prefix, authority))
                select known ?? found;
        }
        catch (SocketException)
        {
            // What was found before is more likely right than nothing.
            return before.Where(known => known.Authority == authority);
        }
    }
}

/// <summary>One place that a call can go to.</summary>
/// <param name="Prefix">What stands before the path of a call.</param>
/// <param name="Authority">The name that a certificate must have; null where the address itself says it.</param>
internal sealed record Destination(string Prefix, string? Authority)
{
    /// <summary>The timestamp until which it is left out.</summary>
    internal long RestsUntil;

    /// <summary>The timestamp until which its failures are counted and not told.</summary>
    internal long SilentUntil;

    /// <summary>The failures that were not told yet.</summary>
    internal int Failures;
}
