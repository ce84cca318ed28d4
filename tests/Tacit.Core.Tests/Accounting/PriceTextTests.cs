using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>One way to write numbers: exponents only where digits say nothing to people.</summary>
public sealed class PriceTextTests
{
    [Theory]
    [InlineData("0.5", "0.5")]
    [InlineData("1e-6", "1e-6")]
    [InlineData("1/3", "1/3")]
    [InlineData("12345/67891", "0.181836")]
    [InlineData("123456.7891", "123457")]
    [InlineData("999999.49", "999999")]
    [InlineData("999999.51", "1000000")]
    [InlineData("100000000", "100000000")]
    [InlineData("93900000.25", "93900000")]
    [InlineData("-93900000.25", "-93900000")]
    [InlineData("999999999999999.4", "999999999999999")]
    [InlineData("1e15", "1E+15")]
    public void Numbers_are_written_without_exponents_while_they_can_be_read(string number, string text) =>
        Assert.Equal(text, PriceText.Number(Rational.Parse(number)));
}
