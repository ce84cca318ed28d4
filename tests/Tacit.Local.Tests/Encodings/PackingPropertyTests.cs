using CsCheck;

namespace Tacit.Local.Tests.Encodings;

/// <summary>What is packed comes back: indices, fields of bits, words, and whole reports where noise is nothing.</summary>
public sealed class PackingPropertyTests
{
    // At ε = 32 a report says another value with probability below 1e-9.
    private static readonly FrequencyOracle[] Plain =
        [.. new[] { OracleKind.Grr, OracleKind.Olh, OracleKind.Subset, OracleKind.Hadamard }.SelectMany(kind => new[] { 2, 255, 257, 5000 }.Select(domain => FrequencyOracle.Create(kind, domain, 32)))];

    [Fact]
    public void Indices_come_back() => Gen.Select(Gen.Int[1, int.MaxValue], Gen.UInt).Sample((count, any) =>
    {
        var (index, bytes) = (any % (uint)count, Math.Max(1, Packing.BytesFor(Packing.BitsFor(count))));
        var packed = new byte[4];
        Packing.WriteIndex(index, packed, bytes);
        Assert.Equal(index, Packing.ReadIndex(packed, bytes));
        Assert.True(packed.AsSpan(bytes).IndexOfAnyExcept((byte)0) < 0);
    });

    [Fact]
    public void Fields_of_bits_come_back_and_leave_the_others() => Gen.Select(Gen.Byte.Array[8], Gen.Int[0, 40], Gen.Int[1, 24], Gen.Int[0, int.MaxValue]).Sample((bytes, first, count, any) =>
    {
        var value = any & ((1 << count) - 1);
        byte[] changed = [.. bytes];
        BitFields.Write(changed, first, count, value);
        Assert.Equal(value, BitFields.Read(changed, first, count));
        for (var bit = 0; bit < 64; bit++)
        {
            Assert.True((bit >= first && bit < first + count) || BitFields.Read(bytes, bit, 1) == BitFields.Read(changed, bit, 1));
        }

        var last = Enumerable.Range(0, 64).LastOrDefault(bit => BitFields.Read(changed, bit, 1) == 1, -1);
        Assert.All(Enumerable.Range(0, 64), bit => Assert.Equal(bit > last, BitFields.IsRestZero(changed, bit)));
    });

    [Fact]
    public void Reports_say_their_value() => Gen.Select(Gen.Int[0, Plain.Length - 1], Gen.Int[0, int.MaxValue], Gen.ULong).Sample((index, any, seed) =>
    {
        var (oracle, value) = (Plain[index], any % Plain[index].Parameters.Domain);
        var report = new byte[oracle.ReportSize];
        oracle.Client(LocalRandomness.Seeded(seed)).Randomize(value, report);
        var counts = (FrequencyAggregator)oracle.CreateAggregator();
        counts.Add(report);
        Assert.Equal(1, counts.Supports()[value]);
    }, iter: 1500);

    [Fact]
    public void Tuples_say_their_values() => Gen.Select(Gen.Int[2, 300].Array[2, 5], Gen.Int[0, 3], Gen.Int[0, int.MaxValue], Gen.ULong).Sample((domains, sampled, any, seed) =>
    {
        FrequencyOracle[] oracles = [.. domains.Select((k, a) => FrequencyOracle.Create(a % 2 == 0 ? OracleKind.Grr : OracleKind.Subset, k, sampled == 0 ? 32 : 30))];
        var protocol = TupleProtocol.Create(sampled == 0 ? TupleKind.Sampled : TupleKind.Split, oracles, sampled == 0 ? 32 : 30 * domains.Length);
        int[] values = [.. domains.Select(k => any % k)];
        var report = new byte[protocol.ReportSize];
        protocol.Client(LocalRandomness.Seeded(seed)).Randomize(values, report);
        var counts = protocol.CreateAggregator();
        counts.Add(report);
        for (var a = 0; a < domains.Length; a++)
        {
            if (sampled != 0 || report[0] == a)
            {
                Assert.True(counts.Estimate(a).Raw[values[a]] > 0.99);
            }
        }
    }, iter: 300);

    [Fact]
    public void Prefixes_of_words_are_reported_by_their_group() => Gen.Select(Gen.UInt, Gen.ULong).Sample((word, seed) =>
    {
        var protocol = Words;
        var report = new byte[protocol.ReportSize];
        protocol.Client(LocalRandomness.Seeded(seed)).Randomize(word, report);
        var prefix = (UInt128)word >> (protocol.Bits - protocol.Prefixes[report[0]]);
        Assert.Equal(report[3], protocol.Hashes[report[1] | (report[2] << 8)].Of(prefix, protocol.HashValues));
    }, iter: 1500);

    [Fact]
    public void Words_come_back_as_far_as_they_fit() => Gen.Select(Gen.String, Gen.Int[1, 16]).Sample((word, units) =>
    {
        foreach (var code in new[] { WordCode.Utf8, WordCode.Letters })
        {
            var bits = units * WordBits.UnitOf(code);
            var once = WordBits.Encode(code, word, bits);
            var back = WordBits.Decode(code, once, bits);
            Assert.True(once >> bits == 0 || bits == 128);
            Assert.Equal(once, WordBits.Encode(code, back, bits));
            Assert.True(code != WordCode.Utf8 || Fits(word).StartsWith(back, StringComparison.Ordinal), $"'{word}' '{back}'");
        }
    });

    private static HeavyHitterProtocol Words { get; } = HeavyHitterProtocol.Create(WordCode.Number, 32, 32, 8, 8, 64);

    // Half a surrogate pair is written as the sign that stands for what is no character.
    private static string Fits(string word) => string.Concat(word.EnumerateRunes());
}
