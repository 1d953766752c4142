namespace Matching.Suite.Demo;

/// <summary>
/// Which occupations the ads of a municipality are about. Shares in percent were counted over a year of ads; what a
/// municipality's own list leaves over is drawn from its part of the region, and what that leaves over from the rest.
/// </summary>
internal sealed class Mix
{
    private readonly Dictionary<string, (Trade Trade, double Percent)[]> _shares;
    private readonly Trade[] _rest;

    public Mix(Trade[] trades)
    {
        var bySsyk = trades.ToDictionary(trade => trade.Ssyk);
        _shares = Table
            .Read("mix.tsv", row =>
                (Place: row.Text("place"), Trade: bySsyk[row.Text("ssyk")], Percent: row.Number("percent")))
            .GroupBy(row => row.Place, row => (row.Trade, row.Percent))
            .ToDictionary(group => group.Key, group => group.ToArray());
        _rest = [.. trades.Where(trade => trade.Rest > 0)];
    }

    public Trade Draw(Municipality municipality, Dice dice) =>
        Draw(municipality.Code, dice)
        ?? Draw(municipality.Code.StartsWith("22", StringComparison.Ordinal) ? "22" : "inland", dice)
        ?? dice.Pick(_rest, trade => trade.Rest);

    private Trade? Draw(string place, Dice dice)
    {
        var left = dice.Share() * 100;
        foreach (var (trade, percent) in _shares[place])
        {
            left -= percent;
            if (left < 0)
            {
                return trade;
            }
        }

        return null;
    }
}
