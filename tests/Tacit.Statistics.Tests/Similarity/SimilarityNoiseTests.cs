using Tacit.Randomness;

namespace Tacit.Statistics.Tests.Similarity;

/// <summary>Noise: as large as stated, about the truth, priced and stored.</summary>
public sealed class SimilarityNoiseTests
{
    private static readonly Population People = new("people", PrivacyUnit.Row());

    [Theory]
    [InlineData(0.005, 16.4)]
    [InlineData(0.05, 5.2)]
    [InlineData(0.5, 1.57)]
    public void L1_errs_as_predicted(double rho, double expected)
    {
        var random = RandomSource.Seeded(21);
        var sketch = SimilaritySketch.L1(1, 0, 1, 12);
        var noise = sketch.Gaussian(rho);

        // √(1.302/ρ): noise of a query, over queries in the range, whatever the depth and the number of rows are.
        Assert.Equal(Math.Sqrt(1.302 / rho), sketch.ExpectedError(noise, 10_000).Noise, 0.02 * expected);
        Assert.Equal(SimilaritySketch.L1(1, 0, 1, 16).ExpectedError(noise, 1).Noise, sketch.ExpectedError(noise, 1).Noise, 0.01 * expected);
        double[][] rows = [.. Enumerable.Range(0, 10_000).Select(_ => new[] { Enumerable.Range(0, 6).Select(_ => Simulated.Uniform(random)).Order().ElementAt(1) })];
        var exact = sketch.Of(Neighbour.Table(rows, 1));
        var plain = SimilarityExactTests.Exact(sketch, rows);
        var square = 0.0;
        for (var i = 0; i < 300; i++)
        {
            var index = sketch.Index(Simulated.Noisy(random, exact, sketch.Sensitivity.ScalesOf(noise)), noise);
            for (var j = 0; j < 10; j++)
            {
                var y = Simulated.Uniform(random);
                square += Math.Pow(index.Query([y]) - plain.Query([y]), 2);
            }
        }

        // 300 draws of a mean square of about as many degrees of freedom: a deviation of 4% of the root, so six of them.
        Assert.Equal(expected, Math.Sqrt(square / 3000), 0.25 * expected);
    }

    [Fact]
    public void Answers_are_about_the_truth_and_as_far_as_they_say()
    {
        const int Draws = 1500;
        var random = RandomSource.Seeded(22);
        var rows = SimilarityExactTests.Rows(random, 50, 3, 0, 1);
        double[] y = [0.2, 0.9, 0.4];
        foreach (var sketch in SimilarityExactTests.Sketches(3))
        {
            foreach (var noise in new[] { sketch.Gaussian(0.1), sketch.Laplace(1) })
            {
                var exact = sketch.Of(Neighbour.Table(rows, 3));
                var truth = sketch.Index(exact, noise).Query(y);
                var deviation = sketch.Index(exact, noise).NoiseDeviation(y);
                double sum = 0, square = 0;
                for (var i = 0; i < Draws; i++)
                {
                    var off = sketch.Index(Simulated.Noisy(random, exact, sketch.Sensitivity.ScalesOf(noise)), noise).Query(y) - truth;
                    sum += off;
                    square += off * off;
                }

                // Twelve means of standard normal law, each beyond 6.6 deviations with probability 4e-11; variances of 1,500 draws, whose kurtosis is at most 6, to ten times 6%.
                Assert.InRange(sum / Math.Sqrt(Draws) / deviation, -6.6, 6.6);
                Assert.InRange(Math.Sqrt(square / Draws) / deviation, 0.8, 1.2);
            }
        }
    }

    [Fact]
    public void Noise_costs_at_most_what_is_asked()
    {
        foreach (var sketch in SimilarityExactTests.Sketches(4))
        {
            foreach (var relation in new[] { Neighbours.AddRemove, Neighbours.Replace })
            {
                Assert.InRange(sketch.Gaussian(0.03, relation).Loss.Price(relation).Rho!.Value.ToDouble(), 0.03 * 0.98, 0.03);
                Assert.InRange(sketch.Laplace(0.5, relation, rows: 3).Loss.Price(relation).Epsilon!.Value.ToDouble(), 0.5 * 0.99, 0.5);
            }
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(500)]
    public void Hardly_any_noise_costs_hardly_less_than_is_asked(int cost)
    {
        foreach (var sketch in SimilarityExactTests.Sketches(1))
        {
            Assert.InRange(sketch.Gaussian(cost).Loss.Price(Neighbours.AddRemove).Rho!.Value.ToDouble(), cost * 0.98, cost);
            Assert.InRange(sketch.Laplace(cost).Loss.Price(Neighbours.AddRemove).Epsilon!.Value.ToDouble(), cost * 0.99, cost);
        }
    }

    [Fact]
    public void The_deviation_of_an_answer_is_that_of_its_integers_wherever_the_query_lies()
    {
        double[][] queries = [[0.2, 0.9], [0, 1], [-0.7, 0.4], [1.8, -3], [double.NaN, 0.3], [double.NaN, 5], [40, -60]];
        foreach (var sketch in SimilarityExactTests.Sketches(2))
        {
            var noise = sketch.Gaussian(0.1);
            var none = sketch.Index(new Int128[sketch.Length], noise);
            var weights = sketch.Sensitivity.Weights.ToArray();
            var squares = new double[queries.Length];
            for (var i = 0; i < weights.Length; i++)
            {
                // An answer is linear in the integers.
                var one = new Int128[sketch.Length];
                one[i] = 1;
                var index = sketch.Index(one, noise);
                for (var q = 0; q < queries.Length; q++)
                {
                    squares[q] += Math.Pow((index.Query(queries[q]) - none.Query(queries[q])) * weights[i].ToDouble(), 2);
                }
            }

            Assert.All(queries.Zip(squares), p => Assert.Equal(1, none.NoiseDeviation(p.First) / (noise.Scale.ToDouble() * Math.Sqrt(p.Second)), 1e-6));
        }
    }

    [Fact]
    public void How_long_an_index_is_when_it_is_stored_is_known_before_anything_is_spent()
    {
        foreach (var sketch in SimilarityExactTests.Sketches(3))
        {
            using var stream = new MemoryStream();
            SimilarityExactTests.Exact(sketch, [[0.1, 0.2, 0.3]]).Write(stream);
            Assert.InRange(stream.Length - sketch.StoredBytes.Own - sketch.StoredBytes.Shared, 40, 120);
        }

        SimilaritySketch.CheckStored(700_000_000);
        Assert.Throws<BadInputException>(() => SimilaritySketch.CheckStored(700_000_001));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_index_is_released_and_stored(bool gaussian)
    {
        await using var ledger = new SimulatedLedger(seed: 23);
        var account = await ledger.AccountAsync(People);
        var rows = SimilarityExactTests.Rows(RandomSource.Seeded(24), 2000, 2, 0, 1);
        var table = new Sensitive<double[,]>(People, _ => ValueTask.FromResult(Neighbour.Table(rows, 2)));
        foreach (var sketch in SimilarityExactTests.Sketches(2))
        {
            var spend = gaussian ? account.SpendZcdp(0.5) : account.Spend(1);
            var release = await sketch.FitAsync(table, spend);
            var exact = SimilarityExactTests.Exact(sketch, rows);
            Assert.NotEqual(exact.Query([0.3, 0.6]), release.Value.Query([0.3, 0.6]));
            Assert.Equal(exact.Query([0.3, 0.6]), release.Value.Query([0.3, 0.6]), 8 * release.Value.NoiseDeviation([0.3, 0.6]));
            Assert.Equal(release.Value.Query([0.3, 0.6]), SimilarityIndex.Codec.Decode(SimilarityIndex.Codec.Encode(release.Value)).Query([0.3, 0.6]));
        }
    }

    [Fact]
    public void An_index_reads_back_and_damage_is_told()
    {
        var random = RandomSource.Seeded(25);
        foreach (var sketch in SimilarityExactTests.Sketches(3))
        {
            var index = SimilarityExactTests.Exact(sketch, SimilarityExactTests.Rows(random, 30, 3, 0, 1));
            using var stream = new MemoryStream();
            index.Write(stream);
            var bytes = stream.ToArray();
            var read = SimilarityIndex.Read(new MemoryStream(bytes));
            foreach (var y in SimilarityExactTests.Rows(random, 20, 3, -1, 2))
            {
                Assert.Equal(index.Query(y), read.Query(y));
                Assert.Equal(index.NoiseDeviation(y), read.NoiseDeviation(y));
            }

            Assert.Equal((index.Count, index.CountDeviation, index.IsDistance), (read.Count, read.CountDeviation, read.IsDistance));
            for (var i = 0; i < 400; i++)
            {
                Assert.Throws<BadInputException>(() => SimilarityIndex.Read(new MemoryStream(bytes[..(int)random.NextBelow((ulong)bytes.Length)])));

                // A flipped bit gives another index or a refusal, and never anything else.
                var damaged = (byte[])bytes.Clone();
                damaged[(int)random.NextBelow((ulong)Math.Min(bytes.Length, 200))] ^= (byte)(1 << (int)random.NextBelow(8));
                try
                {
                    _ = SimilarityIndex.Read(new MemoryStream(damaged)).Query(new double[SimilarityIndex.Read(new MemoryStream(damaged)).Columns]);
                }
                catch (BadInputException)
                {
                }
            }
        }
    }

    [Fact]
    public void Averages_are_refused_where_too_few_rows_are_known()
    {
        var sketch = SimilaritySketch.Kernel(SimilarityKernel.Gaussian(1), 1, 8);
        Assert.Null(SimilarityExactTests.Exact(sketch, [[0], [0]]).Average([0]));
        Assert.Equal(1, SimilarityExactTests.Exact(sketch, [.. Enumerable.Repeat(new[] { 0.0 }, 100)]).Average([0])!.Value, 1e-4);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<BadInputException>(() => SimilaritySketch.L1(0, 0, 1));
        Assert.Throws<BadInputException>(() => SimilaritySketch.L1(1, 1, 1));
        Assert.Throws<BadInputException>(() => SimilaritySketch.L1(1, 0, double.NaN));
        Assert.Throws<BadInputException>(() => SimilaritySketch.L1(1, 0, 1, 0));
        Assert.Throws<BadInputException>(() => SimilaritySketch.L1(16_384, 0, 1, 20));
        Assert.Throws<BadInputException>(() => SimilaritySketch.L2(1, 0, 1, projections: 12));
        Assert.Throws<BadInputException>(() => SimilaritySketch.L2(1, 0, 1, radius: -1));
        Assert.Throws<BadInputException>(() => SimilaritySketch.L2(1, 0, 1, radius: 1e-320));
        Assert.Throws<BadInputException>(() => SimilaritySketch.SquaredL2(1, 0));
        Assert.Throws<BadInputException>(() => SimilaritySketch.SquaredL2(1, 1e-190));
        Assert.Throws<BadInputException>(() => SimilaritySketch.SquaredL2(1, 1e150));
        Assert.Throws<BadInputException>(() => SimilaritySketch.SquaredL2(2, 1, [0]));
        Assert.Throws<BadInputException>(() => SimilaritySketch.Kernel(SimilarityKernel.Gaussian(1), 1, 12));
        Assert.Throws<BadInputException>(() => SimilarityKernel.Gaussian(0));
        Assert.Throws<BadInputException>(() => SimilarityKernel.Rational(1, 0));
        Assert.Throws<BadInputException>(() => new SimilarityClassifierSketch(SimilaritySketch.L1(1, 0, 1), 1));
        var sketch = SimilaritySketch.L1(1, 0, 1, 3);
        Assert.Throws<ArgumentException>(() => sketch.Of(new double[2, 2]));
        Assert.Throws<ArgumentException>(() => sketch.Index(new Int128[3], sketch.Gaussian(1)));
        Assert.Throws<ArgumentException>(() => SimilarityExactTests.Exact(sketch, [[0.5]]).Query([0, 1]));
    }
}
