using System.Globalization;

namespace Matching.Trainer;

/// <summary>A scale from values to pixels, with round ticks.</summary>
internal sealed class Axis
{
    private readonly double _from;
    private readonly double _perValue;

    /// <param name="low">The least value that must fit.</param>
    /// <param name="high">The greatest value that must fit.</param>
    /// <param name="from">The pixel of the beginning.</param>
    /// <param name="to">The pixel of the end; less than the beginning for an axis that goes up.</param>
    /// <param name="wanted">About how many ticks.</param>
    public Axis(double low, double high, double from, double to, int wanted = 5)
    {
        if (!(high > low))
        {
            (low, high) = (low - 0.5, low + 0.5);
        }

        Step = RoundStep((high - low) / wanted);
        Low = Math.Floor(low / Step + 1e-9) * Step;
        High = Math.Ceiling(high / Step - 1e-9) * Step;
        _from = from;
        _perValue = (to - from) / (High - Low);
    }

    public double Low { get; }

    public double High { get; }

    public double Step { get; }

    public IEnumerable<double> Ticks()
    {
        for (var i = 0; Low + i * Step <= High + Step / 1e6; i++)
        {
            yield return Low + i * Step;
        }
    }

    public double At(double value) => _from + (Math.Clamp(value, Low, High) - Low) * _perValue;

    /// <summary>A tick's text, with as many decimals as the step needs.</summary>
    public string Label(double tick)
    {
        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(Step) - 1e-9));
        return (Math.Abs(tick) < Step / 1e6 ? 0 : tick).ToString("F" + decimals, CultureInfo.InvariantCulture);
    }

    /// <summary>1, 2 or 5 times a power of ten, not below what is wanted.</summary>
    private static double RoundStep(double wanted)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        return (wanted / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
