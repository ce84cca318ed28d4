using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Numerics;

/// <summary>The normal distribution against a table of 20 digits, from −37 to 37 deviations; eng/tables/NormalTable.cs writes it with integers alone.</summary>
public sealed class NormalTests
{
    // What the type promises, relative to the value.
    private const double Relative = 1e-12;

    private static readonly string[][] Table =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Numerics", "Tables", "normal.csv")).Skip(1).Select(line => line.Split(','))];

    public static TheoryData<double, double, double, double, double> Points { get; } =
        [.. Table.Where(row => row[0] != "quantile").Select(row => (Number(row[0]), Number(row[1]), Number(row[2]), Number(row[3]), Number(row[4])))];

    public static TheoryData<double, double> Quantiles { get; } =
        [.. Table.Where(row => row[0] == "quantile").Select(row => (Number(row[1]), Number(row[2])))];

    [Theory]
    [MemberData(nameof(Points))]
    public void Functions_match_the_table(double x, double density, double tail, double logTail, double mills)
    {
        Close(density, Normal.Density(x), nameof(density));
        Close(tail, Normal.UpperTail(x), nameof(tail));
        Close(tail, Normal.Cdf(-x), "cdf");
        Close(logTail, Normal.LogUpperTail(x), nameof(logTail));
        Close(mills, Normal.Mills(x), nameof(mills));

        void Close(double expected, double actual, string what) =>
            Assert.True(Math.Abs(actual - expected) <= Relative * Math.Abs(expected), $"{what} at {x}: {actual:R}, not {expected:R}");
    }

    [Theory]
    [MemberData(nameof(Quantiles))]
    public void Quantiles_match_the_table(double tail, double x)
    {
        // A tail near one is itself rounded, which moves its quantile by as much over the density.
        Assert.Equal(x, Normal.UpperQuantile(tail), (Relative * Math.Abs(x)) + (2e-16 * tail / Normal.Density(x)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void There_is_no_quantile_outside(double tail) => Assert.Throws<ArgumentOutOfRangeException>(() => Normal.UpperQuantile(tail));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
