using System.Numerics;

namespace Tacit.Local.Tests.Longitudinal;

/// <summary>Complete laws of both rounds, from the integer thresholds and the definitions: which answer is kept for a cell, and which report an answer gives.</summary>
internal sealed class TwoRoundLaws
{
    private static readonly BigInteger Whole = BigInteger.One << 64;

    /// <summary>First[c][a]: weight of answer a of cell c. Second[a][y]: weight of report y of answer a. For unary encodings answers and reports are sets of bits.</summary>
    private TwoRoundLaws(BigInteger[][] first, BigInteger[][] second) => (First, Second) = (first, second);

    public BigInteger[][] First { get; }

    public BigInteger[][] Second { get; }

    public int Cells => First.Length;

    public static TwoRoundLaws Of(LongitudinalParameters p)
    {
        var (r, m) = (p.Rounds, p.Kind == LongitudinalKind.LGrr ? p.Domain : p.Size);
        return m > 0
            ? new(Response(m, r.Keep), Response(m, r.KeepAgain))
            : new(
                [.. Enumerable.Range(0, p.Domain).Select(v => Bits(p.Domain, 1 << v, r.Keep, r.Noise))],
                [.. Enumerable.Range(0, 1 << p.Domain).Select(kept => Bits(p.Domain, kept, r.KeepAgain, r.NoiseAgain))]);
    }

    /// <summary>One report of each cell.</summary>
    public List<Dictionary<string, BigInteger>> Single() =>
        [.. First.Select(first => Enumerable.Range(0, Second[0].Length).ToDictionary(y => $"{y}", y => first.Select((w, a) => w * Second[a][y]).Aggregate((s, t) => s + t)))];

    /// <summary>The law of the reports of a history of cells: sequences of reports, the first one the lowest digit. With <paramref name="isFresh"/>, of a client that keeps nothing.</summary>
    public double[] History(int[] history, bool isFresh = false)
    {
        var reports = Second[0].Length;
        var law = new double[(int)Math.Pow(reports, history.Length)];
        var second = Second.Select(Normal).ToArray();
        var first = First.Select(Normal).ToArray();
        for (var s = 0; s < law.Length; s++)
        {
            int[] digits = [.. Enumerable.Range(0, history.Length).Select(t => s / (int)Math.Pow(reports, t) % reports)];
            law[s] = 1;
            foreach (var group in Enumerable.Range(0, history.Length).GroupBy(t => isFresh ? t : -1 - history[t]))
            {
                var cell = history[group.First()];
                law[s] *= first[cell].Select((w, a) => w * group.Aggregate(1.0, (x, t) => x * second[a][digits[t]])).Sum();
            }
        }

        return law;
    }

    public static double Loss(double[] left, double[] right) => left.Zip(right, (a, b) => Math.Abs(Math.Log(a / b))).Max();

    private static double[] Normal(BigInteger[] weights)
    {
        var total = weights.Aggregate((a, b) => a + b);
        return [.. weights.Select(w => Math.Exp(BigInteger.Log(w) - BigInteger.Log(total)))];
    }

    private static BigInteger[][] Response(int m, ulong keep) =>
        [.. Enumerable.Range(0, m).Select(v => Enumerable.Range(0, m).Select(y => y == v ? (BigInteger)keep * (m - 1) : Whole - keep).ToArray())];

    private static BigInteger[] Bits(int k, int truth, ulong one, ulong zero) =>
        [.. Enumerable.Range(0, 1 << k).Select(bits => Enumerable.Range(0, k).Aggregate(BigInteger.One, (w, v) =>
        {
            BigInteger threshold = ((truth >> v) & 1) == 1 ? one : zero;
            return w * (((bits >> v) & 1) == 1 ? threshold : Whole - threshold);
        }))];
}
