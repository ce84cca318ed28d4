using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>The sparse vector: its split, its law by enumeration, its halt, and queries that are chosen after answers.</summary>
public sealed class AboveThresholdTests
{
    private const int Draws = 200_000;

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Draws_have_the_enumerated_law(int hits, bool monotone)
    {
        long[] queries = [0, 3, 1, 2];
        var (mechanism, source) = (new AboveThreshold(2, 1, 2, hits, monotone), RandomSource.Seeded(621));
        var law = Law(mechanism, queries);
        Assert.Equal(1, law.Values.Sum(), 1e-12);
        var counts = GoodnessOfFit.Count(Draws, () => Code(mechanism.Sample(queries, source)));
        GoodnessOfFit.Check(counts, k => law.GetValueOrDefault(k), 0, 31, $"c = {hits}");
        Assert.All(counts.Keys, k => Assert.True(law.ContainsKey(k)));
    }

    [Theory]
    [InlineData(1, false, 1.587)]
    [InlineData(4, false, 4)]
    [InlineData(8, true, 4)]
    public void Epsilon_is_split_as_the_source_says(int hits, bool monotone, double ratio)
    {
        var mechanism = new AboveThreshold(1, 3, 0, hits, monotone);
        var (first, second) = (3 / mechanism.ThresholdScale, (monotone ? 1 : 2) * hits * (Rational)3 / mechanism.QueryScale);
        Assert.Equal(1, first + second);
        Assert.Equal(ratio, (second / first).ToDouble(), 1e-9);
        Assert.Equal(PrivacyLoss.Pure(1), mechanism.Loss);
    }

    [Fact]
    public void It_halts_after_the_last_hit_and_reads_no_query_more()
    {
        var read = 0;
        IEnumerable<long> Queries()
        {
            while (true)
            {
                read++;
                yield return 1_000_000;
            }
        }

        var mechanism = new AboveThreshold(1, 1, 0, 3);
        Assert.Equal([true, true, true], mechanism.Sample(Queries(), RandomSource.Seeded(622)));
        Assert.Equal(3, read);
        var run = mechanism.Start(RandomSource.Seeded(623));
        Assert.False(run.IsAbove(-1_000_000));
        for (var i = 0; i < 3; i++)
        {
            Assert.False(run.IsHalted);
            Assert.True(run.IsAbove(1_000_000));
        }

        Assert.True(run.IsHalted);
        Assert.Throws<InvalidOperationException>(() => run.IsAbove(0));
    }

    [Fact]
    public void Without_noise_a_query_at_the_threshold_is_above()
    {
        var mechanism = new AboveThreshold(1, 1, 5, 2);
        Assert.Equal([false, true, false, true], mechanism.Noiseless([4, 5, 0, 9, 9]));
        Assert.Equal([false], mechanism.Noiseless([4]));
    }

    [Fact]
    public void Numbers_at_the_ends_do_not_wrap_around()
    {
        var source = RandomSource.Seeded(624);
        Assert.True(new AboveThreshold(1, 1, long.MinValue).Start(source).IsAbove(long.MaxValue));
        Assert.False(new AboveThreshold(1, 1, long.MaxValue).Start(source).IsAbove(long.MinValue));
    }

    [Fact]
    public void Error_bound_covers_all_answers_at_once()
    {
        var mechanism = new AboveThreshold(1, 1, 100, 1, monotone: true);
        var bound = (long)mechanism.ErrorBound(20, 0.9);
        long[] queries = [.. Enumerable.Repeat(100 - bound - 1, 19), 100 + bound];
        var source = RandomSource.Seeded(625);
        var wrong = Enumerable.Range(0, 5_000).Count(_ => mechanism.Sample(queries, source) is var a && (a.Count < 20 || !a[19]));
        Assert.True(Tacit.Auditing.ClopperPearson.Lower(wrong, 5_000, 1e-9) <= 0.1);
    }

    [Fact]
    public void Bad_parameters_are_refused()
    {
        Assert.Throws<BadInputException>(() => new AboveThreshold(0, 1, 0));
        Assert.Throws<BadInputException>(() => new AboveThreshold(1, 0, 0));
        Assert.Throws<BadInputException>(() => new AboveThreshold(1, 1, 0, 0));
        Assert.Throws<BadInputException>(() => new AboveThreshold(1, 1, 0, 1, true, Neighbours.Replace));
    }

    private static long Code(IReadOnlyList<bool> answers) => answers.Aggregate(1L, (code, a) => (code << 1) | (a ? 1L : 0));

    // Given the threshold's noise, answers are independent.
    private static Dictionary<long, double> Law(AboveThreshold m, long[] queries)
    {
        static double Point(double b, long z) => Math.Tanh(0.5 / b) * Math.Exp(-Math.Abs(z) / b);
        static double AtLeast(double b, long t) => t >= 1 ? Math.Exp(-t / b) / (1 + Math.Exp(-1 / b)) : 1 - (Math.Exp((t - 1) / b) / (1 + Math.Exp(-1 / b)));
        var law = new Dictionary<long, double>();
        var (forThreshold, forQueries) = (m.ThresholdScale.ToDouble(), m.QueryScale.ToDouble());
        var reach = (long)(45 * forThreshold);
        for (var z = -reach; z <= reach; z++)
        {
            Walk(0, 0, 1, Point(forThreshold, z), z);
        }

        return law;

        void Walk(int at, int hits, long code, double p, long z)
        {
            if (at == queries.Length || hits == m.Hits)
            {
                law[code] = law.GetValueOrDefault(code) + p;
                return;
            }

            var above = AtLeast(forQueries, m.Threshold + z - queries[at]);
            Walk(at + 1, hits + 1, (code << 1) | 1, p * above, z);
            Walk(at + 1, hits, code << 1, p * (1 - above), z);
        }
    }
}
