namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Makes one value of another.</summary>
public delegate TTo Projection<TFrom, TTo>(in TFrom from);

/// <summary>Makes one value of another and something that is the same for all of them.</summary>
public delegate TTo Projection<TFrom, TState, TTo>(in TFrom from, in TState state);

/// <summary>Takes values out of sequences.</summary>
public static class SequenceExtensions
{
    /// <summary>An array of what is made of each element.</summary>
    public static TTo[] ToArray<TFrom, TTo>(this in Sequence<TFrom> source, Projection<TFrom, TTo> projection)
    {
        ArgumentNullException.ThrowIfNull(projection);

        var result = source.IsEmpty ? [] : new TTo[source.Length];
        source.CopyTo(result, projection);
        return result;
    }

    /// <summary>An array of what is made of each element and <paramref name="state"/>.</summary>
    public static TTo[] ToArray<TFrom, TState, TTo>(
        this in Sequence<TFrom> source, Projection<TFrom, TState, TTo> projection, in TState state)
    {
        ArgumentNullException.ThrowIfNull(projection);

        var result = source.IsEmpty ? [] : new TTo[source.Length];
        var at = 0;
        foreach (ref var element in source)
        {
            result[at++] = projection(in element, in state);
        }

        return result;
    }

    /// <summary>Writes what is made of each element.</summary>
    /// <exception cref="ArgumentException">There is no room for all of them.</exception>
    public static void CopyTo<TFrom, TTo>(
        this in Sequence<TFrom> source, Span<TTo> destination, Projection<TFrom, TTo> projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        if (source.Length > destination.Length)
        {
            throw new ArgumentException("There is no room for all of the sequence.", nameof(destination));
        }

        var at = 0;
        foreach (ref var element in source)
        {
            destination[at++] = projection(in element);
        }
    }
}
