using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Audit.Tests;

/// <summary>Mechanisms that select, by enumeration: over all small neighbours the exact ε keeps the claim and reaches it, and the recorded price holds.</summary>
public sealed class SelectionLawTests
{
    private const double Slack = 1e-9;
    private static readonly long[][] Grid = [.. All(0, 3), .. All(0, 3).Select(v => new[] { 4 * v[0], 5 * v[1], 9 * v[2] })];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exponential_mechanism_has_range_epsilon(bool monotone)
    {
        var mechanism = new ExponentialMechanism(1, 1, monotone);
        var worst = Worst(s => Law(mechanism.Probabilities(Scores(s))), Moves(monotone));
        Assert.InRange(worst.Epsilon, 0.6, 1 + Slack);
        Assert.InRange(worst.Range, 0.99, 1 + Slack);
        Assert.Null(PriceCheck.FirstBreak(mechanism.Loss, worst.First, worst.Second));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Permute_and_flip_reaches_epsilon_and_has_more_than_range_epsilon(bool monotone)
    {
        var mechanism = new PermuteAndFlip(1, 1, monotone);
        var worst = Worst(s => Law(mechanism.Probabilities(Scores(s))), Moves(monotone));
        Assert.InRange(worst.Epsilon, 0.99, 1 + Slack);
        Assert.True(worst.Range > 1.2);
        Assert.Null(PriceCheck.FirstBreak(mechanism.Loss, worst.First, worst.Second));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Noisy_max_keeps_epsilon(bool monotone)
    {
        var scale = new ReportNoisyMax(1, 1, monotone).Scale.ToDouble();
        var worst = Worst(s => Law(NoisyMax(s, scale)), Moves(monotone));
        Assert.InRange(worst.Epsilon, 0.7, 1 + Slack);
        Assert.Null(PriceCheck.FirstBreak(new ReportNoisyMax(1, 1, monotone).Loss, worst.First, worst.Second));
    }

    [Fact]
    public void Top_two_keep_epsilon()
    {
        var (mechanism, round) = (new NoisyTopK(2, 1, 2), new ExponentialMechanism(1, 1));
        var worst = Worst(s => Pairs(Scores(s), round), Moves(false));
        Assert.InRange(worst.Epsilon, 1.2, 2 + Slack);
        Assert.Null(PriceCheck.FirstBreak(mechanism.Loss, worst.First, worst.Second));

        static ExactLaw Pairs(Rational[] s, ExponentialMechanism round)
        {
            var first = round.Probabilities(s);
            return new(
                from i in Enumerable.Range(0, 3)
                let others = Enumerable.Range(0, 3).Where(j => j != i).ToArray()
                let second = round.Probabilities([.. others.Select(j => s[j])])
                from k in Enumerable.Range(0, 2)
                select new KeyValuePair<string, double>($"{i}{others[k]}", first[i] * second[k]));
        }
    }

    [Fact]
    public void Selections_reach_epsilon_among_many_candidates()
    {
        // One goes up and all others go down: the more of them, the more the sum of their weights counts.
        const int Others = 2000;
        var mechanism = new ExponentialMechanism(1, 1);
        Rational[] Scores(int named, int others) => [.. Enumerable.Repeat((Rational)named, 2), .. Enumerable.Repeat((Rational)others, Others)];
        var (low, high) = (Scores(0, 1), Scores(1, 0));
        double[] One(Rational[] s) => mechanism.Probabilities(s[1..]);
        Assert.InRange(Math.Log(One(high)[0] / One(low)[0]), 0.99, 1 + Slack);

        // The two named ones in both rounds of a top two at 2ε.
        double Both(Rational[] s) => mechanism.Probabilities(s)[0] * One(s)[0];
        Assert.InRange(Math.Log(Both(high) / Both(low)), 1.98, 2 + Slack);
        Assert.Equal(2, new NoisyTopK(2, 1, 2).Loss.Price().Epsilon!.Value.ToDouble());

        // Noisy maximum: e others of the same score share a tie.
        double Wins(long named, long others, double b)
        {
            var p = 0.0;
            for (var x = -60L; x < 200; x++)
            {
                var (equal, below) = (Point(b, x - others), 1 - AtLeast(b, x - others));
                p += Point(b, x - named) * (Math.Pow(below + equal, Others + 1) - Math.Pow(below, Others + 1)) / ((Others + 1) * equal);
            }

            return p;
        }

        var noisy = new ReportNoisyMax(1, 1).Scale.ToDouble();
        Assert.InRange(Math.Log(Wins(1, 0, noisy) / Wins(0, 1, noisy)), 0.95, 1 + 1e-6);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void Sparse_vector_keeps_epsilon(int hits, bool monotone)
    {
        var mechanism = new AboveThreshold(1, 1, 1, hits, monotone);
        var worst = Worst(q => Answers(mechanism, q), Moves(monotone));
        Assert.InRange(worst.Epsilon, 0.5, 1 + Slack);
        Assert.Null(PriceCheck.FirstBreak(mechanism.Loss, worst.First, worst.Second));
    }

    [Fact]
    public void Sparse_vector_reaches_epsilon_on_misses_and_a_hit()
    {
        // Many queries that move down together, and one that moves up.
        var mechanism = new AboveThreshold(1, 1, 0);
        var (first, second) = (Answers(mechanism, [.. Enumerable.Repeat(1L, 12), 0]), Answers(mechanism, [.. Enumerable.Repeat(0L, 12), 1]));
        Assert.InRange(first.Epsilon(second), 0.9, 1 + Slack);
    }

    [Fact]
    public void Randomized_response_has_exactly_epsilon()
    {
        var mechanism = new RandomizedResponse(1, 4);
        ExactLaw Report(int truth) => new(Enumerable.Range(0, 4).Select(v => new KeyValuePair<string, double>($"{v}", v == truth ? mechanism.KeepProbability : mechanism.OtherProbability)));
        Assert.Equal(1, Report(0).Epsilon(Report(3)), 1e-12);
        Assert.Null(PriceCheck.FirstBreak(mechanism.Loss, Report(0), Report(3)));
        Assert.NotNull(PriceCheck.FirstBreak(PrivacyLoss.RandomizedResponse(0.99, 4), Report(0), Report(3)));
    }

    private static IEnumerable<long[]> All(int least, int count) =>
        from a in Enumerable.Range(least, count) from b in Enumerable.Range(least, count) from c in Enumerable.Range(least, count) select new long[] { a, b, c };

    private static IEnumerable<long[]> Moves(bool monotone) => monotone ? All(0, 2) : All(-1, 3);

    private static Rational[] Scores(long[] s) => [.. s.Select(x => (Rational)x)];

    private static ExactLaw Law(double[] p) => new(p.Select((x, i) => new KeyValuePair<string, double>($"{i}", x)));

    private static (double Epsilon, double Range, ExactLaw First, ExactLaw Second) Worst(Func<long[], ExactLaw> law, IEnumerable<long[]> moves)
    {
        var known = new Dictionary<string, ExactLaw>(StringComparer.Ordinal);
        ExactLaw Of(long[] s) => known.TryGetValue(string.Join(' ', s), out var l) ? l : known[string.Join(' ', s)] = law(s);
        var (epsilon, range, first, second) = (-1.0, 0.0, Of(Grid[0]), Of(Grid[0]));
        foreach (var s in Grid)
        {
            foreach (var move in moves)
            {
                var (p, q) = (Of(s), Of([.. s.Zip(move, (a, b) => a + b)]));
                var e = p.Epsilon(q);
                if (e > epsilon)
                {
                    (epsilon, first, second) = (e, p, q);
                }

                var ratios = Enumerable.Range(0, 3).Where(i => p[$"{i}"] > 0).Select(i => Math.Log(p[$"{i}"] / q[$"{i}"])).DefaultIfEmpty().ToList();
                range = Math.Max(range, ratios.Max() - ratios.Min());
            }
        }

        return (epsilon, range, first, second);
    }

    private static double Point(double b, long z) => Math.Tanh(0.5 / b) * Math.Exp(-Math.Abs(z) / b);

    private static double AtLeast(double b, long t) => t >= 1 ? Math.Exp(-t / b) / (1 + Math.Exp(-1 / b)) : 1 - (Math.Exp((t - 1) / b) / (1 + Math.Exp(-1 / b)));

    // Three candidates; equals share.
    private static double[] NoisyMax(long[] scores, double b)
    {
        var result = new double[3];
        for (var x = scores.Max() - (long)(40 * b); x <= scores.Max() + (long)(40 * b); x++)
        {
            for (var i = 0; i < 3; i++)
            {
                var (j, k) = ((i + 1) % 3, (i + 2) % 3);
                var (equalJ, belowJ) = (Point(b, x - scores[j]), 1 - AtLeast(b, x - scores[j]));
                var (equalK, belowK) = (Point(b, x - scores[k]), 1 - AtLeast(b, x - scores[k]));
                result[i] += Point(b, x - scores[i]) * ((belowJ * belowK) + (((equalJ * belowK) + (belowJ * equalK)) / 2) + (equalJ * equalK / 3));
            }
        }

        return result;
    }

    // Given the noise of the threshold, answers are independent.
    private static ExactLaw Answers(AboveThreshold m, long[] queries)
    {
        var law = new List<KeyValuePair<string, double>>();
        var (forThreshold, forQueries) = (m.ThresholdScale.ToDouble(), m.QueryScale.ToDouble());
        var reach = (long)(40 * forThreshold);
        for (var z = -reach; z <= reach; z++)
        {
            Walk(0, 0, string.Empty, Point(forThreshold, z), z);
        }

        return new(law);

        void Walk(int at, int hits, string answers, double p, long z)
        {
            if (at == queries.Length || hits == m.Hits)
            {
                law.Add(new(answers, p));
                return;
            }

            var above = AtLeast(forQueries, m.Threshold + z - queries[at]);
            Walk(at + 1, hits + 1, answers + "+", p * above, z);
            Walk(at + 1, hits, answers + "-", p * (1 - above), z);
        }
    }
}
