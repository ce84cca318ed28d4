using System.Text;
using Tacit.Auditing;

namespace Tacit.Local.Tests.Longitudinal.Rappor;

/// <summary>Intervals of words cover where users come from and among them: users and cohorts are drawn anew in each survey, and bits of a word stand together.</summary>
public sealed class RapporIntervalTests
{
    private const int Surveys = 200;
    private const double Alpha = 0.1;

    // Noise, users, cohorts and frequencies of the words that are asked about; the rest have rare words that nobody asked about, so many.
    public static TheoryData<string, double, int, int, int, int, double[], int> Cases => new()
    {
        // Thirty users a cohort, hardly any noise: sampling is the error.
        { "small cohorts", 1 / 128.0, 16, 2, 64, 1920, [0.5, 0.3, 0.15, 0.05, 0, 0, 0, 0], 0 },
        { "small cohorts, noise", 0.25, 16, 2, 64, 1920, [0.5, 0.3, 0.15, 0.05, 0, 0, 0, 0], 0 },

        // Four words of four bits each among sixteen, in two cohorts: they share bits.
        { "shared bits", 0.125, 16, 4, 2, 3000, [0.5, 0.45, 0.05, 0], 0 },
        { "one cohort", 0.125, 32, 2, 1, 2000, [0.6, 0.4, 0, 0, 0], 0 },
        { "everybody says one word", 0.125, 32, 2, 8, 1000, [1, 0, 0], 0 },

        // 200 words that nobody asked about; one question alone, about a word that half of the users have and one that nobody has.
        { "others", 0.125, 32, 2, 64, 4000, [0.3, 0.2, 0.1, 0, 0], 200 },
        { "half", 0.125, 32, 2, 64, 2000, [0.5], 400 },
        { "absent", 0.125, 32, 2, 64, 2000, [0], 400 },
    };

    // Any of 74 checks fails by chance with probability 1e-9 in all.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Intervals_cover_with_at_least_their_confidence(string name, double f, int bits, int hashes, int cohorts, int users, double[] truth, int others)
    {
        Assert.NotEmpty(name);
        var protocol = RapporProtocol.Create(bits, hashes, cohorts, f, 0.0625, 0.9375);
        string[] asked = [.. Enumerable.Range(0, truth.Length).Select(w => $"word {w}")];
        string[] words = [.. asked, .. Enumerable.Range(0, others).Select(w => $"other {w}")];
        uint[][] blooms = [.. words.Select(w => Enumerable.Range(0, cohorts).Select(c => RapporBloom.Bits((uint)c, Encoding.UTF8.GetBytes(w), bits, hashes)).ToArray())];
        var random = LocalRandomness.Seeded(31);
        var (missed, missedThese) = (new int[truth.Length], new int[truth.Length]);
        var (square, announced) = (new double[truth.Length], new double[truth.Length]);
        for (var survey = 0; survey < Surveys; survey++)
        {
            var counts = new long[protocol.CounterCount];
            var these = new int[words.Length];
            for (var user = 0; user < users; user++)
            {
                var word = Draw(truth, others, random);
                these[word]++;
                var cohort = (int)(random.NextUInt64() % (uint)cohorts);
                counts[cohort * (bits + 1)]++;
                for (var bit = 0; bit < bits; bit++)
                {
                    counts[(cohort * (bits + 1)) + 1 + bit] += Uniform(random) < (((blooms[word][cohort] >> bit) & 1) == 1 ? protocol.Law.Truth : protocol.Law.Other) ? 1 : 0;
                }
            }

            var found = protocol.CreateAggregator(users, counts).Decode(asked, confidence: 1 - Alpha);
            for (var w = 0; w < truth.Length; w++)
            {
                var interval = found[w].Frequency;
                Assert.InRange(interval.Value, interval.Low, interval.High);
                missed[w] += truth[w] < interval.Low || truth[w] > interval.High ? 1 : 0;
                missedThese[w] += (double)these[w] / users < interval.Low || (double)these[w] / users > interval.High ? 1 : 0;
                square[w] += (interval.Value - truth[w]) * (interval.Value - truth[w]) / Surveys;
                announced[w] += found[w].StandardError * found[w].StandardError / Surveys;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"missed of {Surveys}: {string.Join(' ', missed)}; among these {string.Join(' ', missedThese)}; error {string.Join(' ', square.Select(s => Math.Sqrt(s).ToString("0.0000")))} announced {string.Join(' ', announced.Select(s => Math.Sqrt(s).ToString("0.0000")))}");
        Assert.All([.. missed, .. missedThese], m => Assert.True(ClopperPearson.Lower(m, Surveys, 1e-9 / 74) <= Alpha, $"{m} of {Surveys} miss"));

        // And not by far too much: errors are those that are announced, but for what zero takes away.
        Assert.All(Enumerable.Range(0, truth.Length).Where(w => truth[w] >= 0.05), w => Assert.InRange(announced[w], 0.6 * square[w], 2.5 * square[w]));
    }

    private static int Draw(double[] truth, int others, LocalRandomness random)
    {
        var u = Uniform(random);
        for (var w = 0; w < truth.Length; w++)
        {
            if (u < truth[w])
            {
                return w;
            }

            u -= truth[w];
        }

        // Frequencies that sum to one but for rounding leave nobody.
        return others > 0 ? truth.Length + (int)(random.NextUInt64() % (uint)others) : 0;
    }

    private static double Uniform(LocalRandomness random) => (random.NextUInt64() >> 11) / (double)(1L << 53);
}
