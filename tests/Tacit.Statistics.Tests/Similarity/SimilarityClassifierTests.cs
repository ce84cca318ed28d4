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

    [Fact]
    public void Frequencies_of_classes_are_stored_once()
    {
        var (rows, labels) = Data(RandomSource.Seeded(34), 200);
        var one = SimilaritySketch.Kernel(SimilarityKernel.Gaussian(1), 2, 512);
        var sketch = new SimilarityClassifierSketch(one, 20);
        var classifier = sketch.Classifier(sketch.Of(Neighbour.Table(rows, 2), labels), sketch.Gaussian(1));
        var bytes = SimilarityClassifier.Codec.Encode(classifier);

        // 20 classes of 1,024 sums and one of 1,024 frequencies, in eight bytes and a third more for text.
        Assert.InRange(bytes.Length, 0, 21 * 1024 * 8 * 4 / 3 + 10_000);
        var stored = SimilarityClassifier.Codec.Decode(bytes);
        Assert.Equal(classifier.PredictBatch(Neighbour.Table(rows, 2)), stored.PredictBatch(Neighbour.Table(rows, 2)));
        Assert.Equal(classifier.Indexes.Select(i => i.Query([0.5, 1])), stored.Indexes.Select(i => i.Query([0.5, 1])));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("L1 1, L1 2")]
    [InlineData("L1 2, Kernel 2")]
    public void A_stored_classifier_of_nothing_or_of_unlike_indexes_is_refused(string which)
    {
        SimilaritySketch[] sketches = which switch
        {
            "[]" => [],
            "L1 1, L1 2" => [SimilaritySketch.L1(1, 0, 1, 2), SimilaritySketch.L1(2, 0, 1, 2)],
            _ => [SimilaritySketch.L1(2, 0, 1, 2), SimilaritySketch.Kernel(SimilarityKernel.Gaussian(1), 2, 8)],
        };
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var sketch in sketches)
            {
                SimilarityIndex.Codec.Write(json, sketch.Index(new Int128[sketch.Length], sketch.Gaussian(1)));
            }

            json.WriteEndArray();
        }

        Assert.Throws<BadInputException>(() => SimilarityClassifier.Codec.Decode(stream.ToArray()));
    }

    // Three groups; nobody is of the fourth class.
    private static (double[][] Rows, int[] Labels) Data(RandomSource random, int count)
    {
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => (int)random.NextBelow(3))];
        double[][] centres = [[-2, 0], [2, 0], [0, 2.5]];
        return ([.. labels.Select(l => new[] { centres[l][0] + Simulated.Draw(random, true, 0.5), centres[l][1] + Simulated.Draw(random, true, 0.5) })], labels);
    }
}
