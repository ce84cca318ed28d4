using System.Globalization;
using Tacit.Data;

namespace Tacit.Query.Tests.Sql;

/// <summary>Computed numbers become the integers that <see cref="FixedPoint"/> says, and conditions on prepared integers mean what they say of the values: to the last bit, also at the ends.</summary>
public sealed class ExpressionGridTests : IAsyncLifetime
{
    private const int Count = 120;

    // The last two: their products have steps below the smallest normal double.
    private static readonly (string Name, double Low, double High)[] Columns =
        [("a", 0, 0.1), ("b", 0, 110_000), ("c", -7.3, 3.1), ("d", 0, 0.08), ("e", 0, 110_000), ("f", 0, 1e-150), ("g", -1e-140, 1e-140)];

    private static readonly FixedPoint[] Grids = [.. Columns.Select(c => FixedPoint.Between(c.Low, c.High, c.Name))];

    private readonly Scratch _scratch = new();
    private double?[][] _rows = []; // As they are held.
    private Dataset _data = null!;

    public async ValueTask InitializeAsync()
    {
        var cells = Enumerable.Range(0, Count).Select(r => Columns.Select((_, i) => Cell(i, r)).ToArray()).ToArray();
        _rows = [.. cells.Select(row => row.Select((v, i) => v is { } x ? Grids[i].ToValue(Grids[i].ToInteger(x)) : (double?)null).ToArray())];
        _scratch.Write("t.csv", cells.Select((row, i) => $"{i},{i},{string.Join(",", row.Select(v => v?.ToString("R", CultureInfo.InvariantCulture)))}").Prepend("id,k,a,b,c,d,e,f,g"));
        _data = await _scratch.OpenAsync(d => d.Table("t", "t.csv", t =>
        {
            t.Category("k", [.. Enumerable.Range(0, Count).Select(i => i.ToString(CultureInfo.InvariantCulture))]).AtMost(1);
            foreach (var (name, low, high) in Columns)
            {
                t.Number(name, low, high);
            }
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Sums_of_expressions_are_sums_of_steps_of_their_grid()
    {
        (string Sql, string Over, Func<double[], double> Of)[] expressions =
        [
            ("a * b", "ab", x => x[0] * x[1]), ("b * (1 - a)", "ba", x => x[0] * (1 - x[1])), ("b * (1 - a) * (1 + d)", "bad", x => x[0] * (1 - x[1]) * (1 + x[2])), ("c * c", "cc", x => x[0] * x[1]),
            ("b * c * a", "bca", x => x[0] * x[1] * x[2]), ("f * g", "fg", x => x[0] * x[1]), ("g * g", "gg", x => x[0] * x[1]), ("c + a", "ca", x => x[0] + x[1]), ("c * 3", "c", x => x[0] * 3), ("a * 0.3", "a", x => x[0] * 0.3),
            ("c * 0.3", "c", x => x[0] * 0.3), ("c * 0.7", "c", x => x[0] * 0.7), ("c * 1.1", "c", x => x[0] * 1.1),
        ];
        foreach (var (sql, over, of) in expressions)
        {
            var columns = over.Select(c => c - 'a').ToArray();
            var ends = columns.Aggregate(new[] { Array.Empty<double>() }, (corners, c) => [.. corners.SelectMany(x => new[] { Grids[c].MinInteger, Grids[c].MaxInteger }.Select(end => x.Append(Grids[c].ToValue(end)).ToArray()))]).Select(of).ToArray();
            var grid = FixedPoint.Between(ends.Min(), ends.Max(), sql);
            var answer = (await AskAsync($"select k, sum({sql}) as s from t group by k")).Column();
            for (var row = 0; row < Count; row++)
            {
                var values = columns.Select(c => _rows[row][c]).ToArray();
                var expected = values.Any(v => v is null) ? 0 : grid.ToInteger(of([.. values.Select(v => v!.Value)]));
                Assert.True(grid.ToValue(expected) == answer[row.ToString(CultureInfo.InvariantCulture)], $"{sql} of {string.Join(", ", values)}");
            }
        }
    }

    [Fact]
    public async Task Conditions_on_integers_are_conditions_on_values()
    {
        (string Sql, Func<double?[], bool> Of)[] conditions =
        [
            ("b = e", x => x[1] is { } b && b == x[4]), ("b <> e", x => x[1] is { } b && x[4] is { } e && b != e), ("b < e", x => x[1] < x[4]), ("b >= e", x => x[1] >= x[4]), ("b = a", x => x[1] is { } b && x[0] is { } a && Rounded(b) == Rounded(a)), ("a < b", x => x[0] is { } a && x[1] is { } b && Rounded(a) < Rounded(b)), ("b = 110000", x => x[1] == 110_000),
            ("b = 0.1", x => x[1] == Held(1, 0.1)), ("0 <> e", x => x[4] is { } e && e != 0), ("b in (0, 55000, 110000)", x => x[1] is 0 or 55_000 or 110_000), ("b in (0, 0.1)", x => x[1] == 0 || x[1] == Held(1, 0.1)), ("c is null", x => x[2] is null),
            ("c is not null and not (c = 0)", x => x[2] is { } c && c != 0), ("a between 0.05 and 0.07", x => x[0] >= Held(0, 0.05) && x[0] <= Held(0, 0.07)),
            ("a < 0", _ => false), ("a > 0.1", _ => false), ("a <= 0.1", x => x[0] is not null), ("a >= 0.1", x => x[0] == Held(0, 0.1)), ("a = 0.2", _ => false), ("a <> -1", x => x[0] is not null), ("0.2 > c", x => x[2] < Held(2, 0.2)),
        ];
        foreach (var (sql, of) in conditions)
        {
            Assert.Equal((sql, _rows.Count(of)), (sql, (await AskAsync($"select count(*) from t where {sql}")).Rows.Single().Values.Single()!.Value.Value));
        }
    }

    // A constant stands where opening would have put it; decimals of a and b are compared with the three digits that both grids tell apart.
    private static double Held(int column, double value) => Grids[column].ToValue(Grids[column].ToInteger(value));

    private static double Rounded(double value) => Math.Floor((value * 1000) + 0.5) / 1000;

    // The ends together, then an end, the middle, nothing, or anything.
    private static double? Cell(int column, int row)
    {
        var share = (row + 1) * (column + 1) * 0.6180339887 % 1;
        var (_, low, high) = Columns[column];
        return row < 4
            ? ((row >> (column % 2)) & 1) == 0 ? low : high
            : (((row * ((2 * column) + 3)) + (row / 8)) % 8) switch { 0 => low, 1 => high, 2 => (low + high) / 2, 3 => null, _ => low + ((high - low) * share) };
    }

    private async Task<Table> AskAsync(string sql)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        return (await _data.QueryAsync(sql, (await ledger.AccountAsync(_data.Population)).Spend(1000))).Value;
    }
}
