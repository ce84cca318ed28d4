using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>The losses of discrete Gaussian noise on vectors of integers with a bounded L2 norm: one for each way to split the square of that norm.</summary>
/// <remarks>
/// A neighbour shifts the coordinates by integers v with s = Σv² ≤ Δ². The loss is (2Y − s)/2σ² with Y = v·x, x the noise. A shift of one more coordinate by
/// one is never less, so only s = ⌊Δ²⌋ counts. Which split is worst depends on ε: all are given, the largest curve of them bounds the event.
/// For σ² ≥ 4s, Y is a discrete Gaussian of parameter σ√s on the multiples of gcd(v), to a relative 10⁻¹⁶: the sum over {x : v·x = y} is e^{−y²/2σ²s} times a sum over
/// a shifted lattice, which by Poisson summation depends on the shift by e^{−2π²σ²/s} only (its dual lattice has no vector shorter than 1/√s).
/// </remarks>
internal static class DiscreteGaussianAtoms
{
    /// <summary>The largest square of a norm. Up to it, the sum over the dual lattice is bounded by packing.</summary>
    public const int LargestSquare = 16;

    private const double WidestSigma = 1e5;

    /// <summary>Whether there is one split only, so that the curve is reached.</summary>
    public static bool IsReached(DiscreteGaussianEvent gaussian) => gaussian.Shift >= Rational.One && gaussian.Shift * gaussian.Shift < 4;

    public static IReadOnlyList<(double P, double Q)[]> Of(DiscreteGaussianEvent gaussian)
    {
        var squared = gaussian.Shift * gaussian.Shift;
        var sigma = gaussian.Sigma.ToDoubleDown();
        if (!(sigma is > 1e-6 and < WidestSigma) || squared >= LargestSquare + 1)
        {
            throw new UnpricedLossException("loss distributions of discrete Gaussian noise on vectors with an L2 sensitivity of √17 or more, or with σ above 100,000 (zCDP and Rényi price it)");
        }

        // A shift below one is none; it is priced as a shift of one.
        var s = 1;
        while (s + 1 <= squared)
        {
            s++;
        }

        return sigma * sigma >= 4 * s
            ? [.. Enumerable.Range(1, 4).Where(gcd => s % (gcd * gcd) == 0).Select(gcd => Envelope(sigma, s, gcd))]
            : [.. Splits(s, 4).Select(split => Atoms(Sum(sigma, split), sigma, s))];
    }

    /// <summary>Multisets of integers from <paramref name="largest"/> down whose squares add up to <paramref name="square"/>.</summary>
    private static IEnumerable<IReadOnlyList<int>> Splits(int square, int largest)
    {
        if (square == 0)
        {
            yield return [];
        }

        for (var v = largest; v >= 1 && square > 0; v--)
        {
            foreach (var rest in v * v <= square ? Splits(square - (v * v), v) : [])
            {
                yield return [v, .. rest];
            }
        }
    }

    private static (double P, double Q)[] Envelope(double sigma, int s, int gcd)
    {
        var wide = sigma * Math.Sqrt(s);
        return Atoms(Gaussian(wide, gcd, (int)Math.Ceiling(((12 * wide) + s + 1) / gcd)), sigma, s);
    }

    // The law of Σ v x with x ~ discrete Gaussian, by convolution: entry k is Y = k − (length − 1)/2.
    private static double[] Sum(double sigma, IReadOnlyList<int> split)
    {
        double[] sum = [1];
        foreach (var v in split)
        {
            var one = Gaussian(sigma * v, v, (int)Math.Ceiling(12 * sigma) + 2 + (DiscreteGaussianAtoms.LargestSquare / v));
            var next = new double[sum.Length + one.Length - 1];
            for (var i = 0; i < sum.Length; i++)
            {
                for (var j = 0; j < one.Length; j += v)
                {
                    next[i + j] += sum[i] * one[j];
                }
            }

            sum = next;
        }

        return sum;
    }

    // e^{−y²/2σ²} on the multiples of gcd, normalised over all of them, from −reach·gcd to reach·gcd.
    private static double[] Gaussian(double sigma, int gcd, int reach)
    {
        double Weight(double k) => Math.Exp(-k * gcd * k * gcd / (2 * sigma * sigma));
        double total = 0;
        for (var k = reach + (int)(28 * sigma / gcd); k > 0; k--)
        {
            total += 2 * Weight(k);
        }

        total += 1;
        var law = new double[(2 * reach * gcd) + 1];
        for (var k = -reach; k <= reach; k++)
        {
            law[(k + reach) * gcd] = Weight(k) / total;
        }

        return law;
    }

    // Without the unit Y has this law; with it, shifted by s: e^{loss} as much.
    private static (double P, double Q)[] Atoms(double[] law, double sigma, int s)
    {
        var middle = (law.Length - 1) / 2;
        var atoms = new List<(double P, double Q)>(law.Length);
        for (var k = 0; k + s < law.Length; k++)
        {
            if (law[k] > 0 && law[k + s] > 0)
            {
                atoms.Add((law[k], law[k + s]));
            }
        }

        // What lies beyond twelve deviations, on the safe side.
        atoms.Add((1e-30, 0));
        return [.. atoms];
    }
}
