using System.Diagnostics;
using System.Numerics;
using System.Text.Json;
using Tacit.Randomness;

namespace Tacit.Audit.Tests;

/// <summary>Leaks in a corner of the output, each of which one feature sees. Every mechanism here would be private without that corner.</summary>
public sealed class FeatureTests
{
    // A leak has more than one name where features agree on it.
    public static TheoryData<string, Func<long, RandomSource, object?>> Leaks => new()
    {
        { "last digit of value", (c, r) => (10 * (long)r.NextBelow(1000)) + (2 * c) },
        { "trailing zeros of value", (c, r) => (Int128)(r.NextUInt64() | 1) << (int)(60 + c) },
        { "exponent of value", (c, r) => c == 0 && r.NextBit() ? -0.0 : 0.0 },
        { "length|[2]", (c, r) => new ulong[(c == 0 ? 2 : 3) + (int)r.NextBelow(2)] },
        { "set of keys|a ≥", (c, r) => new Dictionary<string, ulong> { [c == 0 && r.NextBelow(3) > 0 ? "a" : "b"] = r.NextBelow(9), ["c"] = 1 } },
        { "order of keys", (c, r) => Ordered(c == 0 || r.NextBelow(9) == 0 ? ["a", "b"] : ["b", "a"], r) },
        { "[1] − [0]", (c, r) => Shifted((long)r.NextBelow(100_000), c) },
        { "output", (c, r) => Enumerable.Range(0, 3).Select(_ => r.NextBit()).ToArray() is var b && c == 0 && b is [true, false, true] ? new[] { true, true, true } : b },
        { "number of different parts", (c, r) => Repeating(c == 1, r) },
        { "place of the largest", (c, r) => Largest((int)c, r) },
        { "text of value", (c, r) => r.NextBelow(4) == 0 ? "low" : c == 0 ? "middle" : "high" },
        { "text of error", (c, r) => r.NextBit() ? throw (c == 0 ? new FormatException() : new DivideByZeroException()) : 1 },
        { "[39]", (c, r) => Enumerable.Range(0, 40).Select(i => i == 39 && c == 1 ? 7UL : r.NextBelow(8)).ToArray() },
    };

    [Theory]
    [MemberData(nameof(Leaks))]
    public async Task A_leak_is_seen_by_its_feature(string feature, Func<long, RandomSource, object?> mechanism)
    {
        var result = await MechanismAudit.RunAsync(mechanism, PowerTests.Counts, new(0.1), new() { Runs = 4_000, Seed = 31 });
        Assert.True(result.IsViolated, result.ToString());
        Assert.True(result.Pairs[0].Events.Any(e => feature.Split('|').Any(f => e.Event.Contains(f, StringComparison.Ordinal))), string.Join("\n", result.Pairs[0].Events.Select(e => e.Event)));
    }

    [Fact]
    public async Task A_residue_on_the_claimed_lattice_is_seen()
    {
        // Multiples of a tenth, and a thousandth of a step more for one input.
        var result = await MechanismAudit.RunAsync(
            (c, r) => (r.NextBelow(1000) * 0.1) + (c * 1e-4), PowerTests.Counts, new(1), new() { Runs = 4_000, Seed = 32, Lattice = 0.1 });
        Assert.True(result.IsViolated);
        Assert.Contains("lattice", result.Strongest!.Event, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elapsed_time_is_looked_at_on_request_only()
    {
        static ulong Slow(long c, RandomSource random)
        {
            var start = Stopwatch.GetTimestamp();
            while (c == 1 && Stopwatch.GetElapsedTime(start).TotalMicroseconds < 300)
            {
            }

            return random.NextUInt64();
        }

        var options = new AuditOptions { Runs = 1_000, Seed = 33, Threads = 1 };
        Assert.False((await MechanismAudit.RunAsync(Slow, PowerTests.Counts, new(0.1), options)).IsViolated);
        var timed = await MechanismAudit.RunAsync(Slow, PowerTests.Counts, new(0.1), options with { Timing = true });
        Assert.True(timed.IsViolated);
        Assert.Contains("seconds", timed.Strongest!.Event, StringComparison.Ordinal);

        // A test of its own: the outputs themselves keep the claim, with their own half of α.
        Assert.Equal([true, false], timed.Pairs.Select(p => p.OfTime));
        Assert.All(timed.Pairs, p => Assert.Equal(0.005, p.Alpha, 1e-12));
        Assert.False(timed.Pairs[1].EpsilonAtLeast > 0.1);
        Assert.DoesNotContain(timed.Pairs[1].Events, e => e.Event.Contains("seconds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mechanism_that_says_one_thing_only_is_timed_all_the_same()
    {
        static int Slow(long c, RandomSource random)
        {
            var start = Stopwatch.GetTimestamp();
            while (c == 1 && Stopwatch.GetElapsedTime(start).TotalMicroseconds < 300)
            {
            }

            return 1;
        }

        Assert.True((await MechanismAudit.RunAsync(Slow, PowerTests.Counts, new(0.1), new() { Runs = 1_000, Seed = 35, Timing = true })).IsViolated);
    }

    [Fact]
    public async Task Integers_keep_their_last_bits()
    {
        // Beyond 2^53 a double would round the difference away.
        var large = BigInteger.One << 80;
        var result = await MechanismAudit.RunAsync((c, r) => large + (2 * r.NextBelow(1UL << 30)) + c, PowerTests.Counts, new(0.1), new() { Runs = 2_000, Seed = 34 });
        Assert.True(result.IsViolated);
    }

    private static JsonElement Ordered(string[] keys, RandomSource random) =>
        JsonDocument.Parse($"{{{string.Join(',', keys.Select(k => $"\"{k}\":{random.NextUInt64()}"))}}}").RootElement;

    private static ulong[] Repeating(bool repeats, RandomSource random)
    {
        ulong[] parts = [.. Enumerable.Range(0, 8).Select(_ => random.NextUInt64())];
        var from = (int)random.NextBelow(8);
        parts[(from + 1 + (int)random.NextBelow(7)) % 8] = repeats ? parts[from] : random.NextUInt64();
        return parts;
    }

    private static long[] Shifted(long start, long c) => [start, start + 5 + c];

    private static ulong[] Largest(int c, RandomSource random)
    {
        var parts = Enumerable.Range(0, 4).Select(_ => random.NextUInt64() >> 12).ToArray();
        var place = Array.IndexOf(parts, parts.Max());
        if (random.NextBit())
        {
            (parts[place], parts[c]) = (parts[c], parts[place]);
        }

        return parts;
    }
}
