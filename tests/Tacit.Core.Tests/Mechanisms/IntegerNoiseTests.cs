using CsCheck;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>Noise is calibrated so that its stated loss never costs more than was given.</summary>
public sealed class IntegerNoiseTests
{
    private static readonly Gen<Rational> Amount = Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 100_000]).Select((n, d) => new Rational(n, d));

    [Fact]
    public void Laplace_costs_exactly_epsilon() => Gen.Select(Amount, Amount).Sample((epsilon, shift) =>
        Assert.Equal(epsilon, IntegerNoise.Laplace(epsilon, shift, "test").Loss.Price().Epsilon));

    [Fact]
    public void Gaussian_costs_at_most_rho_and_hardly_less() => Gen.Select(Amount, Amount).Sample((rho, shift) =>
    {
        var noise = IntegerNoise.Gaussian(rho, shift, "test");
        Assert.True(noise.Loss.Price().Rho <= rho);
        var smaller = noise.Scale - new Rational(1, 1 << 24);
        Assert.True(smaller.Sign <= 0 || shift * shift / (2 * smaller * smaller) > rho, "σ is more than one step too large.");
    });

    [Fact]
    public void Zero_or_negative_amounts_are_refused()
    {
        foreach (var bad in new[] { Rational.Zero, -Rational.One })
        {
            Assert.Throws<BadInputException>(() => IntegerNoise.Laplace(bad, 1, "test"));
            Assert.Throws<BadInputException>(() => IntegerNoise.Laplace(1, bad, "test"));
            Assert.Throws<BadInputException>(() => IntegerNoise.Gaussian(bad, 1, "test"));
            Assert.Throws<BadInputException>(() => IntegerNoise.Gaussian(1, bad, "test"));
        }
    }

    [Fact]
    public async Task Every_coordinate_of_a_vector_gets_its_own_noise()
    {
        // Traps 4 and 32 of the peers: a loop one short, the last coordinate bare, noise reused.
        await using var ledger = new SimulatedLedger(seed: 9);
        var account = await ledger.AccountAsync(Hospital.People);
        foreach (var noise in new[] { IntegerNoise.Laplace(new Rational(1, 1_000_000), 1, "test"), IntegerNoise.Gaussian(Rational.Parse("1e-12"), 1, "test") })
        {
            var spend = noise.IsGaussian ? account.SpendZcdp(1) : account.Spend(1);
            var answer = await spend.RunAsync(
                "vector", noise.Loss, (permit, _) => Task.FromResult(string.Join(' ', permit.Draw(noise, new Int128[64], Enumerable.Repeat(Rational.One, 64).ToArray()))),
                new Codec<string>((w, v) => w.WriteStringValue(v), e => e.GetString()!));
            var values = answer.Value.Split(' ');
            Assert.Equal(64, values.Distinct(StringComparer.Ordinal).Count());
            Assert.DoesNotContain("0", values);
        }
    }

    [Fact]
    public async Task Weights_scale_the_noise_of_their_coordinate()
    {
        const int Draws = 40_000;
        await using var ledger = new SimulatedLedger(seed: 10);
        var account = await ledger.AccountAsync(Hospital.People);
        var noise = IntegerNoise.Laplace(1, 1, "test");
        var weights = Enumerable.Range(0, 2 * Draws).Select(i => i % 2 == 0 ? (Rational)1 : new Rational(7, 2)).ToArray();
        Int128[] values = [];
        await account.Spend(1).RunAsync("weights", noise.Loss, (permit, _) =>
        {
            values = permit.Draw(noise, new Int128[2 * Draws], weights);
            return Task.FromResult(0L);
        }, Codec.Integer);
        foreach (var (start, b) in new[] { (0, 1.0), (1, 3.5) })
        {
            var counts = new Dictionary<long, long>();
            for (var i = start; i < values.Length; i += 2)
            {
                counts[(long)values[i]] = counts.GetValueOrDefault((long)values[i]) + 1;
            }

            GoodnessOfFit.Check(counts, k => Math.Tanh(0.5 / b) * Math.Exp(-Math.Abs(k) / b), -60, 60, $"weight {b}");
        }
    }

    [Fact]
    public async Task Exact_values_and_weights_must_be_as_many()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(Hospital.People);
        var noise = Hospital.Noise(1);
        await Assert.ThrowsAsync<ArgumentException>(() => account.Spend(1).RunAsync(
            "short", noise.Loss, (permit, _) => Task.FromResult((long)permit.Draw(noise, [1, 2], [1])[0]), Codec.Integer));
    }

    [Fact]
    public void HalfWidth_follows_the_weight()
    {
        var noise = IntegerNoise.Laplace(1, 1, "test");
        Assert.Equal(new DiscreteLaplace(5).HalfWidth(0.95), noise.HalfWidth(5, 0.95));
        Assert.Equal("discrete Laplace, scale = 1", noise.Description);
    }
}
