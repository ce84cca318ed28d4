using Tacit.Randomness;

namespace Tacit.Statistics.Tests.Similarity;

public sealed class SimilarityClassifierTests
{
    private static readonly Population People = new("people", PrivacyUnit.Row());

    public static TheoryData<SimilaritySketch> Sketches { get; } =
    [
        SimilaritySketch.Kernel(SimilarityKernel.Gaussian(1), 2, 128), SimilaritySketch.L1(2, -4, 4, 8),
        SimilaritySketch.L2(2, -4, 4, projections: 32, levels: 8), SimilaritySketch.SquaredL2(2, 6),
    ];

    [Theory]
    [MemberData(nameof(Sketches))]
    public async Task Groups_of_points_are_told_apart_with_noise(SimilaritySketch one)
    {
        await using var ledger = new SimulatedLedger(seed: 31);
        var account = await ledger.AccountAsync(People);
        var random = RandomSource.Seeded(32);
        var (rows, labels) = Data(random, 3000);
        var table = new Sensitive<(double[,], int[])>(People, _ => ValueTask.FromResult((Neighbour.Table(rows, 2), labels)));
        var sketch = new SimilarityClassifierSketch(one, 4);
        var release = await sketch.FitAsync(table, account.SpendZcdp(0.5));
        var (fresh, truth) = Data(random, 500);
        var predicted = release.Value.PredictBatch(Neighbour.Table(fresh, 2));
        Assert.InRange(predicted.Zip(truth).Count(p => p.First == p.Second), 480, 500);
        Assert.Equal(predicted[0], release.Value.Predict(fresh[0]));
        Assert.DoesNotContain(3, predicted);
        var stored = SimilarityClassifier.Codec.Decode(SimilarityClassifier.Codec.Encode(release.Value));
        Assert.Equal(predicted, stored.PredictBatch(Neighbour.Table(fresh, 2)));
    }

    [Fact]
    public void Each_class_has_what_its_rows_alone_give()
    {
        var random = RandomSource.Seeded(33);
        var (rows, labels) = Data(random, 200);
        (labels[0], labels[1]) = (-1, 99);
        var one = SimilaritySketch.L1(2, -4, 4, 6);
        var sketch = new SimilarityClassifierSketch(one, 4);
        var all = sketch.Of(Neighbour.Table(rows, 2), labels);
        for (var c = 0; c < 4; c++)
        {
            Assert.Equal(one.Of(Neighbour.Table([.. rows.Where((_, i) => labels[i] == c)], 2)), all[(c * one.Length)..((c + 1) * one.Length)]);
        }
    }

    // Three groups; nobody is of the fourth class.
    private static (double[][] Rows, int[] Labels) Data(RandomSource random, int count)
    {
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => (int)random.NextBelow(3))];
        double[][] centres = [[-2, 0], [2, 0], [0, 2.5]];
        return ([.. labels.Select(l => new[] { centres[l][0] + Simulated.Draw(random, true, 0.5), centres[l][1] + Simulated.Draw(random, true, 0.5) })], labels);
    }
}
