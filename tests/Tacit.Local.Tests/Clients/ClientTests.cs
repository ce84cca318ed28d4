using Tacit.Local.Tests.Support;

namespace Tacit.Local.Tests.Clients;

/// <summary>Clients against the exact law of their reports, and what they refuse.</summary>
public sealed class ClientTests
{
    // χ² of complete reports of one value. Bounds of the upper tail at 1e-9 (Laurent and Massart 2000), generous for discrete cells.
    [Theory]
    [InlineData(OracleKind.Grr, 5)]
    [InlineData(OracleKind.Sue, 3)]
    [InlineData(OracleKind.Oue, 4)]
    [InlineData(OracleKind.The, 3)]
    [InlineData(OracleKind.Subset, 5)]
    [InlineData(OracleKind.Hadamard, 5)]
    public void Reports_follow_their_law(OracleKind kind, int domain)
    {
        const int Draws = 60_000;
        var oracle = FrequencyOracle.Create(kind, domain, 1);
        for (var value = 0; value < domain; value++)
        {
            var law = Laws.Of(oracle.Parameters, value);
            var total = law.Values.Aggregate(System.Numerics.BigInteger.Zero, (a, b) => a + b);
            var seen = Seen(oracle, value, Draws);
            Assert.Empty(seen.Keys.Except(law.Keys));
            var square = law.Sum(cell =>
            {
                var expected = Draws * Math.Exp(System.Numerics.BigInteger.Log(cell.Value) - System.Numerics.BigInteger.Log(total));
                Assert.True(expected > 50);
                return Math.Pow(seen.GetValueOrDefault(cell.Key) - expected, 2) / expected;
            });
            var t = Math.Log(1e9);
            var freedom = law.Count - 1;
            Assert.InRange(square, 0, freedom + (2 * Math.Sqrt(freedom * t)) + (2 * t) + 5);
        }
    }

    // χ² of what the seed leaves open: how far the reported hash is from that of the value, for four kinds of seeds apart.
    [Theory]
    [InlineData(OracleKind.Olh, 16, 1)]
    [InlineData(OracleKind.Olh, 70_000, 1)]
    [InlineData(OracleKind.Olh, 300, 3)]
    [InlineData(OracleKind.Blh, 5, 1)]
    public void Reports_of_local_hashing_follow_their_law_given_the_seed(OracleKind kind, int domain, double epsilon)
    {
        const int Draws = 60_000;
        const int Seeds = 4;
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        var size = oracle.Parameters.Size;
        foreach (var value in new[] { 0, domain / 3, domain - 1 })
        {
            var seen = new int[Seeds * size];
            foreach (var report in Batches.Of(oracle, Enumerable.Repeat(value, Draws).ToArray(), (ulong)(value + 1)).Chunk(oracle.ReportSize))
            {
                var (hash, y) = report.Length == 9
                    ? (SeededHash.Affine16(BitConverter.ToUInt32(report, 0), BitConverter.ToUInt32(report, 4), SeededHash.Mix(value), size), report[8])
                    : (SeededHash.Affine32(BitConverter.ToUInt64(report, 0), BitConverter.ToUInt64(report, 8), value, size), BitConverter.ToInt32(report, 16));
                seen[(report[3] % Seeds * size) + ((y - hash + size) % size)]++;
            }

            var square = seen.Select((count, i) =>
            {
                var expected = Draws / (double)Seeds * (i % size == 0 ? oracle.Law.Truth : (1 - oracle.Law.Truth) / (size - 1));
                Assert.True(expected > 50);
                return Math.Pow(count - expected, 2) / expected;
            }).Sum();
            var (freedom, t) = (seen.Length - 1, Math.Log(1e9));
            Assert.InRange(square, 0, freedom + (2 * Math.Sqrt(freedom * t)) + (2 * t) + 5);
        }
    }

    // The parts of a seed are uniform whatever the value: its low and high bits, and the reported hash kept with its probability.
    [Theory]
    [InlineData(16)]
    [InlineData(70_000)]
    public void Seeds_do_not_depend_on_the_value(int domain)
    {
        const int Draws = 100_000;
        var oracle = FrequencyOracle.Create(OracleKind.Olh, domain, 1);
        foreach (var value in new[] { 0, domain - 1 })
        {
            var reports = Batches.Of(oracle, Enumerable.Repeat(value, Draws).ToArray(), (ulong)(value + 9));
            var seedBits = oracle.ReportSize == 9 ? 64 : 128;
            for (var bit = 0; bit < seedBits; bit++)
            {
                var ones = 0;
                for (var i = 0; i < Draws; i++)
                {
                    ones += (reports[(i * oracle.ReportSize) + (bit / 8)] >> (bit % 8)) & 1;
                }

                Assert.InRange(ones, (Draws / 2) - (6.5 * Math.Sqrt(Draws) / 2), (Draws / 2) + (6.5 * Math.Sqrt(Draws) / 2));
            }

            var kept = reports.Chunk(oracle.ReportSize).Take(2000).Count(r => Batches.IsSupported(oracle.Parameters, r, value));
            Assert.InRange(kept, (2000 * oracle.Law.Truth) - (6.2 * Math.Sqrt(500)), (2000 * oracle.Law.Truth) + (6.2 * Math.Sqrt(500)));
        }
    }

    [Fact]
    public void Nothing_is_allocated_for_a_report()
    {
        foreach (var kind in Enum.GetValues<OracleKind>())
        {
            foreach (var domain in new[] { 40, 1000, 70_000 })
            {
                var client = FrequencyOracle.Create(kind, domain, 1).Client();
                var report = new byte[client.ReportSize];
                client.Randomize(1, report);
                Assert.Equal(0, Allocation.Least(() =>
                {
                    for (var i = 0; i < 200; i++)
                    {
                        client.Randomize(i % 40, report);
                    }
                }));
            }
        }
    }

    [Fact]
    public void A_value_of_another_domain_and_a_short_destination_are_refused()
    {
        foreach (var kind in Enum.GetValues<OracleKind>())
        {
            var client = FrequencyOracle.Create(kind, 300, 1).Client();
            var report = new byte[client.ReportSize + 1];
            report.AsSpan().Fill(0xAA);
            var refused = Assert.Throws<BadInputException>(() => client.Randomize(7300, report));
            Assert.DoesNotContain("7300", refused.Message, StringComparison.Ordinal);
            Assert.Throws<BadInputException>(() => client.Randomize(-1, report));
            Assert.Throws<ArgumentException>(() => client.Randomize(0, report.AsSpan(0, client.ReportSize - 1)));
            Assert.True(report.AsSpan().IndexOfAnyExcept((byte)0xAA) < 0);
            Assert.Equal(client.ReportSize, client.Randomize(299, report));
            Assert.Equal(0xAA, report[^1]);
            Assert.Same(client, client.NewUser());
        }
    }

    // However blocks end, the stream has no gap: a client that takes 12 bytes at a time reads what one reads that takes 4.
    [Fact]
    public void The_stream_has_no_gaps_and_used_bytes_are_overwritten()
    {
        var (words, mixed) = (new ChaCha20(), new ChaCha20());
        for (var i = 0; i < 20_000; i++)
        {
            var (a, b, c) = (words.NextUInt32(), words.NextUInt32(), words.NextUInt32());
            Assert.Equal(a, mixed.NextUInt32());
            Assert.Equal(b | ((ulong)c << 32), mixed.NextUInt64());
        }

        Assert.Equal(240_000, mixed.BytesUsed);
        var random = new ChaCha20();
        random.NextUInt32();
        ref var next = ref random.Take(8);
        Assert.Equal(0u, System.Runtime.CompilerServices.Unsafe.ReadUnaligned<uint>(ref System.Runtime.CompilerServices.Unsafe.Add(ref next, -4)));
    }

    [Fact]
    public void Only_the_operating_system_protects()
    {
        Assert.True(LocalRandomness.Create().IsPrivate);
        Assert.False(LocalRandomness.Seeded(1).IsPrivate);
        Assert.Equal(LocalRandomness.Seeded(1).NextUInt64(), LocalRandomness.Seeded(1).NextUInt64());
    }

    private static Dictionary<string, int> Seen(FrequencyOracle oracle, int value, int draws)
    {
        var client = oracle.Client(LocalRandomness.Seeded((ulong)(value + 77)));
        var seen = new Dictionary<string, int>();
        var report = new byte[client.ReportSize];
        var bits = (int)Math.Ceiling(Math.Log2(oracle.Parameters.Domain));
        for (var i = 0; i < draws; i++)
        {
            client.Randomize(value, report);
            int packed = report.Length == 1 ? report[0] : report[0] | (report[1] << 8);
            var key = oracle.Parameters.Kind switch
            {
                OracleKind.Hadamard => $"{packed >> 1} {packed & 1}",
                OracleKind.Subset => $"{Enumerable.Range(0, oracle.Parameters.Size).Sum(j => 1 << ((packed >> (j * bits)) & ((1 << bits) - 1)))}",
                _ => $"{packed}",
            };
            seen[key] = seen.GetValueOrDefault(key) + 1;
        }

        return seen;
    }
}
