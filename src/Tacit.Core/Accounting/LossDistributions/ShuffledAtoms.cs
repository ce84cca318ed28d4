using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>The loss of a shuffle of reports, each ε₀-locally private, under replace.</summary>
/// <remarks>
/// Source: Feldman, McMillan and Talwar (2021), Theorem 3.2: with C ~ Bin(n−1, e^{−ε₀}) clones, A ~ Bin(C, ½) and B ~ Bernoulli(e^{ε₀}/(1+e^{ε₀})), the
/// pair (A+B, C−A+1−B) against (A+1−B, C−A+B) dominates. Fewer clones are never better, since more of them are post-processing: so near values
/// of C count as the least of them, and more users than a hundred million as so many.
/// </remarks>
internal static class ShuffledAtoms
{
    private const long MostUsers = 100_000_000;

    // C in groups of this relative width.
    private const long Groups = 4000;

    // What lies beyond the values that are kept, on the safe side.
    private const double Beyond = 1e-20;

    public static List<(double P, double Q)> Of(double epsilon, long users)
    {
        var clone = Math.Min(Math.Exp(-epsilon), 1 - 1e-15);
        var truth = 1 / (1 + clone);
        var lie = clone * truth;
        var (least, weights) = BinomialMasses.Of(Math.Min(users, MostUsers) - 1, clone);
        var atoms = new List<(double P, double Q)> { (Beyond, 0) };
        for (var k = 0; k < weights.Length;)
        {
            var clones = least + k;
            double mass = 0;
            for (var end = Math.Min(weights.Length, k + 1 + (clones / Groups)); k < end; k++)
            {
                mass += weights[k];
            }

            // Of all reports + the victim's, a are the first value: Bin(C, ½) at a−1 is 2a/(C+1) of Bin(C+1, ½) at a, and at a it is the rest.
            var all = clones + 1;
            var (first, halves) = BinomialMasses.Of(all, 0.5);

            // Each mass comes from the mode by a product of ratios; the weights do so too.
            var up = 1 + (1e-15 * (halves.Length + weights.Length + 100));
            for (var i = 0; i < halves.Length; i++)
            {
                var share = (first + i) / (double)all;
                var both = 2 * mass * halves[i] * up;
                atoms.Add((both * ((truth * share) + (lie * (1 - share))), both * ((lie * share) + (truth * (1 - share)))));
            }
        }

        return atoms;
    }
}
