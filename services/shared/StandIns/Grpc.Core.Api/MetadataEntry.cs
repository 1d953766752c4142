using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One key with its value, either text or bytes. Immutable.</summary>
    public sealed class Entry
    {
        // What gRPC over HTTP/2 allows in a Header-Name, and upper case, which is lowered.
        private static readonly SearchValues<char> KeyCharacters =
            SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>Creates an entry of bytes, which are copied.</summary>
        /// <exception cref="ArgumentException">
        /// The key is not allowed or does not end in <see cref="BinaryHeaderSuffix"/>.
        /// </exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);

            Key = Normalize(key);
            if (!IsBinary)
            {
                throw new ArgumentException(
                    $"A key for bytes ends in \"{BinaryHeaderSuffix}\"; this is \"{key}\".", nameof(key));
            }

            _bytes = valueBytes.AsSpan().ToArray();
        }

        /// <summary>Creates an entry of text, which is meant to be ASCII.</summary>
        /// <exception cref="ArgumentException">
        /// The key is not allowed or ends in <see cref="BinaryHeaderSuffix"/>.
        /// </exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);

            Key = Normalize(key);
            if (IsBinary)
            {
                throw new ArgumentException(
                    $"A key for text does not end in \"{BinaryHeaderSuffix}\"; this is \"{key}\".", nameof(key));
            }

            _text = value;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The value is bytes.</exception>
        public string Value =>
            _text ?? throw new InvalidOperationException($"The value of \"{Key}\" is bytes, not text.");

        /// <summary>A copy of the bytes; text is given as ASCII.</summary>
        public byte[] ValueBytes => _bytes?.AsSpan().ToArray() ?? Encoding.ASCII.GetBytes(Value);

        /// <inheritdoc/>
        public override string ToString() => _bytes is null
            ? $"[Entry: key={Key}, value={_text}]"
            : $"[Entry: key={Key}, valueBytes={Convert.ToHexString(_bytes)}]";

        internal bool HasKey(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static string Normalize(string key)
        {
            ArgumentNullException.ThrowIfNull(key);

            if (key.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                throw new ArgumentException(
                    $"A metadata key is made of letters, digits, underscore, hyphen and dot; this is \"{key}\".",
                    nameof(key));
            }

            return key.ToLowerInvariant();
        }
    }
}
