namespace Tacit.Audit.Queries.Attacks;

/// <summary>Presences x in [0, 1] with the least Σ|Σ_{p in subset} x_p − count|: the linear program of a reconstruction.</summary>
/// <remarks>
/// Solved by iteratively reweighted least squares, each step by coordinate descent inside the box: the weights 1/max(|residual|, 10⁻⁶) turn squares into
/// absolute values. The objective falls in every step and is convex, so the fit is near the optimum; a guess about one half needs no more.
/// Source: Schlossmacher 1973.
/// </remarks>
internal static class LeastAbsoluteFit
{
    private const int Steps = 60;
    private const int Sweeps = 30;
    private const double Floor = 1e-6;

    public static double[] Of(IReadOnlyList<bool[]> subsets, IReadOnlyList<double> counts)
    {
        var x = Enumerable.Repeat(0.5, subsets[0].Length).ToArray();
        var residuals = subsets.Select((s, q) => counts[q] - (s.Count(b => b) * 0.5)).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            // The first step is plain least squares.
            var weights = residuals.Select(r => step == 0 ? 1 : 1 / Math.Max(Math.Abs(r), Floor)).ToArray();
            for (var sweep = 0; sweep < Sweeps; sweep++)
            {
                for (var p = 0; p < x.Length; p++)
                {
                    Move(p, x, residuals, weights, subsets);
                }
            }
        }

        return x;
    }

    // The best value of one coordinate while the others stay.
    private static void Move(int p, double[] x, double[] residuals, double[] weights, IReadOnlyList<bool[]> subsets)
    {
        double slope = 0, mass = 0;
        for (var q = 0; q < residuals.Length; q++)
        {
            if (subsets[q][p])
            {
                slope += weights[q] * residuals[q];
                mass += weights[q];
            }
        }

        if (mass == 0)
        {
            return;
        }

        var moved = Math.Clamp(x[p] + (slope / mass), 0, 1) - x[p];
        x[p] += moved;
        for (var q = 0; q < residuals.Length; q++)
        {
            residuals[q] -= subsets[q][p] ? moved : 0;
        }
    }
}
