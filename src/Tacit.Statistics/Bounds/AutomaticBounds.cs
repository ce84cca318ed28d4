using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>Bounds of a value from a noisy histogram of its magnitude, by sign, in bins that double.</summary>
/// <remarks>
/// Guarantee of noise of the stated sensitivity: add/remove of one row, which moves one bin by 1 (under replace two bins). The histogram has a price of its
/// own, also where nothing is kept. The bins are public: powers of two from 2^smallest to 2^largest on both sides, and one bin about zero.
/// The outermost bins above a threshold are kept, so that with probability 1 − β no empty bin is (Wilson et al. 2020). The threshold decides accuracy, not privacy.
/// </remarks>
public sealed class AutomaticBounds
{
    private readonly int _smallest;
    private readonly int _largest;

    /// <summary>The public bins: magnitudes from 2^<paramref name="smallest"/> to 2^<paramref name="largest"/>; smaller ones are in the bin of zero, larger ones in the last.</summary>
    /// <exception cref="BadInputException">The exponents are not in order or outside of −1000 … 1000.</exception>
    public AutomaticBounds(int smallest, int largest)
    {
        if (smallest < -1000 || largest > 1000 || smallest >= largest)
        {
            throw new BadInputException($"Bins go from 2^smallest to 2^largest with -1000 <= smallest < largest <= 1000, but {smallest} and {largest} were asked for.");
        }

        (_smallest, _largest) = (smallest, largest);
        Sensitivity = new([.. Enumerable.Repeat(Rational.One, Bins)], 1, 1, 2, ((Rational)2).SqrtUp(40), "a row is in one bin");
    }

    /// <summary>Number of bins: twice the doublings, and one.</summary>
    public int Bins => (2 * (_largest - _smallest)) + 1;

    /// <summary>Weights and sensitivities of a row; see <see cref="AggregateSensitivity.ForRows"/>.</summary>
    public AggregateSensitivity Sensitivity { get; }

    /// <summary>The exact counts, from the most negative bin to the most positive one. NaN is in no bin.</summary>
    public Int128[] Of(ReadOnlySpan<double> values)
    {
        var counts = new Int128[Bins];
        var doublings = _largest - _smallest;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                var magnitude = value == 0 ? -1 : Math.Clamp((long)Math.ILogB(value) - _smallest, -1, doublings - 1);
                counts[doublings + (value < 0 ? -(int)(magnitude + 1) : (int)(magnitude + 1))]++;
            }
        }

        return counts;
    }

    /// <summary>The smallest integer that the noise of any of the bins reaches with probability at most <paramref name="beta"/>.</summary>
    /// <remarks>Laplace noise: from P(Z ≥ t) = a^t/(1+a) with a = e^(−1/b). Gaussian noise: from a normal tail at t − ½.</remarks>
    /// <exception cref="BadInputException">Beta is not between 0 and 1.</exception>
    public double Threshold(NoiseScale noise, double beta)
    {
        if (!(beta > 0) || !(beta < 1))
        {
            throw new BadInputException($"Beta lies between 0 and 1, but was {beta}.");
        }

        // One bin: 1 − (1 − β)^(1/B).
        var tail = -double.ExpM1(double.LogP1(-beta) / Bins);
        if (noise.Scale == 0)
        {
            return 1;
        }

        var real = noise.IsGaussian
            ? (noise.Scale * Normal.UpperQuantile(tail)) + 0.5
            : noise.Scale * -Math.Log(tail * (1 + Math.Exp(-1 / noise.Scale)));
        return Math.Max(1, Math.Ceiling(real));
    }

    /// <summary>The bounds, or null where no bin reaches the threshold: refused, and the histogram is spent all the same.</summary>
    /// <param name="released">The counts of <see cref="Of"/> with noise.</param>
    /// <param name="noise">The noise of each count.</param>
    /// <param name="beta">The probability that an empty bin is kept.</param>
    public (double Low, double High)? From(ReadOnlySpan<Int128> released, NoiseScale noise, double beta = 1e-9)
    {
        if (released.Length != Bins)
        {
            throw new ArgumentException($"There are {Bins} bins.", nameof(released));
        }

        var threshold = Threshold(noise, beta);
        int first = -1, last = -1;
        for (var i = 0; i < released.Length; i++)
        {
            if ((double)released[i] >= threshold)
            {
                first = first < 0 ? i : first;
                last = i;
            }
        }

        return first < 0 ? null : (-Edge(released.Length - first), Edge(last + 1));
    }

    // The upper edge below position i, counted in bins from the most negative one; mirrored for lower edges.
    private double Edge(int position)
    {
        var doublings = _largest - _smallest;
        var steps = position - doublings - 1;
        return steps >= 0 ? Math.ScaleB(1, _smallest + steps) : -Math.ScaleB(1, _smallest - steps - 1);
    }
}
