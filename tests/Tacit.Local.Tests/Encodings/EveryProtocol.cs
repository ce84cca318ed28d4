using CsCheck;
using Tacit.Numerics;

namespace Tacit.Local.Tests.Encodings;

/// <summary>One protocol of every kind with its client, and batches of its reports, for properties.</summary>
internal static class EveryProtocol
{
    private delegate void Writer(LocalRandomness random, int value, Span<byte> report);

    private static readonly (IReportProtocol Protocol, Writer Write)[] All = [.. Oracles(), .. Rounds(), .. Others(), .. Tuples()];

    /// <summary>A protocol, and up to 12 reports of it.</summary>
    public static Gen<(IReportProtocol Protocol, byte[] Reports)> Batches { get; } =
        Gen.Select(Gen.Int[0, All.Length - 1], Gen.ULong, Gen.Int[0, 1000].Array[0, 12]).Select((index, seed, values) =>
        {
            var ((protocol, write), random) = (All[index], LocalRandomness.Seeded(seed));
            var reports = new byte[values.Length * protocol.ReportSize];
            for (var i = 0; i < values.Length; i++)
            {
                write(random, values[i], reports.AsSpan(i * protocol.ReportSize, protocol.ReportSize));
            }

            return (protocol, reports);
        });

    public static IEnumerable<string> Documents => All.Select(p => p.Protocol.Document);

    private static IEnumerable<(IReportProtocol, Writer)> Oracles()
    {
        foreach (var kind in Enum.GetValues<OracleKind>())
        {
            foreach (var domain in new[] { 2, 13, 300 })
            {
                var oracle = FrequencyOracle.Create(kind, domain, 1);
                yield return (oracle, (random, value, report) => oracle.Client(random).Randomize(value % domain, report));
            }
        }

        foreach (var kind in new[] { OracleKind.Olh, OracleKind.Grr, OracleKind.Hadamard })
        {
            var wide = FrequencyOracle.Create(kind, 70_000, 2);
            yield return (wide, (random, value, report) => wide.Client(random).Randomize(value, report));
        }
    }

    private static IEnumerable<(IReportProtocol, Writer)> Rounds()
    {
        foreach (var kind in Enum.GetValues<LongitudinalKind>())
        {
            var rounds = LongitudinalProtocol.Create(kind, 21, 2, 1);
            yield return (rounds, (random, value, report) => rounds.Client(new MemoryMemoStore(random), "c", random).Randomize(value % 21, report));
        }

        foreach (var (buckets, bits) in new[] { (10, 3), (300, 7), (9, 9), (2, 1) })
        {
            var some = BucketProtocol.Create(buckets, bits, 1);
            yield return (some, (random, value, report) => some.Client(new MemoryMemoStore(random), "c", random).Randomize(value % buckets, report));
        }

        var mean = OneBitMean.Create(1000, 1);
        yield return (mean, (random, value, report) => mean.Client(new MemoryMemoStore(random), "c", random).Randomize(value, report));
        var rappor = RapporProtocol.Create(12, 2, 8, new Rational(1, 4), new Rational(1, 4), new Rational(3, 4));
        yield return (rappor, (random, value, report) => rappor.Client(DeviceKey.From([.. BitConverter.GetBytes(value), .. new byte[28]]), new MemoryMemoStore(random), "c", "w", random).Randomize($"word {value}", report));
    }

    private static IEnumerable<(IReportProtocol, Writer)> Others()
    {
        foreach (var kind in Enum.GetValues<NumberKind>())
        {
            var numbers = NumberProtocol.Create(kind, 1, 0, 1000);
            yield return (numbers, (random, value, report) => numbers.Client(random).Randomize(value, report));
        }

        foreach (var kind in Enum.GetValues<SketchKind>())
        {
            var sketch = SketchProtocol.Create(kind, 1, 5, 32);
            yield return (sketch, (random, value, report) => sketch.Client(random).Randomize($"word {value}", report));
        }

        var words = HeavyHitterProtocol.Create(WordCode.Number, 12, 1, 4, 4, 16);
        yield return (words, (random, value, report) => words.Client(random).Randomize(value, report));
        var histogram = HistogramProtocol.Create(5, 1);
        yield return (histogram, (random, value, report) => histogram.Client(random).Randomize(value % 5, report));
    }

    private static IEnumerable<(IReportProtocol, Writer)> Tuples()
    {
        int[] domains = [5, 300, 9];
        foreach (var kind in Enum.GetValues<TupleKind>())
        {
            var tuples = Attributes.TuplePrivacyTests.Make(kind, domains, 1, Attributes.TuplePrivacyTests.Priors(kind, domains));
            yield return (tuples, (random, value, report) => tuples.Client(random).Randomize([.. domains.Select(k => value % k)], report));
        }

        var kept = MemoizedTupleProtocol.Create(domains, 2, 1);
        yield return (kept, (random, value, report) => kept.Client(new MemoryMemoStore(random), "c", random).Randomize([.. domains.Select(k => value % k)], report));
    }
}
