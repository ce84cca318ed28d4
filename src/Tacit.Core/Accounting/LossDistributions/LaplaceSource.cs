using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>Poisson-subsampled Laplace noise of scale b: (1−q)Lap(1) + qLap(0) against Lap(1), or the other way round; λ = 1/b.</summary>
/// <remarks>The base loss t = λ(1−2x) is λ with mass ½, −λ with mass e^{−λ}/2 and has density between; the loss is ln(1−q+qe^t).</remarks>
internal sealed class LaplaceSource(double lambda, double rate, bool remove) : LossSource
{
    private readonly double _top = Amplification.Loss(lambda, rate);
    private readonly double _bottom = Amplification.Loss(-lambda, rate);

    public override double Largest => Range(0).High;

    public override (double Low, double High) Range(double cut) => remove ? (_bottom, _top) : (-_top, -_bottom);

    public override double MassAbove(double loss) => 0;

    public override void Masses(double origin, double h, Span<double> p, Span<double> q)
    {
        p.Clear();
        q.Clear();
        for (var k = 0; k < p.Length; k++)
        {
            var (low, high) = (origin + (k * h), origin + ((k + 1) * h));
            var (zero, one) = remove ? Interval(Base(low), Base(high)) : Interval(Base(-high), Base(-low));
            (p[k], q[k]) = Sides(zero, one);
        }

        AtomSource.Put(Sides(0.5, Math.Exp(-lambda) / 2), remove ? _top : -_top, origin, h, p, q);
        AtomSource.Put(Sides(Math.Exp(-lambda) / 2, 0.5), remove ? _bottom : -_bottom, origin, h, p, q);
    }

    // Base masses with the unit (P₀) and without it (Q₀) as the two sides of this direction.
    private (double P, double Q) Sides(double with, double without)
    {
        var mixed = (rate * with) + ((1 - rate) * without);
        return remove ? (mixed, without) : (without, mixed);
    }

    private double Base(double loss) => Math.Clamp(rate == 1 ? loss : Amplification.Whole(loss, rate), -lambda, lambda);

    private (double With, double Without) Interval(double from, double to)
    {
        var width = -Elementary.ExpM1(-(to - from) / 2) / 2;
        return (Math.Exp(-(lambda - to) / 2) * width, Math.Exp(-(from + lambda) / 2) * width);
    }
}
