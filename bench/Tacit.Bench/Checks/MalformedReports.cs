using System.Globalization;
using Tacit.Local;
using Tacit.Local.Tests.Support;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Bench.Checks;

/// <summary>
/// Ten million batches that are no reports, for every kind of protocol, through the public aggregators and as whole uploads: random bytes, and real reports with bits, bytes and lengths
/// changed. A batch is counted whole or refused whole: no other error, and not a counter moves for what is refused.
/// </summary>
internal static class MalformedReports
{
    private const long Wanted = 10_000_000;
    private const int Kept = 64;

    public static bool Run()
    {
        var cases = Cases().ToList();
        var found = new (long Refused, long Counted, string? Fault)[cases.Count];
        Parallel.For(0, cases.Count, i => found[i] = Fuzz(cases[i].Protocol, cases[i].Reports, (ulong)i, (Wanted / cases.Count) + 1));
        for (var i = 0; i < cases.Count; i++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases[i].Protocol.Name}, {cases[i].Protocol.ReportSize} bytes: {found[i].Refused:N0} refused, {found[i].Counted:N0} counted{(found[i].Fault is { } fault ? $": {fault}" : string.Empty)}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found.Sum(f => f.Refused):N0} malformed batches refused, {found.Sum(f => f.Counted):N0} that happen to be reports counted"));
        return found.All(f => f.Fault is null) && found.Sum(f => f.Refused) >= Wanted;
    }

    private static (long Refused, long Counted, string? Fault) Fuzz(IReportProtocol protocol, byte[] good, ulong seed, long wanted)
    {
        var (random, aggregator, collection) = (RandomSource.Seeded(seed), protocol.CreateAggregator(), Collection.Create("fuzz", protocol));
        var (refused, counted, reports, before) = (0L, 0L, 0L, new long[aggregator.Counts.Length]);
        while (refused < wanted)
        {
            // Nothing at all is no batch: it is counted as nothing by itself, and cannot be packed.
            var bytes = Batch(protocol.ReportSize, good, random);
            if (bytes.Length < protocol.ReportSize)
            {
                continue;
            }

            // What the wire format says, where its definition stands apart from the aggregators.
            var expected = protocol is FrequencyOracle oracle ? WellFormed.Is(oracle, bytes) : default(bool?);
            var isUploaded = random.NextBelow(4) == 0;
            try
            {
                if ((isUploaded ? Uploaded(collection, bytes, random) : bytes) is { } batch)
                {
                    aggregator.Add(batch);
                    if (!isUploaded && expected == false)
                    {
                        return (refused, counted, $"what is no report was counted: {Convert.ToHexString(bytes)}");
                    }

                    reports += batch.Length / protocol.ReportSize;
                    counted++;
                    aggregator.Counts.CopyTo(before);
                }
            }
            catch (BadInputException)
            {
                if (expected == true && !isUploaded)
                {
                    return (refused, counted, $"reports were refused: {Convert.ToHexString(bytes)}");
                }

                refused++;
            }
            catch (Exception e)
            {
                return (refused, counted, $"{e.GetType().Name} for {Convert.ToHexString(bytes)}");
            }

            if (aggregator.Reports != reports || !aggregator.Counts.SequenceEqual(before))
            {
                return (refused, counted, $"{aggregator.Reports} reports are counted and {reports} were taken after {Convert.ToHexString(bytes)}");
            }
        }

        return (refused, counted, null);
    }

    // Up to four reports, or not quite.
    private static byte[] Batch(int size, byte[] good, RandomSource random)
    {
        var length = (int)random.NextBelow(5) * size;
        var bytes = new byte[random.NextBelow(8) == 0 ? Math.Max(0, length + (int)random.NextBelow(5) - 2) : length];
        if (random.NextBelow(2) == 0)
        {
            random.Fill(bytes);
            return bytes;
        }

        for (var at = 0; at < bytes.Length; at += size)
        {
            good.AsSpan((int)random.NextBelow(Kept) * size, Math.Min(size, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
        }

        for (var changes = bytes.Length == 0 ? 0 : (int)random.NextBelow(3); changes > 0; changes--)
        {
            var place = (int)random.NextBelow((ulong)bytes.Length);
            bytes[place] = random.NextBelow(2) == 0 ? (byte)(bytes[place] ^ (1 << (int)random.NextBelow(8))) : (byte)random.NextBelow(256);
        }

        return bytes;
    }

    // As an upload, with its head changed too; null where what is left is an upload of another collection, which a collector tells apart by its name.
    private static byte[]? Uploaded(Collection collection, byte[] bytes, RandomSource random)
    {
        var whole = bytes.Length / collection.Protocol.ReportSize * collection.Protocol.ReportSize;
        var upload = Envelope.Pack(collection, 0, bytes.AsSpan(0, whole), bytes.AsSpan(whole));
        for (var changes = (int)random.NextBelow(3); changes > 0; changes--)
        {
            upload[random.NextBelow((ulong)Math.Min(20, upload.Length))] = (byte)random.NextBelow(256);
        }

        var read = Envelope.Read(random.NextBelow(8) == 0 ? upload.AsMemory(0, (int)random.NextBelow((ulong)upload.Length)) : upload);
        return read.Collection == collection.Id && read.ReportSize == collection.Protocol.ReportSize ? read.Reports.ToArray() : null;
    }

    private static IEnumerable<(IReportProtocol Protocol, byte[] Reports)> Cases()
    {
        var random = LocalRandomness.Seeded(1);
        foreach (var kind in Enum.GetValues<OracleKind>())
        {
            foreach (var domain in new[] { 10, 300 })
            {
                var oracle = FrequencyOracle.Create(kind, domain, 1);
                yield return (oracle, Single(oracle.Client(random), domain));
            }
        }

        var wide = FrequencyOracle.Create(OracleKind.Olh, 70_000, 1);
        yield return (wide, Single(wide.Client(random), 70_000));
        foreach (var kind in Enum.GetValues<LongitudinalKind>())
        {
            var protocol = LongitudinalProtocol.Create(kind, 50, 2, 1);
            yield return (protocol, Single(protocol.Client(new MemoryMemoStore(random), "fuzz", random), 50));
        }

        var buckets = BucketProtocol.Create(40, 5, 2);
        yield return (buckets, Single(buckets.Client(new MemoryMemoStore(random), "fuzz", random), 40));
        foreach (var kind in Enum.GetValues<SketchKind>())
        {
            var sketch = SketchProtocol.Create(kind, 1, 16, 64);
            yield return (sketch, Single(sketch.Client(random), 1000));
        }

        foreach (var kind in Enum.GetValues<TupleKind>().Except([TupleKind.PriorGrr, TupleKind.PriorOueRandom]))
        {
            var tuples = TupleProtocol.Create(kind, [5, 9], 1);
            var client = tuples.Client(random);
            yield return (tuples, Reports(tuples.ReportSize, (i, report) => client.NewUser().Randomize([i % 5, i % 9], report)));
        }

        var kept = MemoizedTupleProtocol.Create([5, 9], 2, 1);
        var keeper = kept.Client(new MemoryMemoStore(random), "fuzz", random);
        yield return (kept, Reports(kept.ReportSize, (i, report) => keeper.NewUser().Randomize([i % 5, i % 9], report)));
        foreach (var kind in Enum.GetValues<NumberKind>())
        {
            var numbers = NumberProtocol.Create(kind, 1, Rational.Zero, 10);
            var client = numbers.Client(random);
            yield return (numbers, Reports(numbers.ReportSize, (i, report) => client.Randomize(i % 11, report)));
        }

        var rappor = RapporProtocol.Create(12, 2, 4, new Rational(1, 2), new Rational(1, 4), new Rational(3, 4));
        var filters = rappor.Client(DeviceKey.From(new byte[32]), new MemoryMemoStore(random), "fuzz", "word", random);
        yield return (rappor, Reports(rappor.ReportSize, (i, report) => filters.Randomize(i % 3 == 0 ? "yes" : "no", report)));
        var mean = OneBitMean.Create(10, 1);
        yield return (mean, Single(mean.Client(new MemoryMemoStore(random), "fuzz", random), 11));
        var histogram = HistogramProtocol.Create(10, 1);
        yield return (histogram, Single(histogram.Client(random), 10));
        var words = HeavyHitterProtocol.Create(WordCode.Letters, 24, 1);
        var speaker = words.Client(random);
        yield return (words, Reports(words.ReportSize, (i, report) => speaker.Randomize(i % 3 == 0 ? "yes" : "no", report)));
    }

    private static byte[] Single(ILocalRandomizer client, int domain) => Reports(client.ReportSize, (i, report) => client.NewUser().Randomize(i % domain, report));

    private static byte[] Reports(int size, Action<int, byte[]> make)
    {
        var (all, report) = (new byte[Kept * size], new byte[size]);
        for (var i = 0; i < Kept; i++)
        {
            make(i, report);
            report.CopyTo(all, i * size);
        }

        return all;
    }
}
