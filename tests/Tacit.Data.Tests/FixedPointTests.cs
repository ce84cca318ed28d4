using Tacit.Randomness;

namespace Tacit.Data.Tests;

public sealed class FixedPointTests
{
    public static TheoryData<double, double> Bounds => new()
    {
        { 0, 1 }, { 0, 120 }, { 60, 260 }, { -20_000, 7_500 }, { 0, 1e-9 }, { -1e-12, 3e-12 }, { 1000, 1000.5 }, { 0.1, 0.3 }, { -5, -1 }, { 0, 1e12 },
        { -1e300, 1e308 }, { 1e9, 1e9 + 0.1 }, { -double.MaxValue, double.MaxValue }, { 0, Math.PI }, { -0.0, 1 }, { 1e15, 1e15 + 0.5 }, { -1024, 1024 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Integers_fit_in_thirty_bits_and_the_ends_are_the_ends(double low, double high)
    {
        var f = FixedPoint.Between(low, high, "x");
        Assert.Equal((f.MinInteger, f.MaxInteger), (f.ToInteger(low), f.ToInteger(high)));
        Assert.True(f.MinInteger < f.MaxInteger);
        Assert.True(f.Magnitude <= 1L << 30, $"{f.Magnitude}");
        Assert.Equal(Math.Max(Math.Abs(f.MinInteger), Math.Abs(f.MaxInteger)), f.Magnitude);
        Assert.Equal(Math.Max(f.MaxInteger - f.Centre, f.Centre - f.MinInteger), f.HalfRange);
        Assert.True(f.HalfRange * 2 <= f.MaxInteger - f.MinInteger + 1);
        Assert.Equal(Math.ScaleB(1, f.Exponent), f.Step);
        Assert.True(f.Step > 0 && double.IsFinite(f.Step));
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Values_are_clipped_to_the_grid_rounded_by_half_a_step_and_keep_their_order(double low, double high)
    {
        var f = FixedPoint.Between(low, high, "x");
        var random = RandomSource.Seeded(21);
        Assert.Equal(f.MinInteger, f.ToInteger(double.NegativeInfinity));
        Assert.Equal(f.MaxInteger, f.ToInteger(double.PositiveInfinity));
        var last = f.MinInteger;
        foreach (var value in Enumerable.Range(0, 200).Select(_ => (random.NextUInt64() >> 11) / (double)(1L << 53)).Select(share => Math.Clamp((low * (1 - share)) + (high * share), low, high)).Order())
        {
            var integer = f.ToInteger(value);
            Assert.InRange(integer, f.MinInteger, f.MaxInteger);
            Assert.True(integer >= last);
            Assert.True(Math.Abs(f.ToValue(integer) - value) <= ((integer == f.MinInteger || integer == f.MaxInteger ? 1 : 0.5) * f.Step) + Math.BitIncrement(Math.Abs(value)) - Math.Abs(value), $"{value} became {f.ToValue(integer)}");
            last = integer;
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 2)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.NaN)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(0, double.Epsilon)]
    [InlineData(-1e-320, 1e-320)]
    public void Unusable_bounds_are_refused_by_name(double low, double high) =>
        Assert.Contains("'weight'", Assert.Throws<BadInputException>(() => FixedPoint.Between(low, high, "weight")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_engine_computes_the_same_integers()
    {
        using var scratch = new Scratch();
        var random = RandomSource.Seeded(22);
        var bounds = Bounds.Select(b => b.Data).ToArray();
        var rows = Enumerable.Range(0, 120).Select(i => bounds.Select(b => Value(random, i, b.Item1, b.Item2)).ToArray()).ToArray();
        scratch.Write("t.csv", rows.Select((r, i) => $"{i}," + string.Join(",", r.Select(v => v.ToString("R")))).Prepend("id," + string.Join(",", bounds.Select((_, i) => $"v{i}"))));
        await using var data = await scratch.OpenAsync(d => d.Table("t", "t.csv", t =>
        {
            t.Category("id", [.. rows.Select((_, i) => $"{i}")]).OnePerUnit();
            for (var i = 0; i < bounds.Length; i++)
            {
                t.Number($"v{i}", bounds[i].Item1, bounds[i].Item2);
            }
        }));
        var facts = data.Table("t");
        var pushed = await data.PushAsync("SELECT " + string.Join(", ", facts.Columns.Select(c => c.Prepared)) + " FROM t0", 0, facts.Columns.Count);
        Assert.Equal(rows.Length, pushed.Count);
        foreach (var row in pushed)
        {
            var expected = rows[(int)row.Integers[0]].Select((v, i) => (Int128)facts.Column($"v{i}").Bounds!.ToInteger(v));
            Assert.Equal(expected, row.Integers.Skip(1));
        }
    }

    private static double Value(RandomSource random, int i, double low, double high) => (i % 10) switch
    {
        0 => low,
        1 => high,
        2 => double.PositiveInfinity,
        3 => -1e308,
        4 => Math.BitIncrement(low),
        5 => Math.BitDecrement(high),
        6 => 0,
        _ => low + ((random.NextUInt64() >> 11) / (double)(1L << 53) * ((high / 2) - (low / 2)) * 2),
    };
}
