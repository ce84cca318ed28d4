using Tacit.Mechanisms;
using Tacit.Randomness;

namespace Tacit.Audit.Tests;

/// <summary>A mechanism that keeps its claim is flagged with probability at most α, however hard the chooser looks.</summary>
public sealed class FalseAlarmTests
{
    private const int Audits = 200;
    private const double Alpha = 0.2;

    // 200 audits at α = .2 flag at most 40 on average. Above 64 with probability 4e-5; the seeds are fixed.
    private const int Most = 64;

    [Fact]
    public async Task Exact_noise_at_its_claim_is_flagged_as_rarely_as_promised()
    {
        var noise = new DiscreteLaplace(1);
        Assert.InRange(await FlagsAsync((c, random) => c + noise.Sample(random), new(1)), 0, Most);
    }

    [Fact]
    public async Task Equal_laws_are_hardly_told_apart_at_epsilon_zero()
    {
        // The strictest claim there is, with outputs that have many features: any overfitting would show here.
        var flags = await FlagsAsync((_, random) => new[] { random.NextBelow(6) / 7.0, random.NextBelow(100), random.NextUInt64() * Math.ScaleB(1, -64) }, new(0));
        Assert.InRange(flags, 0, Most);
    }

    [Fact]
    public async Task Key_selection_at_its_delta_is_flagged_as_rarely_as_promised()
    {
        var rule = new PartitionSelection(1, 0.05, 1);
        Assert.InRange(await FlagsAsync((c, random) => rule.Keeps(c, random), new(1, 0.05)), 0, Most);
    }

    private static async Task<int> FlagsAsync<T>(Func<long, RandomSource, T> mechanism, PrivacyClaim claim)
    {
        var flags = 0;
        for (var i = 0; i < Audits; i++)
        {
            var result = await MechanismAudit.RunAsync(mechanism, PowerTests.Counts, claim, new() { Runs = 800, Alpha = Alpha, Seed = (ulong)(1000 + i) });
            flags += result.IsViolated ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{flags} of {Audits}");
        return flags;
    }
}
