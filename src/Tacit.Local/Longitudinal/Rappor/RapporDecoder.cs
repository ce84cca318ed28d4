using System.Text;

namespace Tacit.Local;

/// <summary>Words from bits: the unbiased share of ones of each bit of each cohort is the sum of the frequencies of the words that set it, and noise.</summary>
/// <remarks>
/// Least squares weighted by the precision of each bit, coordinate by coordinate (Friedman, Hastie and Tibshirani 2010), frequencies at least zero. The precision of a
/// bit is that of the share which a first fit without weights gives it, and not of its own noisy one: noise that weighs itself pulls all frequencies down.
/// All that is random was released: nothing here costs privacy.
/// </remarks>
internal static class RapporDecoder
{
    private const int MostRounds = 10_000;

    public static IReadOnlyList<RapporWord> Decode(RapporProtocol protocol, long reports, ReadOnlySpan<long> counts, IReadOnlyList<string> candidates, double penalty)
    {
        var (k, words) = (protocol.Bits, candidates.Select(c => Encoding.UTF8.GetBytes(c)).ToArray());
        var (targets, sizes) = (new double[protocol.Cohorts * k], new double[protocol.Cohorts * k]);
        var places = words.Select(_ => new List<int>()).ToArray();
        for (var cohort = 0; cohort < protocol.Cohorts; cohort++)
        {
            var row = counts.Slice(cohort * (k + 1), k + 1);
            if (row[0] == 0)
            {
                continue;
            }

            for (var bit = 0; bit < k; bit++)
            {
                var place = (cohort * k) + bit;
                targets[place] = protocol.Law.Frequency(row[1 + bit], row[0]);
                sizes[place] = row[0];
            }

            for (var w = 0; w < words.Length; w++)
            {
                for (var rest = RapporBloom.Bits((uint)cohort, words[w], k, protocol.Hashes); rest != 0; rest &= rest - 1)
                {
                    places[w].Add((cohort * k) + System.Numerics.BitOperations.TrailingZeroCount(rest));
                }
            }
        }

        var pull = penalty * Math.Sqrt(reports / protocol.Law.Variance(0));
        var even = Array.ConvertAll(sizes, n => n / protocol.Law.Variance(0));
        var weights = Weights(protocol, targets, sizes, places, Fit(targets, even, places, pull));
        var frequencies = Fit(targets, weights, places, pull);
        var errors = Errors(weights, places);
        return [.. candidates.Select((word, w) => new RapporWord(word, frequencies[w], errors[w]))];
    }

    // What no candidate explains stands at all bits alike.
    private static double[] Weights(RapporProtocol protocol, double[] targets, double[] sizes, List<int>[] places, double[] frequencies)
    {
        var shares = new double[targets.Length];
        for (var w = 0; w < places.Length; w++)
        {
            places[w].ForEach(i => shares[i] += frequencies[w]);
        }

        var rest = targets.Zip(shares, (t, s) => t - s).Zip(sizes, (r, n) => r * n).Sum() / Math.Max(1, sizes.Sum());
        return [.. sizes.Select((n, i) => n / protocol.Law.Variance(Math.Clamp(shares[i] + rest, 0, 1)))];
    }

    private static double[] Fit(double[] targets, double[] weights, List<int>[] places, double penalty)
    {
        var frequencies = new double[places.Length];
        double[] rests = [.. targets];
        double[] norms = [.. places.Select(p => p.Sum(i => weights[i]))];
        for (var round = 0; round < MostRounds; round++)
        {
            var largest = 0.0;
            for (var w = 0; w < places.Length; w++)
            {
                if (norms[w] <= 0)
                {
                    continue;
                }

                var pull = places[w].Sum(i => weights[i] * rests[i]);
                var next = Math.Max(0, frequencies[w] + ((pull - penalty) / norms[w]));
                var change = next - frequencies[w];
                frequencies[w] = next;
                largest = Math.Max(largest, Math.Abs(change));
                foreach (var i in places[w])
                {
                    rests[i] -= change;
                }
            }

            if (largest < 1e-12)
            {
                break;
            }
        }

        return frequencies;
    }

    // Diagonal of the inverse of XᵀWX, column by column from its Cholesky factor.
    private static double[] Errors(double[] weights, List<int>[] places)
    {
        var n = places.Length;
        var factor = new double[n, n];
        var sets = places.Select(p => p.ToHashSet()).ToArray();
        for (var a = 0; a < n; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var sum = places[a].Where(sets[b].Contains).Sum(i => weights[i]);
                var own = sum;
                for (var c = 0; c < b; c++)
                {
                    sum -= factor[a, c] * factor[b, c];
                }

                if (a == b && !(sum > 1e-10 * own))
                {
                    return [.. Enumerable.Repeat(double.PositiveInfinity, n)];
                }

                factor[a, b] = a == b ? Math.Sqrt(sum) : sum / factor[b, b];
            }
        }

        var errors = new double[n];
        for (var w = 0; w < n; w++)
        {
            // Solve L·y = e_w: the squares of y sum to the entry of the inverse.
            var y = new double[n];
            for (var a = w; a < n; a++)
            {
                var sum = a == w ? 1.0 : 0;
                for (var c = w; c < a; c++)
                {
                    sum -= factor[a, c] * y[c];
                }

                y[a] = sum / factor[a, a];
            }

            errors[w] = Math.Sqrt(y.Sum(x => x * x));
        }

        return errors;
    }
}
