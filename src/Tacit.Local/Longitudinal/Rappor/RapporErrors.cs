namespace Tacit.Local;

/// <summary>Least squares without a bound at zero, and the standard errors of what it finds: a weighted sum of bits, whose variance is that of users and noise, not of independent bits.</summary>
/// <remarks>
/// Given how many users a cohort has, their words are drawn independently, and given the words all bits of a report are. So the variance of a sum Σ φ_b·x_b over a user's bits is
/// Σ φ_b²·(noise of b) + Var(Σ φ_b·(the word's bit b)); the second part counts the bits of a word together, because a user sets all of them or none, and words exclude each other.
/// Where bits are scattered by more than that, as by frequent words that nobody asked about, errors grow in proportion (McCullagh and Nelder 1989, section 4.5).
/// </remarks>
internal static class RapporErrors
{
    /// <summary>The estimate and its standard error for each candidate; an infinite error for all where they cannot be told apart.</summary>
    public static (double Value, double Error)[] Of(RapporProtocol protocol, RapporDesign design, double[] weights, double[] frequencies)
    {
        var (places, n) = (design.Places, design.Places.Length);
        if (Inverse(design, weights) is not { } inverse)
        {
            return [.. Enumerable.Repeat((0.0, double.PositiveInfinity), n - 1)];
        }

        double[] pulls = [.. places.Select(p => p.Sum(i => weights[i] * design.Targets[i]))];
        double[] values = [.. Enumerable.Range(0, n).Select(j => Enumerable.Range(0, n).Sum(w => inverse[j, w] * pulls[w]))];
        double[] shares = [.. design.Shares(frequencies).Select(s => Math.Clamp(s, 0, 1))];
        var rest = design.Shares(values).Zip(design.Targets, (s, t) => (t - s) * (t - s)).Zip(weights, (r, w) => r * w).Sum();
        var scatter = Math.Max(1, rest / Math.Max(1, places[^1].Count - n));
        return [.. Enumerable.Range(0, n - 1).Select(j => (values[j], Math.Sqrt(scatter * Variance(protocol, design, Influence(design, weights, inverse, j), shares, frequencies))))];
    }

    // What a bit adds to the estimate of candidate j.
    private static double[] Influence(RapporDesign design, double[] weights, double[,] inverse, int j)
    {
        var influence = new double[weights.Length];
        for (var w = 0; w < design.Places.Length; w++)
        {
            design.Places[w].ForEach(i => influence[i] += inverse[j, w] * weights[i]);
        }

        return influence;
    }

    private static double Variance(RapporProtocol protocol, RapporDesign design, double[] influence, double[] shares, double[] frequencies)
    {
        var (words, bits) = (design.Places.Length - 1, protocol.Bits);
        var (known, background) = (frequencies.Take(words).Sum(), frequencies[words]);

        // Words that nobody asked about: users who are left, and each of their bits by itself.
        var others = Math.Max(background, 1 - known);
        var all = Math.Max(1, known + others);
        var chance = others > 0 ? Math.Min(1, background / others) : 0;
        double variance = 0;
        var (means, squares) = (new double[protocol.Cohorts], new double[protocol.Cohorts]);
        for (var cohort = 0; cohort < protocol.Cohorts; cohort++)
        {
            var (size, sum, square) = (design.Sizes[cohort * bits], 0.0, 0.0);
            for (var i = cohort * bits; i < (cohort + 1) * bits && size > 0; i++)
            {
                variance += influence[i] * influence[i] * protocol.Law.FixedVariance(shares[i]) / size;
                sum += influence[i];
                square += influence[i] * influence[i];
            }

            means[cohort] = others / all * chance * sum;
            squares[cohort] = others / all * ((chance * (1 - chance) * square) + (chance * chance * sum * sum));
        }

        for (var w = 0; w < words; w++)
        {
            // A word's bits of one cohort stand together.
            for (var (i, places) = (0, design.Places[w]); i < places.Count;)
            {
                var (cohort, sum) = (places[i] / bits, 0.0);
                for (; i < places.Count && places[i] / bits == cohort; i++)
                {
                    sum += influence[places[i]];
                }

                means[cohort] += frequencies[w] / all * sum;
                squares[cohort] += frequencies[w] / all * sum * sum;
            }
        }

        for (var cohort = 0; cohort < protocol.Cohorts; cohort++)
        {
            var size = design.Sizes[cohort * bits];
            variance += size > 0 ? Math.Max(0, squares[cohort] - (means[cohort] * means[cohort])) / size : 0;
        }

        return variance;
    }

    // The inverse of XᵀWX from its Cholesky factor; null where it has none.
    private static double[,]? Inverse(RapporDesign design, double[] weights)
    {
        var n = design.Places.Length;
        var factor = new double[n, n];
        var sets = design.Places.Select(p => p.ToHashSet()).ToArray();
        for (var a = 0; a < n; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                // The shorter list first: the last one has all bits.
                var sum = design.Places[b].Count < design.Places[a].Count
                    ? design.Places[b].Where(sets[a].Contains).Sum(i => weights[i])
                    : design.Places[a].Where(sets[b].Contains).Sum(i => weights[i]);
                var own = sum;
                for (var c = 0; c < b; c++)
                {
                    sum -= factor[a, c] * factor[b, c];
                }

                if (a == b && !(sum > 1e-10 * own))
                {
                    return null;
                }

                factor[a, b] = a == b ? Math.Sqrt(sum) : sum / factor[b, b];
            }
        }

        // Columns of L⁻¹, whose products are the inverse.
        var lower = new double[n, n];
        for (var w = 0; w < n; w++)
        {
            for (var a = w; a < n; a++)
            {
                var sum = a == w ? 1.0 : 0;
                for (var c = w; c < a; c++)
                {
                    sum -= factor[a, c] * lower[c, w];
                }

                lower[a, w] = sum / factor[a, a];
            }
        }

        var inverse = new double[n, n];
        for (var a = 0; a < n; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                for (var c = a; c < n; c++)
                {
                    inverse[a, b] += lower[c, a] * lower[c, b];
                }

                inverse[b, a] = inverse[a, b];
            }
        }

        return inverse;
    }
}
