using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>
/// Writable elements of an arena, valid until it is reset. The arenas here hand out one run of memory, so that a
/// sequence has one segment, or none where it is empty.
/// </summary>
[StructLayout(LayoutKind.Auto)]
[SuppressMessage("Design", "CA1034", Justification = "The package's shape.")]
public readonly struct Sequence<T>
{
    private readonly Memory<T> _run;

    internal Sequence(Memory<T> run) => _run = run;

    /// <summary>How many elements there are.</summary>
    public long Length => _run.Length;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _run.IsEmpty;

    /// <summary>Whether <see cref="FirstSpan"/> is all of it.</summary>
    public bool IsSingleSegment => true;

    /// <summary>The elements of the first segment.</summary>
    public Span<T> FirstSpan => _run.Span;

    /// <summary>The segments.</summary>
    public SpanEnumerable Spans => new(_run);

    /// <summary>The element at a position, to read or to write.</summary>
    public ref T this[int index] => ref _run.Span[index];

    /// <summary>Goes through the elements.</summary>
    public Enumerator GetEnumerator() => new(_run.Span);

    /// <summary>The same without its type, for an element that holds a sequence of its own kind.</summary>
    public Sequence Untyped() => Sequence.From(_run);

    /// <summary>Goes through the elements of a sequence, by reference.</summary>
    public ref struct Enumerator
    {
        private readonly Span<T> _elements;
        private int _at;

        internal Enumerator(Span<T> elements)
        {
            _elements = elements;
            _at = -1;
        }

        /// <summary>The element reached, to read or to write.</summary>
        public readonly ref T Current => ref _elements[_at];

        /// <summary>Goes to the next element; false after the last.</summary>
        public bool MoveNext() => ++_at < _elements.Length;

        /// <summary>The next element, which there must be.</summary>
        /// <exception cref="InvalidOperationException">There is none.</exception>
        public ref T GetNext()
        {
            if (!MoveNext())
            {
                throw new InvalidOperationException("The sequence has no further element.");
            }

            return ref _elements[_at];
        }
    }

    /// <summary>The segments of a sequence.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly struct SpanEnumerable
    {
        private readonly Memory<T> _run;

        internal SpanEnumerable(Memory<T> run) => _run = run;

        /// <summary>Goes through the segments.</summary>
        public SpanEnumerator GetEnumerator() => new(_run.Span);
    }

    /// <summary>Goes through the segments of a sequence.</summary>
    public ref struct SpanEnumerator
    {
        private Span<T> _next;

        internal SpanEnumerator(Span<T> run) => _next = run;

        /// <summary>The segment reached.</summary>
        public Span<T> Current { readonly get; private set; }

        /// <summary>Goes to the next segment; false after the last.</summary>
        public bool MoveNext()
        {
            Current = _next;
            _next = default;
            return !Current.IsEmpty;
        }
    }
}
