using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>What is not understood is refused, and the message names the place.</summary>
public sealed class PrivacyLossRefusalTests
{
    [Theory]
    [InlineData("""{"type":"laplaze","scale":1}""", "'laplaze' is not known")]
    [InlineData("""{"type":"Gaussian","noiseMultiplier":1}""", "'Gaussian' is not known")]
    [InlineData("""{"type":"pure","epsilon":1,"note":"x"}""", "'note' is not known")]
    [InlineData("""{"type":"pure","epsilon":1,"Epsilon":2}""", "'Epsilon' is not known")]
    [InlineData("""{"type":"pure","epsilon":1,"epsilon":0.1}""", "'epsilon' stands twice")]
    [InlineData("""{"type":"pure","type":"zcdp","epsilon":1}""", "'type' stands twice")]
    [InlineData("""{"type":"pure"}""", "'epsilon' is missing")]
    [InlineData("""{"epsilon":1}""", "'type' is missing")]
    [InlineData("""{"type":"zcdp","rho":1}""", "'delta' is missing")]
    [InlineData("""{"type":"discreteLaplace","scale":1}""", "'shift' is missing")]
    [InlineData("""{"type":"pure","epsilon":-1}""", "was -1")]
    [InlineData("""{"type":"laplace","scale":0}""", "was 0")]
    [InlineData("""{"type":"gaussian","noiseMultiplier":-0.5}""", "The noise multiplier must be a positive")]
    [InlineData("""{"type":"approximate","epsilon":1,"delta":1}""", "Delta must be in [0, 1)")]
    [InlineData("""{"type":"approximate","epsilon":1,"delta":-1e-9}""", "Delta must be in [0, 1)")]
    [InlineData("""{"type":"pure","epsilon":NaN}""", "not valid JSON")]
    [InlineData("""{"type":"pure","epsilon":"NaN"}""", "$.epsilon: expected a number")]
    [InlineData("""{"type":"pure","epsilon":"Infinity"}""", "$.epsilon: expected a number")]
    [InlineData("""{"type":"pure","epsilon":null}""", "$.epsilon: expected a number")]
    [InlineData("""{"type":"pure","epsilon":1e-2147483648}""", "$.epsilon: expected a number")]
    [InlineData("""{"type":"repeated","count":0,"event":{"type":"pure","epsilon":1}}""", "at least once")]
    [InlineData("""{"type":"repeated","count":-3,"event":{"type":"pure","epsilon":1}}""", "at least once")]
    [InlineData("""{"type":"repeated","count":1.5,"event":{"type":"pure","epsilon":1}}""", "$.count: expected a whole number")]
    [InlineData("""{"type":"repeated","count":9223372036854775808,"event":{"type":"pure","epsilon":1}}""", "$.count: expected a whole number")]
    [InlineData("""{"type":"repeated","count":2,"event":{"type":"pure"}}""", "$.event: the member 'epsilon' is missing")]
    [InlineData("""{"type":"composed","events":[{"type":"pure","epsilon":1},{"type":"huh"}]}""", "$.events[1]: the loss type 'huh'")]
    [InlineData("""{"type":"composed","events":[]}""", "at least one event")]
    [InlineData("""{"type":"parallel","events":[]}""", "at least one event")]
    [InlineData("""{"type":"composed","events":{}}""", "$.events: expected a list")]
    [InlineData("""{"type":"composed","events":[{"type":"pure","epsilon":1},{"type":"pure","epsilon":1,"relation":"replace"}]}""", "one relation")]
    [InlineData("""{"type":"repeated","count":2,"event":{"type":"pure","epsilon":1},"relation":"replace"}""", "does not match")]
    [InlineData("""{"type":"pure","epsilon":1,"relation":"substitute"}""", "$.relation: expected")]
    [InlineData("""{"type":"randomizedResponse","epsilon":1,"values":2}""", "does not match")]
    [InlineData("""{"type":"randomizedResponse","epsilon":1,"values":1,"relation":"replace"}""", "at least 2 values")]
    [InlineData("""{"type":"poissonSampled","rate":1.5,"event":{"type":"gaussian","noiseMultiplier":1}}""", "(0, 1]")]
    [InlineData("""{"type":"poissonSampled","rate":0,"event":{"type":"gaussian","noiseMultiplier":1}}""", "(0, 1]")]
    [InlineData("""{"type":"sampledWithoutReplacement","size":9,"total":5,"event":{"type":"pure","epsilon":1,"relation":"replace"},"relation":"replace"}""", "9 of 5")]
    [InlineData("""{"type":"sampledWithoutReplacement","size":1,"total":5,"event":{"type":"pure","epsilon":1}}""", "replace relation")]
    [InlineData("""{"type":"shuffled","localEpsilon":1,"users":0,"relation":"replace"}""", "at least 1 user")]
    [InlineData("""{"type":"renyi","orders":[2,1.5],"divergences":[1,2]}""", "increasing finite orders")]
    [InlineData("""{"type":"renyi","orders":[1,2],"divergences":[1,2]}""", "increasing finite orders")]
    [InlineData("""{"type":"renyi","orders":[2,3],"divergences":[2,1]}""", "increasing finite orders")]
    [InlineData("""{"type":"renyi","orders":[2,1e999],"divergences":[1,2]}""", "increasing finite orders")]
    [InlineData("""{"type":"renyi","orders":[2],"divergences":[]}""", "as many divergences")]
    [InlineData("""{"type":"renyi","orders":["2"],"divergences":[1]}""", "$.orders[0]: expected a number")]
    [InlineData("""{"type":"matrix","noiseMultiplier":1,"strategy":" ","participation":"once"}""", "strategy")]
    [InlineData("[]", "a loss is an object")]
    [InlineData("null", "a loss is an object")]
    [InlineData("""{"type":7}""", "$.type: expected text")]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"type":"pure","epsilon":1}{}""", "not valid JSON")]
    [InlineData("""{"type":"pure","epsilon":1,}""", "not valid JSON")]
    public void Bad_text_is_refused_with_the_place(string json, string message)
    {
        var error = Assert.Throws<FormatException>(() => PrivacyLoss.FromJson(json));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("""{"\udfff":"pure","type":"pure","epsilon":1}""")]
    [InlineData("""{"type":"pure","epsilon":"\ud800"}""")]
    [InlineData("""{"type":"matrix","noiseMultiplier":1,"strategy":"\ud800","participation":"once"}""")]
    [InlineData("""{"type":"pure","epsilon":1,"relation":"\ud800"}""")]
    public void Broken_characters_are_a_format_error(string json) => Assert.Throws<FormatException>(() => PrivacyLoss.FromJson(json));

    [Fact]
    public void Text_that_is_no_Unicode_is_a_format_error() =>
        Assert.Throws<FormatException>(() => PrivacyLoss.FromJson("{\"type\":\"pure\ud800\",\"epsilon\":1}"));

    [Fact]
    public void Depth_is_bounded()
    {
        var json = string.Concat(Enumerable.Repeat("""{"type":"repeated","count":1,"event":""", 50_000));
        Assert.Throws<FormatException>(() => PrivacyLoss.FromJson(json));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void Factories_refuse_what_is_no_amount(double bad)
    {
        Action[] builders =
        [
            () => PrivacyLoss.Gaussian(bad), () => PrivacyLoss.Laplace(bad), () => PrivacyLoss.DiscreteGaussian(bad, 1),
            () => PrivacyLoss.DiscreteGaussian(1, bad), () => PrivacyLoss.WeightedDiscreteGaussian(bad, 1), () => PrivacyLoss.WeightedDiscreteGaussian(1, bad), () => PrivacyLoss.DiscreteLaplace(bad, 1), () => PrivacyLoss.DiscreteLaplace(1, bad),
            () => PrivacyLoss.Pure(bad), () => PrivacyLoss.Zcdp(bad), () => PrivacyLoss.Zcdp(1, bad), () => PrivacyLoss.Approximate(bad, 0),
            () => PrivacyLoss.Approximate(1, bad), () => PrivacyLoss.Exponential(bad), () => PrivacyLoss.RandomizedResponse(bad, 2),
            () => PrivacyLoss.Matrix(bad, "s", "p"), () => PrivacyLoss.Shuffled(bad, 5), () => PrivacyLoss.Renyi([bad], [1]),
            () => PrivacyLoss.Renyi([2], [bad]), () => PrivacyLoss.Gaussian(1).PoissonSampled(bad),
        ];
        foreach (var build in builders)
        {
            Assert.Throws<BadInputException>(build);
        }
    }

    [Fact]
    public void Noise_of_scale_zero_is_refused()
    {
        Assert.Throws<BadInputException>(() => PrivacyLoss.Gaussian(0));
        Assert.Throws<BadInputException>(() => PrivacyLoss.DiscreteLaplace(0, 1));
        Assert.Throws<BadInputException>(() => PrivacyLoss.DiscreteGaussian(1, 0));
        Assert.Throws<BadInputException>(() => PrivacyLoss.Pure(1).Repeat(0));
        Assert.Throws<BadInputException>(() => PrivacyLoss.Composed());
        Assert.Throws<BadInputException>(() => PrivacyLoss.Composed(PrivacyLoss.Pure(1), PrivacyLoss.RandomizedResponse(1, 2)));
    }

    [Fact]
    public void Curve_cannot_be_changed_afterwards()
    {
        double[] orders = [2];
        double[] divergences = [1];
        var loss = PrivacyLoss.Renyi(orders, divergences);
        divergences[0] = 0;
        Assert.Equal(PrivacyLoss.Renyi([2], [1]), loss);
    }

    [Fact]
    public void Numbers_too_long_to_read_are_refused_when_built()
    {
        var longest = new Rational(1, System.Numerics.BigInteger.Pow(10, 5000) + 1);
        try
        {
            var loss = PrivacyLoss.Pure(longest);
            Assert.Equal(loss, PrivacyLoss.FromJson(loss.ToJson()));
        }
        catch (BadInputException)
        {
            // Refusing to build is as good.
        }
    }
}
