using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>One similarity sketch for each class of a public set: a row is in one class, so all together cost what one does (parallel composition).</summary>
/// <remarks>
/// Under add/remove a row moves the integers of its class by what it moves one sketch. Under replace it may leave one class and enter another: Δ1 is at most
/// twice that of add/remove, Δ2 √2 times, or what one sketch moves under replace where that is more. There is no training: a query goes to the class whose rows
/// are closest on average (Backurs et al. 2024).
/// </remarks>
public sealed class SimilarityClassifierSketch
{
    /// <summary>The most classes.</summary>
    public const int MostClasses = 10_000;

    /// <summary>A sketch for each class.</summary>
    /// <param name="one">The sketch of a class.</param>
    /// <param name="classes">How many classes there are, 2 to 10,000. Public: not those that happen to be in the data.</param>
    /// <exception cref="BadInputException">The number of classes cannot be used.</exception>
    public SimilarityClassifierSketch(SimilaritySketch one, int classes)
    {
        ArgumentNullException.ThrowIfNull(one);
        if (classes is < 2 or > MostClasses || (long)classes * one.Length > Array.MaxLength)
        {
            throw new BadInputException($"There are 2 to {MostClasses:N0} classes whose integers fit one array, but {classes} of {one.Length} integers were stated.");
        }

        (One, Classes) = (one, classes);
        var s = one.Sensitivity;
        var weights = new Rational[classes * one.Length];
        for (var c = 0; c < classes; c++)
        {
            s.Weights.CopyTo(weights.AsSpan(c * one.Length));
        }

        Sensitivity = new(
            weights, s.L1(Neighbours.AddRemove), s.L2(Neighbours.AddRemove),
            Rational.Max(s.L1(Neighbours.Replace), 2 * s.L1(Neighbours.AddRemove)),
            Rational.Max(s.L2(Neighbours.Replace), ((Rational)2).SqrtUp(40) * s.L2(Neighbours.AddRemove)),
            $"a row is in one of {classes} classes; {s.Words}");
    }

    /// <summary>The sketch of a class.</summary>
    public SimilaritySketch One { get; }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>Weights of the integers of all classes, one after the other, and how far one row moves them.</summary>
    public AggregateSensitivity Sensitivity { get; }

    /// <summary>The exact integers of a table. Raw: for whoever may see the rows.</summary>
    /// <param name="rows">[row, column].</param>
    /// <param name="labels">The class of each row, from zero on. A row of no class is in none.</param>
    /// <exception cref="ArgumentException">There are not as many labels as rows.</exception>
    public Int128[] Of(double[,] rows, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _ = RowTable.Cells(rows, One.Columns);
        if (labels.Length != rows.GetLength(0))
        {
            throw new ArgumentException("Every row needs a label.", nameof(labels));
        }

        var all = new Int128[Sensitivity.Weights.Length];
        for (var c = 0; c < Classes; c++)
        {
            var own = new double[labels.Count(c), One.Columns];
            long at = 0;
            for (var r = 0; r < labels.Length; r++)
            {
                if (labels[r] == c)
                {
                    Array.Copy(rows, (long)r * One.Columns, own, at, One.Columns);
                    at += One.Columns;
                }
            }

            One.Of(own).CopyTo(all.AsSpan(c * One.Length));
        }

        return all;
    }

    /// <summary>The classifier of released integers.</summary>
    /// <param name="released">What <see cref="Of"/> gives, with noise.</param>
    /// <param name="noise">The noise.</param>
    public SimilarityClassifier Classifier(ReadOnlySpan<Int128> released, IntegerNoise noise)
    {
        if (released.Length != Sensitivity.Weights.Length)
        {
            throw new ArgumentException($"There are {Sensitivity.Weights.Length} released integers.", nameof(released));
        }

        var indexes = new SimilarityIndex[Classes];
        for (var c = 0; c < Classes; c++)
        {
            indexes[c] = One.Index(released.Slice(c * One.Length, One.Length), noise);
        }

        return new(indexes);
    }

    /// <summary>Discrete Gaussian noise for all classes that costs at most ρ.</summary>
    /// <param name="rho">ρ.</param>
    /// <param name="relation">The relation of the account.</param>
    /// <param name="rows">The most rows of a unit.</param>
    public IntegerNoise Gaussian(Quantity rho, Neighbours relation = Neighbours.AddRemove, int rows = 1) => SimilaritySketch.Gaussian(Sensitivity.ForRows(rows), rho, relation);

    /// <summary>Discrete Laplace noise for all classes that costs at most ε.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="relation">The relation of the account.</param>
    /// <param name="rows">The most rows of a unit.</param>
    public IntegerNoise Laplace(Quantity epsilon, Neighbours relation = Neighbours.AddRemove, int rows = 1) => SimilaritySketch.Laplace(Sensitivity.ForRows(rows), epsilon, relation);

    /// <summary>Reserves, reads, draws and settles: the verb.</summary>
    /// <param name="table">Rows and their classes.</param>
    /// <param name="spend">Who pays and how much: ε for Laplace noise, ρ for Gaussian.</param>
    /// <param name="rowsPerUnit">The most rows of a unit: a declared fact.</param>
    /// <param name="token">Cancels. What was touched stays spent.</param>
    /// <exception cref="BadInputException">The spend gives neither ε nor ρ, or the classifier is too large for a ledger.</exception>
    /// <exception cref="BudgetExceededException">The account refuses. Nothing is spent.</exception>
    public Task<Release<SimilarityClassifier>> FitAsync(Sensitive<(double[,] Rows, int[] Labels)> table, Spend spend, int rowsPerUnit = 1, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        SimilaritySketch.CheckStored((Classes * One.StoredBytes.Own) + One.StoredBytes.Shared);
        var noise = SimilaritySketch.NoiseOf(Sensitivity.ForRows(rowsPerUnit), spend);
        return spend.RunAsync(
            "similarity classifier", noise.Loss,
            async (permit, cancel) =>
            {
                var (rows, labels) = await permit.OpenAsync(table, cancel).ConfigureAwait(false);
                return Classifier(permit.Draw(noise, Of(rows, labels), Sensitivity.Weights), noise);
            },
            SimilarityClassifier.Codec, token);
    }
}
