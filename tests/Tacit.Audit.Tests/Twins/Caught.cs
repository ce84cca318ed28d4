using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Twins;

/// <summary>How a twin is caught, and how its correct sibling is not.</summary>
internal static class Caught
{
    public static async Task ByAuditAsync<TIn, TOut>(
        Func<TIn, RandomSource, TOut> twin, Func<TIn, RandomSource, TOut> correct, IReadOnlyList<NeighbourPair<TIn>> pairs, PrivacyClaim claim, AuditOptions? options = null)
    {
        options ??= new() { Seed = 77 };
        var broken = await MechanismAudit.RunAsync(twin, pairs, claim, options);
        TestContext.Current.TestOutputHelper?.WriteLine($"{broken} by {broken.Strongest!.Event}");
        Assert.True(broken.IsViolated, $"The twin got away: {broken}");
        var sound = await MechanismAudit.RunAsync(correct, pairs, claim, options);
        TestContext.Current.TestOutputHelper?.WriteLine($"correct: {sound}");
        Assert.False(sound.IsViolated, $"The correct mechanism was flagged: {sound} by {sound.Strongest}");
    }

    public static void ByPrice(PrivacyLoss claim, (ExactLaw, ExactLaw) twin, PrivacyLoss correctClaim, (ExactLaw, ExactLaw) correct)
    {
        var broken = PriceCheck.FirstBreak(claim, twin.Item1, twin.Item2);
        Assert.True(broken is not null, "The twin got away.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{broken}");
        Assert.Null(PriceCheck.FirstBreak(correctClaim, correct.Item1, correct.Item2));
    }

    /// <summary>Vectors of two neighbours.</summary>
    public static NeighbourPair<long[]> Pair(long[] first, long[] second, string name) => new(first, second, name);

    /// <summary>Independent exact noise of scale b on every part.</summary>
    public static Int128[] Noisy(long[] exact, Rational b, RandomSource random)
    {
        var noise = new Tacit.Mechanisms.DiscreteLaplace(b);
        return Array.ConvertAll(exact, x => x + noise.Sample(random));
    }
}
