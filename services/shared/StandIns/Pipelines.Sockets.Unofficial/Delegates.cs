using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Pipelines.Sockets.Unofficial;

/// <summary>Goes through the parts of a combined delegate without an array for them.</summary>
public static class Delegates
{
    /// <summary>Whether a delegate calls exactly one method.</summary>
    public static bool IsSingle(this MulticastDelegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return handler.HasSingleTarget;
    }

    /// <summary>The parts of a delegate in the order they would be called; none of null.</summary>
    public static DelegateEnumerable<T> AsEnumerable<T>(this T? handler)
        where T : MulticastDelegate => new(handler);

    /// <summary>The parts of a delegate.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The package's shape.")]
    [StructLayout(LayoutKind.Auto)]
    public readonly struct DelegateEnumerable<T> : IEnumerable<T>
        where T : MulticastDelegate
    {
        private readonly T? _handler;

        internal DelegateEnumerable(T? handler) => _handler = handler;

        /// <summary>Goes through the parts.</summary>
        public DelegateEnumerator<T> GetEnumerator() => new(_handler);

        IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Goes through the parts of a delegate.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The package's shape.")]
    [StructLayout(LayoutKind.Auto)]
    public struct DelegateEnumerator<T> : IEnumerator<T>
        where T : MulticastDelegate
    {
        private readonly T? _handler;
        private Delegate.InvocationListEnumerator<T> _parts;

        internal DelegateEnumerator(T? handler)
        {
            _handler = handler;
            Reset();
        }

        /// <summary>The part reached.</summary>
        public readonly T Current => _parts.Current;

        readonly object IEnumerator.Current => Current;

        /// <summary>Goes to the next part; false after the last.</summary>
        public bool MoveNext() => _parts.MoveNext();

        /// <summary>Starts again before the first part.</summary>
        public void Reset() => _parts = Delegate.EnumerateInvocationList(_handler);

        /// <summary>Does nothing.</summary>
        public readonly void Dispose()
        {
        }
    }
}
