namespace Tacit.Accounting.LossDistributions;

/// <summary>
/// The privacy loss ln(P/Q) of one step in one direction, as masses of P and Q on cells of losses.
/// The masses carry a relative error of at most 1e-13; edges of cells may be off by 1e-14.
/// </summary>
internal abstract class LossSource
{
    /// <summary>The losses between which P lies, but for a mass of at most <paramref name="cut"/> at each end; finite.</summary>
    public abstract (double Low, double High) Range(double cut);

    /// <summary>An upper bound on the mass of P at losses above <paramref name="loss"/>, an infinite loss included.</summary>
    public abstract double MassAbove(double loss);

    /// <summary>A loss that is surely not exceeded; infinite where there is none.</summary>
    public virtual double Largest => double.PositiveInfinity;

    /// <summary>A mass of P that surely has an infinite loss.</summary>
    public virtual double SurelyInfinite => 0;

    /// <summary>Masses of P and Q on the cells (origin + kh, origin + (k+1)h], k = 0, 1, …. Every cell is written, whatever stood there.</summary>
    public abstract void Masses(double origin, double h, Span<double> p, Span<double> q);
}
