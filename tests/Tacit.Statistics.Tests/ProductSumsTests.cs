using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

/// <summary>Sums by blocks and vectors are those of integers one by one, for every number of rows about a block and for narrow and wide numbers.</summary>
public sealed class ProductSumsTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    [InlineData(23)]
    [InlineData(30)]
    public void Moments_of_a_column_are_those_of_its_units(int bits)
    {
        var bounds = new ValueBounds(-3, 5, bits);
        var moments = new MomentAggregates(bounds);
        foreach (var rows in (int[])[0, 1, 3, 4, 7, 8, 255, 256, 257, 511, 1030])
        {
            var values = Values(rows);
            Int128 sum = 0, squares = 0, half = bounds.HalfRangeUnits;
            foreach (var value in values)
            {
                Int128 units = bounds.ToUnits(value);
                sum += units;
                squares += (2 * units * units) - (half * half);
            }

            Assert.Equal([rows, sum, squares], moments.Of(values));
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(30)]
    public void Rows_at_the_bounds_are_added_to_the_last_bit(int bits)
    {
        // Odd units of the largest size: a sum of doubles beyond 2^53 would lose the last bits of their products.
        var bounds = new ValueBounds(0, (1 << bits) - 1, bits);
        Assert.Equal((1 << bits) - 1, bounds.HalfRangeUnits);
        var moments = new MomentAggregates(bounds);
        double[] values = [.. Enumerable.Range(0, 777).Select(i => i % 3 == 0 ? i % 11 : (1 << bits) - 1.0 - (i % 13))];
        Int128 sum = 0, squares = 0, half = bounds.HalfRangeUnits;
        foreach (var value in values)
        {
            Int128 units = (2 * (Int128)value) - half;
            sum += units;
            squares += (2 * units * units) - (half * half);
        }

        Assert.Equal([777, sum, squares], moments.Of(values));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(30)]
    public void Moments_of_a_table_are_those_of_its_units(int bits)
    {
        ValueBounds[] columns = [new(-3, 5, bits), new(0, 1, bits), new(-1e6, 1, 12)];
        var values = Values(3 * 700);
        var table = new double[700, 3];
        Buffer.BlockCopy(values, 0, table, 0, values.Length * sizeof(double));
        var expected = new List<Int128> { 700 };
        var units = Enumerable.Range(0, 700).Select(r => columns.Select((c, i) => (Int128)c.ToUnits(table[r, i])).ToArray()).ToArray();
        expected.AddRange(Enumerable.Range(0, 3).Select(i => units.Aggregate((Int128)0, (sum, u) => sum + u[i])));
        for (var i = 0; i < 3; i++)
        {
            for (var j = i; j < 3; j++)
            {
                Int128 half = columns[i].HalfRangeUnits;
                expected.Add(units.Aggregate((Int128)0, (sum, u) => sum + (i == j ? (2 * u[i] * u[i]) - (half * half) : u[i] * u[j])));
            }
        }

        Assert.Equal(expected, new MomentAggregates(columns).Of(table));
    }

    [Theory]
    [InlineData(16, 3, 20)]
    [InlineData(2, 10, 30)]
    [InlineData(4, 12, 30)]
    public void Leaves_are_those_of_integer_division(int branching, int height, int bits)
    {
        var shape = new RangeTreeShape(branching, height);
        var bounds = new ValueBounds(-3, 5, bits);

        // Points on both sides of the edge of a leaf, too.
        double[] values = [.. Values(2000), .. Enumerable.Range(1, 1000).SelectMany(k => (double[])[Edge(k), Edge(k) - 1])];
        double Edge(int k)
        {
            var leaf = (long)k * shape.Leaves / 1001;
            return bounds.ToValue(bounds.LowPoint + (((leaf * (bounds.HalfRangeUnits + 1)) + shape.Leaves - 1) / shape.Leaves));
        }

        var expected = new Int128[shape.Leaves];
        foreach (var value in values.Where(v => !double.IsNaN(v)))
        {
            expected[(int)(((Int128)(bounds.ToPoint(value) - bounds.LowPoint) * shape.Leaves) / (bounds.HalfRangeUnits + 1))]++;
        }

        Assert.Equal(expected, shape.LeavesOf(values, bounds));
    }

    [Fact]
    public void The_gradient_of_many_rows_is_the_sum_of_the_gradients_of_each()
    {
        var regression = new LogisticRegression(2, 3, 1, 1, 0.5);
        const int Rows = 40_000;
        var values = Values(2 * Rows);
        var table = new double[Rows, 2];
        Buffer.BlockCopy(values, 0, table, 0, values.Length * sizeof(double));
        bool[] labels = [.. Enumerable.Range(0, Rows).Select(i => i % 3 == 0)];
        var expected = new Int128[3];
        for (var r = 0; r < Rows; r++)
        {
            var one = regression.Gradient([0.3, -1, 2], new[,] { { table[r, 0], table[r, 1] } }, [labels[r]]);
            for (var i = 0; i < 3; i++)
            {
                expected[i] += one[i];
            }
        }

        Assert.Equal(expected, regression.Gradient([0.3, -1, 2], table, labels));
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(0, 100_000)]
    public void The_best_point_is_the_same_by_counting_and_by_sorting(long low, long high)
    {
        var random = RandomSource.Seeded(3);
        long[] values = [.. Enumerable.Range(0, 999).Select(_ => (long)random.NextBelow(60))];
        var clipped = values.Select(v => Math.Clamp(v, low, high)).Order().ToArray();
        Assert.Equal(clipped[499], new ExponentialQuantile(1, 2, low, high, 1).Best(values));
        Assert.Equal(clipped[99], new ExponentialQuantile(1, 10, low, high, 1).Best(values));
    }

    [Theory]
    [InlineData(-7, 40)]
    [InlineData(1000, 1060)]
    [InlineData(-100_000, 100_000)]
    [InlineData(-(1L << 60), 1L << 60)]
    public void Quantiles_of_many_ties_are_those_of_the_definition(long low, long high)
    {
        // Few points are counted, many are sorted; both clip, at either end, and count every tie.
        var random = RandomSource.Seeded(4);
        long[] values = [long.MinValue, long.MaxValue, low, high, low - 1, high + 1, .. Enumerable.Range(0, 300).Select(_ => low + (long)random.NextBelow(61) - 7)];
        foreach (var rows in (int[])[0, 1, 2, 5, 6, 306])
        {
            var clipped = values[..rows].Select(v => Math.Clamp(v, low, high)).Order().ToArray();
            for (var k = 0; k <= 20; k++)
            {
                // The first point at whose rank at least qn rows are.
                var expected = clipped.Length == 0 || k == 0 ? low : clipped[((k * clipped.Length) + 19) / 20 - 1];
                Assert.Equal(expected, new ExponentialQuantile(k, 20, low, high, 1).Best(values.AsSpan(0, rows)));
            }
        }
    }

    [Fact]
    public void A_row_a_little_longer_than_the_bound_is_cut_to_it()
    {
        // Up to a few steps of 2^-16 beyond the bound, where only the square of the whole row tells.
        var random = RandomSource.Seeded(6);
        Int128 limit = 1L << 32;
        Int128 largest = 0;
        for (var i = 0; i < 2000; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * Simulated.Uniform(random));
            var length = 1 + (((8 * Simulated.Uniform(random)) - 2) / 65536);
            var sums = new PrincipalComponents(2, 1, centred: false).Of(new[,] { { length * cos, length * sin } });
            Assert.True(sums[0] + sums[2] <= limit, $"{sums[0] + sums[2]} at {cos}");
            largest = Int128.Max(largest, sums[0] + sums[2]);
        }

        Assert.True(largest > limit - 20_000);
    }

    [Fact]
    public void A_table_without_rows_has_sums_of_zero()
    {
        Assert.All(new PrincipalComponents(3, 1).Of(new double[0, 3]), x => Assert.Equal(0, x));
        Assert.All(new LinearRegression(3, 1, 1).Of(new double[0, 3], []), x => Assert.Equal(0, x));
        Assert.All(new LogisticRegression(3, 1, 1, 1).Gradient([0, 0, 0, 0], new double[0, 3], []), x => Assert.Equal(0, x));
    }

    private static double[] Values(int count)
    {
        var random = RandomSource.Seeded(41);
        return [.. Enumerable.Range(0, count).Select(i => (i % 97) switch
        {
            5 => double.NaN,
            11 => double.PositiveInfinity,
            13 => double.NegativeInfinity,
            17 => 1e300,
            19 => 1e-320,
            _ => (12 * Simulated.Uniform(random)) - 5,
        })];
    }
}
