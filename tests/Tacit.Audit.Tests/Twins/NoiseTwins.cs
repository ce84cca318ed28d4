using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Twins;

/// <summary>Twins whose noise is wrong: too little, of the wrong kind, drawn once for two, or not random.</summary>
public sealed class NoiseTwins
{
    private static readonly DiscreteLaplace Noise = new(1);

    [Fact]
    public Task Half_noise()
    {
        var half = new DiscreteLaplace(new Rational(1, 2));
        return Caught.ByAuditAsync((c, random) => c + half.Sample(random), (c, random) => c + Noise.Sample(random), PowerTests.Counts, new(1));
    }

    [Fact]
    public Task Naive_floating_point()
    {
        // The correct sibling rounds to a lattice and adds integer noise; its lattice is claimed, and looked at.
        const double Step = 1.0 / 1024;
        var wide = new DiscreteLaplace(1024);
        return Caught.ByAuditAsync(
            (c, random) => c + ((random.NextBit() ? 1 : -1) * Math.Log((random.NextBelow(1UL << 53) + 1) * Math.ScaleB(1, -53))),
            (c, random) => (double)((c * 1024) + wide.Sample(random)) * Step,
            PowerTests.Counts,
            new(1),
            new() { Seed = 78, Lattice = Step });
    }

    [Fact]
    public Task Reused_noise()
    {
        // Two counts, of which a unit is in one; ε = 1 for both together.
        static Int128[] Once(long[] x, RandomSource random)
        {
            var z = Noise.Sample(random);
            return [x[0] + z, x[1] + z];
        }

        return Caught.ByAuditAsync(Once, (x, random) => Caught.Noisy(x, 1, random), [Caught.Pair([0, 0], [1, 0], "one unit in the first count")], new(1));
    }

    [Fact]
    public Task Seed_from_time()
    {
        // A clock that ticks every thousand runs. Noise that does not come from the source is the same within a tick.
        var runs = 0L;
        long Ticking(long c, RandomSource _)
        {
            var tick = Interlocked.Increment(ref runs) / 1000;
            return c + (long)Noise.Sample(RandomSource.Seeded((ulong)tick));
        }

        return Caught.ByAuditAsync(Ticking, (c, random) => c + (long)Noise.Sample(random), PowerTests.Counts, new(1), new() { Runs = 4_000, Seed = 79, Threads = 1 });
    }

    [Fact]
    public Task Last_coordinate_bare()
    {
        // A loop that is one short: opendp#2708. Only a pair that moves the last part can show it.
        static Int128[] Short(long[] x, RandomSource random) => [.. Caught.Noisy(x[..^1], 1, random), x[^1]];
        NeighbourPair<long[]>[] pairs = [.. Enumerable.Range(0, 5).Select(i => Caught.Pair(new long[5], [.. Enumerable.Range(0, 5).Select(j => i == j ? 1L : 0)], $"part {i}"))];
        return Caught.ByAuditAsync(Short, (x, random) => Caught.Noisy(x, 1, random), pairs, new(1), new() { Runs = 4_000, Seed = 80 });
    }

    [Fact]
    public void Bound_rounded_the_unsafe_way()
    {
        // ε = 0.3 for Δ = 1 needs b = 10/3. Rounded down to 20 binary digits it is too small by a part in a million: no audit sees that, the exact law does.
        var exact = new Rational(10, 3);
        var down = new Rational((exact * (1 << 20)).Floor(), 1 << 20);
        var up = new Rational((exact * (1 << 20)).Ceiling(), 1 << 20);
        var claim = PrivacyLoss.Pure(new Rational(3, 10));
        Assert.True(Laws(down).Item1.Epsilon(Laws(down).Item2) > 0.3 + 1e-8);
        Caught.ByPrice(PrivacyLoss.DiscreteLaplace(exact, 1), Laws(down), claim, Laws(up));
        static (ExactLaw, ExactLaw) Laws(Rational b)
        {
            var noise = new DiscreteLaplace(b);
            return (ExactLaw.OfIntegers(-150, 151, noise.Probability), ExactLaw.OfIntegers(-150, 151, k => noise.Probability(k - 1)));
        }
    }
}
