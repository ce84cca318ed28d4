namespace Tacit.Accounting.LossDistributions;

/// <summary>
/// The symmetric law with the positive losses of a sampled source: δ(ε) = qδ_b(ln(1+(e^ε−1)/q)) for ε ≥ 0 and 1−e^ε+e^εδ(−ε) below. It bounds
/// sampling under replace, the base at its replace sensitivity (Balle, Barthe and Gaboardi 2018). What is left over has loss zero.
/// </summary>
internal sealed class MirroredSource(LossSource positive) : LossSource
{
    public override double Largest => positive.Largest;

    public override (double Low, double High) Range(double cut)
    {
        var high = Math.Max(0, positive.Range(cut).High);
        return (-high, high);
    }

    public override double MassAbove(double loss) => positive.MassAbove(loss);

    public override void Masses(double origin, double h, Span<double> p, Span<double> q)
    {
        // Half cells from zero on: both the grid and its middles are made of them.
        var first = (int)Math.Round(2 * origin / h);
        var count = Math.Max(Math.Abs(first), Math.Abs(first + (2 * p.Length)));
        var plus = new double[count];
        var minus = new double[count];
        positive.Masses(0, h / 2, plus, minus);
        for (var k = 0; k < p.Length; k++)
        {
            p[k] = 0;
            q[k] = 0;
            for (var j = first + (2 * k); j < first + (2 * k) + 2; j++)
            {
                p[k] += j >= 0 ? plus[j] : minus[-j - 1];
                q[k] += j >= 0 ? minus[j] : plus[-j - 1];
                if (j == -1)
                {
                    var rest = Math.Max(0, 1 - plus.Sum() - minus.Sum());
                    p[k] += rest;
                    q[k] += rest;
                }
            }
        }
    }
}
