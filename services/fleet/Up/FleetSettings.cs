using System.Globalization;
using System.Security.Cryptography;
using Matching.Servers;

namespace Matching.Fleet;

/// <summary>
/// The ports and passwords of one data directory: chosen when they are first asked for, kept in a file that nobody but
/// its owner may read, never printed.
/// </summary>
internal sealed class FleetSettings
{
    private const string File = "settings";
    private const string PortSuffix = "_PORT";
    private const int PasswordLength = 32;

    private readonly string _path;
    private readonly SortedDictionary<string, string> _values;

    private FleetSettings(string path, SortedDictionary<string, string> values) => (_path, _values) = (path, values);

    public static FleetSettings Open(string directory)
    {
        var path = Path.Combine(directory, File);
        var lines = System.IO.File.Exists(path) ? System.IO.File.ReadAllLines(path) : [];
        return new FleetSettings(path, new SortedDictionary<string, string>(
            lines.Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0], pair => pair[1]),
            StringComparer.Ordinal));
    }

    public int Port(string name) => int.Parse(
        Value(name + PortSuffix, () => FreePorts.Find().ToString(CultureInfo.InvariantCulture)),
        CultureInfo.InvariantCulture);

    public string Password(string name) => Value(name + "_PASSWORD", () =>
        RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", PasswordLength));

    /// <summary>Forgets ports that somebody else has taken meanwhile; for when nothing of ours runs.</summary>
    public void ForgetTakenPorts()
    {
        var taken = _values.Where(value => value.Key.EndsWith(PortSuffix, StringComparison.Ordinal)
            && !FreePorts.IsFree(int.Parse(value.Value, CultureInfo.InvariantCulture)));
        foreach (var (key, _) in taken.ToList())
        {
            _values.Remove(key);
        }
    }

    public Task SaveAsync(CancellationToken cancellationToken) => SecretFile.WriteAsync(
        _path, string.Concat(_values.Select(value => $"{value.Key}={value.Value}\n")), cancellationToken);

    private string Value(string key, Func<string> choose)
    {
        if (!_values.TryGetValue(key, out var value))
        {
            _values[key] = value = choose();
        }

        return value;
    }
}
