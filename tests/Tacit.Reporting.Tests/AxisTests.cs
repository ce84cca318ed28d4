using System.Globalization;

namespace Tacit.Reporting.Tests;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0.3, 0.7, false, "0.3 0.4 0.5 0.6 0.7")]
    [InlineData(45.49, 56.73, false, "45 50 55 60")]
    [InlineData(1086, 2430, true, "0 500 1,000 1,500 2,000 2,500")]
    [InlineData(463, 10012, true, "0 2,000 4,000 6,000 8,000 10,000 12,000")]
    [InlineData(-3, 17, true, "−5 0 5 10 15 20")]
    [InlineData(5, 5, false, "4.4 4.6 4.8 5.0 5.2 5.4 5.6")]
    [InlineData(0, 0, true, "0.0 0.2 0.4 0.6 0.8 1.0")]
    public void Ticks_are_round_and_hold_the_values(double low, double high, bool fromZero, string ticks)
    {
        var axis = Axis.Fit([high, double.NaN, low, double.PositiveInfinity], fromZero)!;
        Assert.Equal(ticks, string.Join(' ', axis.Ticks.Select(axis.Text)));
        Assert.InRange(low, axis.Low - 1e-9, axis.High + 1e-9);
        Assert.InRange(high, axis.Low - 1e-9, axis.High + 1e-9);
    }

    [Fact]
    public void Nothing_finite_is_no_axis() => Assert.Null(Axis.Fit([double.NaN, double.NegativeInfinity], true));

    [Fact]
    public void Positions_run_from_0_to_1_and_stop_there()
    {
        var axis = Axis.Fit([0, 10], false)!;
        Assert.Equal(["0", "0.5", "1", "0", "1"], new[] { 0, 5, 10, -3, 99.0 }.Select(v => axis.Position(v).ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Axes_of_any_size_have_few_ticks()
    {
        for (var power = -12; power <= 12; power++)
        {
            foreach (var width in new[] { 1, 1.3, 2, 3.7, 5, 9.99 })
            {
                var axis = Axis.Fit([0, width * Math.Pow(10, power)], true)!;
                Assert.InRange(axis.Ticks.Count(), 3, 8);
                Assert.Equal(axis.Ticks.Count(), axis.Ticks.Select(axis.Text).Distinct().Count());
            }
        }
    }
}
