using System.Buffers.Binary;
using Tacit.Local;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Audit.Local;

/// <summary>The audit of a protocol of Tacit, whichever it is: users of one of two inputs, and the attack that reads its reports best.</summary>
/// <param name="Source">Reports of new users.</param>
/// <param name="Attack">How they are read.</param>
public sealed record ProtocolAudit(ReportSource Source, ReportAttack Attack)
{
    /// <summary>One report of each user, of one value or another; where a device remembers, several of a value that stays.</summary>
    /// <param name="protocol">The protocol. Tuples have all first values or all last ones, numbers are ends of the range, words are "a" and "z".</param>
    /// <param name="first">One value, where reports are of single values.</param>
    /// <param name="second">The other; the last of the domain if null.</param>
    /// <param name="rounds">Reports of each user: more than one only where devices remember, whose claim then is ε of all reports.</param>
    /// <param name="claimed">The protocol whose ε is claimed; the same one if null. For broken twins.</param>
    /// <exception cref="BadInputException">The values are not two of the domain, the protocol does not remember, or there is no audit of it.</exception>
    public static ProtocolAudit Of(IReportProtocol protocol, int first = 0, int? second = null, int rounds = 1, IReportProtocol? claimed = null)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        if (rounds < 1 || (rounds > 1 && protocol is not (LongitudinalProtocol or BucketProtocol or OneBitMean or MemoizedTupleProtocol or RapporProtocol)))
        {
            throw new BadInputException($"A device that reports by {protocol.Name} remembers nothing, so each report costs its ε: rounds are 1, but were {rounds}.");
        }

        if ((first != 0 || second is not null) && protocol is not (FrequencyOracle or LongitudinalProtocol or BucketProtocol or OneBitMean or HistogramProtocol))
        {
            throw new BadInputException($"The two inputs of {protocol.Name} are fixed: {(protocol is TupleProtocol or MemoizedTupleProtocol ? "all first values and all last ones" : "its two ends")}. Leave out the first and the second value.");
        }

        var claim = ClaimOf(claimed ?? protocol, rounds);
        switch (protocol)
        {
            case FrequencyOracle oracle:
                var other = second ?? oracle.Parameters.Domain - 1;
                return new(Values(oracle.Client, [first], [other], claim), ReportAttack.Pairwise(oracle, first, other));
            case LongitudinalProtocol kept:
                var last = second ?? kept.Parameters.Domain - 1;
                var attack = rounds == 1 ? ReportAttack.Of(new ReportEvent($"the report supports {first} and not {last}", report => Supports(kept, report, first) > Supports(kept, report, last))) : ReportAttack.Likelihood(Votes(kept, first, last));
                return new(
                    ReportSource.OfHistories(kept, Stays(first, rounds), Stays(last, rounds), claim),
                    kept.Parameters.IsHashing ? attack.AndBeginning(ReportAttack.SeedBytes(kept.ReportSize)) : attack);
            case BucketProtocol buckets:
                return new(Values(random => buckets.Client(new MemoryMemoStore(random), buckets.Id, random), Stays(first, rounds), Stays(second ?? buckets.Buckets - 1, rounds), claim), ReportAttack.Search());
            case OneBitMean mean:
                return new(Values(random => mean.Client(new MemoryMemoStore(random), mean.Id, random), Stays(first, rounds), Stays(second ?? mean.Maximum, rounds), claim), ReportAttack.Search());
            case HistogramProtocol histogram:
                var end = second ?? histogram.Domain - 1;
                return new(Values(histogram.Client, [first], [end], claim), ReportAttack.Of(new ReportEvent(
                    $"the count of {first} is one at least and that of {end} none at most",
                    report => BinaryPrimitives.ReadInt16LittleEndian(report[(2 * first)..]) >= histogram.Steps && BinaryPrimitives.ReadInt16LittleEndian(report[(2 * end)..]) <= 0)));
            case NumberProtocol numbers:
                return new(Users(numbers, claim, 1, (random, _) => (z, report) => numbers.Client(random).Randomize((z ? numbers.High : numbers.Low).ToDouble(), report)), ReportAttack.Likelihood(report => -numbers.CellValues[OracleEvents.Index(report)]));
            case SketchProtocol sketch:
                string[] words = ["a", "z"];
                return new(
                    Users(sketch, claim, 1, (random, _) => (z, report) => sketch.Client(random).Randomize(words[z ? 1 : 0], report)),
                    ReportAttack.Likelihood(report =>
                    {
                        var counts = sketch.CreateAggregator();
                        counts.Add(report);
                        var raw = counts.Estimate(words).Raw;
                        return raw[0] - raw[1];
                    }));
            case HeavyHitterProtocol search:
                return new(Users(search, claim, 1, (random, _) => (z, report) => search.Client(random).Randomize(z ? UInt128.MaxValue : 0, report)), ReportAttack.Search());
            case TupleProtocol tuples:
                return new(claimed is null ? ReportSource.Of(tuples) : Users(tuples, claim, 1, (random, _) => (z, report) => tuples.Client(random).NewUser().Randomize(Ends(tuples.Domains, z), report)), ReportAttack.Pairwise(tuples));
            case MemoizedTupleProtocol tuples:
                return new(
                    Users(tuples, claim, rounds, (random, _) =>
                    {
                        var user = tuples.Client(new MemoryMemoStore(random), tuples.Id, random).NewUser();
                        return (z, report) => user.Randomize(Ends(tuples.Domains, z), report);
                    }),
                    ReportAttack.Search());
            case RapporProtocol rappor:
                return new(
                    Users(rappor, claim, rounds, (random, secrets) =>
                    {
                        var device = Device(random, secrets, rappor);
                        return (z, report) => device.Randomize(z ? "z" : "a", report);
                    }),
                    ReportAttack.Search());
            default:
                throw new BadInputException($"There is no audit of protocol {protocol.Name} yet. Audit its client by a source of your own.");
        }
    }

    private static RapporClient Device(LocalRandomness random, RandomSource secrets, RapporProtocol rappor)
    {
        var secret = new byte[32];
        secrets.Fill(secret);
        return rappor.Client(DeviceKey.From(secret), new MemoryMemoStore(random), rappor.Id, "word", random);
    }

    // What is claimed of a report, or of all reports of a device while its value stays.
    private static LocalClaim ClaimOf(IReportProtocol protocol, int rounds) => protocol switch
    {
        TupleProtocol tuples => new(tuples.Privacy.Epsilon.ToDouble(), tuples.TupleEpsilon, unit: tuples.Privacy.Unit),
        LongitudinalProtocol { Longitudinal: var p } when rounds > 1 => Constant(p),
        BucketProtocol { Longitudinal: var p } when rounds > 1 => Constant(p),
        OneBitMean { Longitudinal: var p } when rounds > 1 => Constant(p),
        MemoizedTupleProtocol { Longitudinal: var p } when rounds > 1 => Constant(p),
        RapporProtocol { Longitudinal: var p } when rounds > 1 => Constant(p),
        _ => LocalClaim.Of(protocol.Privacy),
    };

    private static LocalClaim Constant(LongitudinalPrivacy privacy) => new(privacy.ConstantValueEpsilon.ToDouble(), unit: "all reports of a device while its value stays");

    private static ReportSource Values(Func<LocalRandomness, ILocalRandomizer> client, int[] first, int[] second, LocalClaim claim) =>
        ReportSource.OfHistories(seed => client(LocalRandomness.Seeded(seed)), first, second, claim);

    private static ReportSource Users(IReportProtocol protocol, LocalClaim claim, int rounds, Func<LocalRandomness, RandomSource, Action<bool, byte[]>> user) => ReportSource.Of(
        protocol.Name,
        claim,
        false,
        true,
        (input, random) =>
        {
            var write = user(LocalRandomness.Seeded(random.NextUInt64()), random);
            var (all, report) = (new byte[rounds * protocol.ReportSize], new byte[protocol.ReportSize]);
            for (var t = 0; t < rounds; t++)
            {
                write(input, report);
                report.CopyTo(all, t * report.Length);
            }

            return all;
        });

    private static int[] Stays(int value, int rounds) => [.. Enumerable.Repeat(value, rounds)];

    private static int[] Ends(IReadOnlyList<int> domains, bool last) => [.. domains.Select(k => last ? k - 1 : 0)];

    // By the protocol's own counting, of one report: where it stands for a value.
    private static long Supports(LongitudinalProtocol protocol, ReadOnlySpan<byte> report, int value)
    {
        var counts = protocol.CreateAggregator();
        counts.Add(report);
        return counts.Counts[value];
    }

    private static Func<ReadOnlySpan<byte>, double> Votes(LongitudinalProtocol protocol, int first, int last) => reports =>
    {
        var counts = protocol.CreateAggregator();
        counts.Add(reports);
        return counts.Counts[first] - counts.Counts[last];
    };
}
