using System.Numerics;
using System.Text;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Words from bits: the unbiased share of ones of each bit of each cohort is the sum of the frequencies of the words that set it, what words that nobody asked about set, and noise.</summary>
/// <remarks>
/// Least squares weighted by the precision of each bit, coordinate by coordinate (Friedman, Hastie and Tibshirani 2010), frequencies at least zero. The last column of the design
/// stands for the words that nobody asked about: they set every bit alike, but for chance. The precision of a bit is that of the share which a first fit without weights gives it,
/// and not of its own noisy one: noise that weighs itself pulls all frequencies down. Intervals are those of the same least squares without the bound at zero, which are unbiased.
/// All that is random was released: nothing here costs privacy.
/// </remarks>
internal static class RapporDecoder
{
    private const string Covers = "the frequency where the users come from, and among them, for each word by itself; noise, sampling and cohorts; of words that were not asked about it takes none to be frequent";
    private const int MostRounds = 10_000;

    public static IReadOnlyList<RapporWord> Decode(RapporProtocol protocol, long reports, ReadOnlySpan<long> counts, IReadOnlyList<string> candidates, double penalty, double confidence)
    {
        var design = Design(protocol, counts, candidates);
        var pull = penalty * Math.Sqrt(reports / protocol.Law.Variance(0));
        var even = Array.ConvertAll(design.Sizes, n => n / protocol.Law.Variance(0));
        var weights = Weights(protocol, design, Fit(design, even, pull));
        var points = Fit(design, weights, pull);
        var lines = RapporErrors.Of(protocol, design, weights, points);
        var z = Normal.UpperQuantile((1 - confidence) / 2);
        return [.. candidates.Select((word, w) =>
        {
            var (low, high) = double.IsInfinity(lines[w].Error) ? (0, 1) : (Math.Clamp(lines[w].Value - (z * lines[w].Error), 0, 1), Math.Clamp(lines[w].Value + (z * lines[w].Error), 0, 1));
            return new RapporWord(word, new(Math.Clamp(points[w], low, high), low, high, confidence, Covers), lines[w].Error);
        })];
    }

    private static RapporDesign Design(RapporProtocol protocol, ReadOnlySpan<long> counts, IReadOnlyList<string> candidates)
    {
        var (k, words) = (protocol.Bits, candidates.Select(c => Encoding.UTF8.GetBytes(c)).ToArray());
        var (targets, sizes) = (new double[protocol.Cohorts * k], new double[protocol.Cohorts * k]);
        var places = Enumerable.Range(0, words.Length + 1).Select(_ => new List<int>()).ToArray();
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
                places[^1].Add(place);
            }

            for (var w = 0; w < words.Length; w++)
            {
                for (var rest = RapporBloom.Bits((uint)cohort, words[w], k, protocol.Hashes); rest != 0; rest &= rest - 1)
                {
                    places[w].Add((cohort * k) + BitOperations.TrailingZeroCount(rest));
                }
            }
        }

        return new(targets, sizes, places);
    }

    private static double[] Weights(RapporProtocol protocol, RapporDesign design, double[] frequencies) =>
        [.. design.Sizes.Zip(design.Shares(frequencies), (n, s) => n / protocol.Law.Variance(Math.Clamp(s, 0, 1)))];

    private static double[] Fit(RapporDesign design, double[] weights, double penalty)
    {
        var places = design.Places;
        var frequencies = new double[places.Length];
        double[] rests = [.. design.Targets];
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
                var next = Math.Max(0, frequencies[w] + ((pull - (w == places.Length - 1 ? 0 : penalty)) / norms[w]));
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
}
