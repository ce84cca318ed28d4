namespace Tacit.Local.Tests.Attributes;

/// <summary>Complete output distributions of reports of tuples, from the integer thresholds. Written from the definitions, not from the code.</summary>
internal static class TupleLaws
{
    /// <summary>Every report with its probability; a report is the index of each attribute's answer.</summary>
    public static double[] Of(TupleProtocol protocol, int[] tuple, double[][]? priors = null)
    {
        var answers = protocol.Oracles.Select((o, j) => Answers(o.Parameters, tuple[j])).ToArray();
        if (protocol.Kind == TupleKind.Split)
        {
            return answers.Aggregate(Product);
        }

        if (protocol.Kind == TupleKind.Sampled)
        {
            return [.. answers.SelectMany(a => a.Select(p => p / answers.Length))];
        }

        var fakes = protocol.Oracles.Select((o, j) => Fakes(protocol.Kind, o.Parameters, priors?[j] ?? [.. Enumerable.Repeat(1.0 / o.Parameters.Domain, o.Parameters.Domain)])).ToArray();
        var law = new double[answers.Aggregate(1, (n, a) => n * a.Length)];
        for (var real = 0; real < answers.Length; real++)
        {
            var joint = Enumerable.Range(0, answers.Length).Select(j => j == real ? answers[j] : fakes[j]).Aggregate(Product);
            law = [.. law.Zip(joint, (a, b) => a + (b / answers.Length))];
        }

        return law;
    }

    public static IEnumerable<int[]> Tuples(IReadOnlyList<int> domains) => domains.Aggregate(
        (IEnumerable<int[]>)[[]],
        (all, k) => all.SelectMany(t => Enumerable.Range(0, k).Select(v => (int[])[.. t, v])));

    /// <summary>The largest log-ratio over pairs of tuples that differ in at most so many attributes.</summary>
    public static double Worst(IReadOnlyList<int> domains, Func<int[], double[]> law, int differing)
    {
        var tuples = Tuples(domains).ToArray();
        var laws = tuples.Select(law).ToArray();
        var worst = 0.0;
        for (var a = 0; a < tuples.Length; a++)
        {
            for (var b = 0; b < tuples.Length; b++)
            {
                if (tuples[a].Zip(tuples[b]).Count(v => v.First != v.Second) <= differing)
                {
                    worst = Math.Max(worst, laws[a].Zip(laws[b], (p, q) => Math.Log(p / q)).Max());
                }
            }
        }

        return worst;
    }

    public static double[] Answers(FrequencyParameters p, int value)
    {
        var (keep, noise) = (p.KeepThreshold / Math.ScaleB(1, 64), p.NoiseThreshold / Math.ScaleB(1, 64));
        return p.Kind == OracleKind.Grr
            ? [.. Enumerable.Range(0, p.Domain).Select(y => y == value ? keep : (1 - keep) / (p.Domain - 1))]
            : Bits(p.Domain, v => v == value ? keep : noise);
    }

    private static double[] Fakes(TupleKind kind, FrequencyParameters p, double[] prior) => kind switch
    {
        TupleKind.FakeGrr or TupleKind.PriorGrr => prior,
        TupleKind.FakeSueZero or TupleKind.FakeOueZero => Bits(p.Domain, _ => p.NoiseThreshold / Math.ScaleB(1, 64)),
        _ => prior.Select((weight, v) => Answers(p, v).Select(a => a * weight).ToArray()).Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]),
    };

    private static double[] Bits(int domain, Func<int, double> one) =>
        [.. Enumerable.Range(0, 1 << domain).Select(bits => Enumerable.Range(0, domain).Aggregate(1.0, (p, v) => p * (((bits >> v) & 1) == 1 ? one(v) : 1 - one(v))))];

    private static double[] Product(double[] a, double[] b) => [.. a.SelectMany(p => b.Select(q => p * q))];
}
