using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Studies.LocalFrequencies;

/// <summary>Guesses from a report with fakes which attribute was real. The attacker knows how frequent all values are, and the protocol.</summary>
/// <remarks>The odds of an attribute are those of its part as the answer to a value of the users against those as a fake: the other parts are fakes either way.</remarks>
internal sealed class SampledAttack
{
    private const int Domain = 10;
    private readonly TupleProtocol _protocol;
    private readonly double[] _frequencies;
    private readonly int _size;

    public SampledAttack(TupleKind kind, double epsilon)
    {
        _frequencies = [.. Enumerable.Range(1, Domain).Select(i => 1.0 / i)];
        var sum = _frequencies.Sum();
        _frequencies = [.. _frequencies.Select(f => f / sum)];
        int[] domains = [.. Enumerable.Repeat(Domain, TupleSurveys.Attributes)];
        _protocol = kind is TupleKind.PriorGrr or TupleKind.PriorOueRandom
            ? TupleProtocol.CreateWithPriors(kind, [.. domains.Select(_ => _frequencies)], epsilon)
            : TupleProtocol.Create(kind, domains, epsilon);
        _size = _protocol.Oracles[0].ReportSize;
    }

    /// <summary>Marks of a report that a learner sees: for each attribute the value, or its bits.</summary>
    public static int Marks => TupleSurveys.Attributes * Domain;

    private bool IsGrr => _protocol.Kind is TupleKind.FakeGrr or TupleKind.PriorGrr;

    /// <summary>How often the likeliest attribute is the real one: the mean over reports of the largest probability that an attribute has, which needs no knowledge of the real one.</summary>
    public double BestAccuracy(int reports, RandomSource random)
    {
        var client = _protocol.Client(LocalRandomness.Seeded(random.NextUInt64()));
        var (report, sum) = (new byte[_protocol.ReportSize], 0.0);
        for (var i = 0; i < reports; i++)
        {
            client.Randomize(Tuple(random), report);
            sum += Probabilities(report).Max();
        }

        return sum / reports;
    }

    /// <summary>Reports of which the real attribute is known, because everything was drawn from a known seed: a client's first draw is the attribute.</summary>
    public List<(byte[] Report, int Real)> Labelled(int reports, RandomSource random)
    {
        var all = new List<(byte[], int)>(reports);
        while (all.Count < reports)
        {
            var seed = random.NextUInt64();
            var first = (uint)RandomSource.Seeded(seed).NextUInt64();
            if (first == uint.MaxValue)
            {
                // 2^32 − 1 is drawn again by the client: 2^32 is one above a multiple of five.
                continue;
            }

            var report = new byte[_protocol.ReportSize];
            _protocol.Client(LocalRandomness.Seeded(seed)).Randomize(Tuple(random), report);
            all.Add((report, (int)(first % TupleSurveys.Attributes)));
        }

        return all;
    }

    /// <summary>Which marks of a report are set.</summary>
    public int[] MarksOf(ReadOnlySpan<byte> report)
    {
        var marks = new List<int>();
        for (var j = 0; j < TupleSurveys.Attributes; j++)
        {
            var part = report.Slice(j * _size, _size);
            for (var v = 0; v < Domain; v++)
            {
                if (IsGrr ? part[0] == v : IsSet(part, v))
                {
                    marks.Add((j * Domain) + v);
                }
            }
        }

        return [.. marks];
    }

    /// <summary>How likely each attribute is to be the real one.</summary>
    public double[] Probabilities(ReadOnlySpan<byte> report)
    {
        var odds = new double[TupleSurveys.Attributes];
        for (var j = 0; j < odds.Length; j++)
        {
            odds[j] = Odds(report.Slice(j * _size, _size), _protocol.Oracles[j].Law);
        }

        var sum = odds.Sum();
        return [.. odds.Select(o => o / sum)];
    }

    private static bool IsSet(ReadOnlySpan<byte> part, int value) => ((part[value >> 3] >> (value & 7)) & 1) == 1;

    private double Odds(ReadOnlySpan<byte> part, SupportLaw law)
    {
        var (p, q) = (law.Truth, law.Other);
        if (IsGrr)
        {
            var f = _frequencies[part[0]];
            return (q + (f * (p - q))) / (_protocol.Kind == TupleKind.PriorGrr ? f : 1.0 / Domain);
        }

        var (real, fake) = (0.0, 0.0);
        for (var v = 0; v < Domain; v++)
        {
            var ratio = IsSet(part, v) ? p / q : (1 - p) / (1 - q);
            real += _frequencies[v] * ratio;
            fake += (_protocol.Kind == TupleKind.PriorOueRandom ? _frequencies[v] : 1.0 / Domain) * ratio;
        }

        return _protocol.Kind is TupleKind.FakeOueZero or TupleKind.FakeSueZero ? real : real / fake;
    }

    private int[] Tuple(RandomSource random)
    {
        var tuple = new int[TupleSurveys.Attributes];
        for (var j = 0; j < tuple.Length; j++)
        {
            var u = Generated.Uniform(random);
            while (tuple[j] < Domain - 1 && (u -= _frequencies[tuple[j]]) > 0)
            {
                tuple[j]++;
            }
        }

        return tuple;
    }
}
