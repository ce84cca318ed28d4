namespace Tacit.Statistics.Tests;

/// <summary>From arrays behind the wall to an estimate with its receipt, by the spend protocol.</summary>
public sealed class ReleaseTests
{
    private static readonly Population People = new("people", PrivacyUnit.Row());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_variance_is_released_with_the_stated_weights(bool noisy)
    {
        await using var ledger = new SimulatedLedger(seed: 9, noisy);
        var account = await ledger.AccountAsync(People);
        var ages = new Sensitive<double[]>(People, _ => ValueTask.FromResult<double[]>([.. Enumerable.Range(0, 5000).Select(i => 20.0 + (i % 61))]));
        var bounds = new ValueBounds(0, 100);
        var moments = new MomentAggregates(bounds);
        var noise = moments.Sensitivity.Gaussian(0.5);
        var release = await account.SpendZcdp(0.5).RunAsync(
            "variance of age", noise.Loss, async (permit, token) =>
            {
                var exact = moments.Of(await permit.OpenAsync(ages, token));
                return Variance.Of(permit.Draw(noise, exact, moments.Sensitivity.Weights), moments.Sensitivity.ScalesOf(noise), bounds, 0.95)
                    ?? new Estimate(0, 0, 2500, 0.95, Estimate.NoiseOnly);
            }, Codec.Estimate);

        // (61² − 1)/12 = 310 for whole cycles. σ is 1.5 rows, so that of the variance is about 1.5·50²/5000 = 0.75: a seed leaves ±5 with probability below 1e-9.
        Assert.Equal(310, release.Value.Value, noisy ? 5.0 : 0.5);
        Assert.InRange(release.Value.HalfWidth, 0.5, 5);
    }

    [Fact]
    public async Task Noise_of_less_than_was_reserved_gets_no_answer()
    {
        await using var ledger = new SimulatedLedger(seed: 9);
        var account = await ledger.AccountAsync(People);
        var values = new Sensitive<double[]>(People, _ => ValueTask.FromResult<double[]>([1, 2, 3]));
        var moments = new MomentAggregates(new ValueBounds(0, 10));
        var (reserved, drawn) = (moments.Sensitivity.Laplace(1), moments.Sensitivity.Laplace(2));
        await Assert.ThrowsAsync<MechanismFailedException>(() => account.Spend(1).RunAsync(
            "variance", reserved.Loss, async (permit, token) =>
                (long)permit.Draw(drawn, moments.Of(await permit.OpenAsync(values, token)), moments.Sensitivity.Weights)[0], Codec.Integer));
    }
}
