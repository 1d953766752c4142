using System.Text;

namespace Matching.Testing;

/// <summary>A directory of a test's own, gone with it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("matching-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Whether the bytes of a text occur in any file, also one that is in use.</summary>
    public bool Contains(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.EnumerateFiles(Path).Any(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content.AsSpan().IndexOf(bytes) >= 0;
        });
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
