using Tacit.Randomness;
using Tacit.Statistics;

namespace Tacit.Studies.Similarity;

/// <summary>Private rows with classes, and public ones to test with. Features are principal components of a public split, each of variance one, and every row of length one.</summary>
internal sealed record ImageTask(double[,] Rows, int[] Labels, double[,] Tests, int[] TestLabels)
{
    private const int Columns = 64;
    private const int Public = 10_000;

    /// <summary>Fashion-MNIST: the first 10,000 images are public, the next are private.</summary>
    /// <param name="rows">How many private images, up to 50,000.</param>
    public static ImageTask Fashion(int rows)
    {
        var (cells, kinds) = FashionMnist.Read(isTest: false);
        var (tests, truth) = FashionMnist.Read(isTest: true);
        var whiten = Whitening(Slice(cells, 0, Public));
        return new(whiten(Slice(cells, Public, rows)), kinds[Public..(Public + rows)], whiten(tests), truth);
    }

    /// <summary>Ten round groups about random centres: for smoke.</summary>
    public static ImageTask Groups(int rows, RandomSource random)
    {
        double[][] centres = [.. Enumerable.Range(0, 10).Select(_ => Enumerable.Range(0, Columns).Select(_ => 0.5 * Generated.Normal(random)).ToArray())];
        (double[,], int[]) Draw(int count)
        {
            int[] groups = [.. Enumerable.Range(0, count).Select(_ => (int)random.NextBelow(10))];
            var table = new double[count, Columns];
            for (var i = 0; i < count; i++)
            {
                var norm = 0.0;
                for (var j = 0; j < Columns; j++)
                {
                    table[i, j] = centres[groups[i]][j] + Generated.Normal(random);
                    norm += table[i, j] * table[i, j];
                }

                for (var j = 0; j < Columns; j++)
                {
                    table[i, j] /= Math.Sqrt(norm);
                }
            }

            return (table, groups);
        }

        var (own, labels) = Draw(rows);
        var (tests, truth) = Draw(500);
        return new(own, labels, tests, truth);
    }

    private static double[,] Slice(double[,] table, int from, int count)
    {
        var slice = new double[count, Columns];
        Array.Copy(table, (long)from * Columns, slice, 0, (long)count * Columns);
        return slice;
    }

    // The components of public rows: their exact second moments, as noise that is far below a step of them.
    private static Func<double[,], double[,]> Whitening(double[,] rows)
    {
        var mean = new double[Columns];
        var centred = (double[,])rows.Clone();
        var count = rows.GetLength(0);
        for (var i = 0; i < rows.Length; i++)
        {
            mean[i % Columns] += rows[i / Columns, i % Columns] / count;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            centred[i / Columns, i % Columns] -= mean[i % Columns];
        }

        var components = new PrincipalComponents(Columns, 8, centred: false);
        var fit = components.From(components.Of(centred), components.Sensitivity.ScalesOf(components.Sensitivity.Gaussian(1_000_000)), 0.95)
            ?? throw new BadInputException("The public images have no components: they are all alike.");
        double[][] axes = [.. Enumerable.Range(0, Columns).Select(fit.Component)];

        // A little beyond the variance, so that directions without any are not blown up.
        double[] scales = [.. fit.Eigenvalues.Select(e => 1 / Math.Sqrt((Math.Max(0, e.Value) / count) + 0.002))];
        return table =>
        {
            var result = new double[table.GetLength(0), Columns];
            Parallel.For(0, table.GetLength(0), i =>
            {
                var norm = 0.0;
                for (var k = 0; k < Columns; k++)
                {
                    var sum = 0.0;
                    for (var j = 0; j < Columns; j++)
                    {
                        sum += (table[i, j] - mean[j]) * axes[k][j];
                    }

                    result[i, k] = sum * scales[k];
                    norm += result[i, k] * result[i, k];
                }

                for (var k = 0; k < Columns; k++)
                {
                    result[i, k] /= Math.Max(1e-12, Math.Sqrt(norm));
                }
            });
            return result;
        };
    }
}
