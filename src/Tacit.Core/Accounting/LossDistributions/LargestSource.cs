namespace Tacit.Accounting.LossDistributions;

/// <summary>An upper bound on several losses at once: the pair of laws whose δ(ε) is the largest of theirs at every ε.</summary>
/// <remarks>
/// δ is convex and falls in e^ε, and so is a pointwise maximum, hence it is again the curve of a pair of laws (Zhu, Dong and Wang 2022, Proposition 9). The
/// chance under P of a loss above ε is δ − e^ε δ', under Q it is −δ', both of the curve that is largest there. So cells between edges with one largest curve
/// have its masses; at an edge where another one takes over, masses are differences of tails.
/// </remarks>
internal sealed class LargestSource(IReadOnlyList<LossSource> sources) : LossSource
{
    public override double Largest => sources.Max(source => source.Largest);

    public override (double Low, double High) Range(double cut)
    {
        var ranges = sources.Select(source => source.Range(cut)).ToArray();
        return (ranges.Min(range => range.Low), ranges.Max(range => range.High));
    }

    public override double MassAbove(double loss) => sources.Max(source => source.MassAbove(loss)) * (1 + 1e-11);

    public override void Masses(double origin, double h, Span<double> p, Span<double> q)
    {
        var cells = p.Length;
        var laws = sources.Select(source => Law.Of(source, origin, h, cells)).ToArray();
        var next = Best(laws, cells, origin + (cells * h));

        // Tails are sums of so many masses, and which curve is largest is known as well as they are. More of P bounds from above.
        var margin = 1e-12 + (1e-15 * cells);
        for (var k = cells - 1; k >= 0; k--)
        {
            var here = Best(laws, k, origin + (k * h));
            var law = laws[here];
            (p[k], q[k]) = here == next
                ? (law.P[k] * (1 + margin), law.Q[k])
                : (Math.Max(0, law.TailP[k] - laws[next].TailP[k + 1]) + (margin * law.TailP[k]), Math.Max(0, law.TailQ[k] - laws[next].TailQ[k + 1]));
            next = here;
        }
    }

    // Which δ = P(above) − e^ε Q(above) is largest at an edge.
    private static int Best(Law[] laws, int edge, double loss)
    {
        var best = 0;
        var most = double.NegativeInfinity;
        var factor = Math.Exp(loss);
        for (var i = 0; i < laws.Length; i++)
        {
            var (tailP, tailQ) = (laws[i].TailP[edge], laws[i].TailQ[edge]);
            var delta = tailQ == 0 ? tailP : tailP - (factor * tailQ);
            if (delta > most)
            {
                (best, most) = (i, delta);
            }
        }

        return best;
    }

    private sealed record Law(double[] P, double[] Q, double[] TailP, double[] TailQ)
    {
        public static Law Of(LossSource source, double origin, double h, int cells)
        {
            var law = new Law(new double[cells], new double[cells], new double[cells + 1], new double[cells + 1]);
            source.Masses(origin, h, law.P, law.Q);

            // Above the top losses count as infinite: no mass of Q.
            law.TailP[cells] = source.MassAbove(origin + (cells * h));
            for (var k = cells - 1; k >= 0; k--)
            {
                law.TailP[k] = law.TailP[k + 1] + law.P[k];
                law.TailQ[k] = law.TailQ[k + 1] + law.Q[k];
            }

            return law;
        }
    }
}
