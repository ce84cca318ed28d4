namespace Tacit.Reporting.Tests;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(50.93, 50.51, 51.35, "50.93 ± 0.42")]
    [InlineData(1104.2, 1085.8, 1122.6, "1,104 ± 18")]
    [InlineData(-3.02, -4.12, -1.92, "−3.0 ± 1.1")]
    [InlineData(0, 0, 7.2, "0.0 [0.0, 7.2]")]
    [InlineData(12, 11, 13, "12 ± 1")]
    [InlineData(-0.0001, -1, 0.9998, "0.00 ± 1.00")]
    [InlineData(3.14159, 3.14159, 3.14159, "3.142 ± 0.000")]
    [InlineData(12, double.NegativeInfinity, double.PositiveInfinity, "12")]
    [InlineData(1e18, 1e18, 1e18, "1e+18 ± 0")]
    public void An_estimate_has_the_digits_of_its_error(double value, double low, double high, string text)
    {
        Estimate estimate = new(value, low, high, 0.95, "noise");
        Assert.Equal(text, NumberText.Short(estimate, NumberText.Decimals(estimate)));
    }

    [Fact]
    public void A_column_takes_the_digits_of_its_widest_interval_unless_another_would_read_as_zero()
    {
        Assert.Equal(1, NumberText.Decimals([SampleReport.About(1.11, 0.9), SampleReport.About(1.11, 1.1)]));
        Assert.Equal(3, NumberText.Decimals([SampleReport.About(1.11, 0.0042), SampleReport.About(1.11, 1.1)]));
        Assert.Equal(2, NumberText.Decimals([SampleReport.About(0, 0), SampleReport.About(1.11, 0.42), null]));
        Assert.Equal(0, NumberText.Decimals([SampleReport.About(5, 1), SampleReport.About(7, 2)]));
    }
}
