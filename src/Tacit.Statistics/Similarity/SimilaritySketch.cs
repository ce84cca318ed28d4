using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>
/// What of rows is summed, so that the noisy sums answer any number of queries Σₓ f(x, y) for a distance or a kernel f (Backurs, Lin, Mahabadi, Silwal and
/// Tarnawski, Efficiently Computing Similarities to Private Datasets, 2024).
/// </summary>
/// <remarks>
/// Public: bounds, bandwidth, depth, projections and frequencies are chosen without the data. Guarantee: whatever is done with noisy sums is post-processing,
/// so all queries together cost what one release does. A sketch makes integers (<see cref="Of"/>), states how far a row moves them (<see cref="Sensitivity"/>),
/// and reads them with noise (<see cref="Index"/>). Integers of two tables add up to those of both, so tables of any size can be taken in parts. A row decides
/// its own integers alone, bit by bit.
/// </remarks>
public abstract class SimilaritySketch
{
    /// <summary>The most columns of a table.</summary>
    public const int MostColumns = 16_384;

    private protected SimilaritySketch(int columns, bool isDistance, AggregateSensitivity sensitivity) =>
        (Columns, IsDistance, Sensitivity) = (columns, isDistance, sensitivity);

    /// <summary>How many columns a row has.</summary>
    public int Columns { get; }

    /// <summary>Whether f is a distance, so that less of it is closer, or a kernel.</summary>
    public bool IsDistance { get; }

    /// <summary>How many integers are released.</summary>
    public int Length => Sensitivity.Weights.Length;

    /// <summary>Weights of the integers and how far one row moves them.</summary>
    public AggregateSensitivity Sensitivity { get; }

    /// <summary>f(x, y) = Σ|xᵢ − yᵢ| over a public box, by a tree of counts and centred sums in each column.</summary>
    /// <param name="columns">Columns, 1 to 16,384.</param>
    /// <param name="low">The lowest value of a column; rows are clipped to it, and NaN counts as the middle. Queries may lie anywhere.</param>
    /// <param name="high">The highest.</param>
    /// <param name="levels">Depth of the trees, 1 to 20: a query errs by at most (high − low)/2^levels for each row in its leaf.</param>
    /// <param name="pure">Whether levels share the budget as Laplace noise wants it, rather than Gaussian.</param>
    /// <exception cref="BadInputException">A number cannot be used.</exception>
    public static SimilaritySketch L1(int columns, double low, double high, int levels = 14, bool pure = false) => new TreeSketch(columns, low, high, levels, pure);

    /// <summary>f(x, y) = ‖x − y‖₂ as the mean of |⟨g, x − y⟩| over public Gaussian vectors g, by one tree for each.</summary>
    /// <param name="columns">Columns, 1 to 16,384.</param>
    /// <param name="low">The lowest value of a column; rows are clipped to it, and NaN counts as the middle.</param>
    /// <param name="high">The highest.</param>
    /// <param name="radius">A public bound on the distance of most rows from the middle of the box, which trees then need not reach beyond 4 times; half of its diagonal unless given.</param>
    /// <param name="projections">How many vectors: a multiple of eight. Their number decides the relative error of a distance, √((π/2 − 1)/projections), and not the noise.</param>
    /// <param name="levels">Depth of the trees, 1 to 20.</param>
    /// <param name="pure">Whether levels share the budget as Laplace noise wants it.</param>
    /// <param name="seed">Of the vectors. Public.</param>
    /// <exception cref="BadInputException">A number cannot be used.</exception>
    public static SimilaritySketch L2(int columns, double low, double high, double? radius = null, int projections = 64, int levels = 14, bool pure = false, ulong seed = 1) =>
        new ProjectedSketch(columns, low, high, radius, projections, levels, pure, seed);

    /// <summary>f(x, y) = ‖x − y‖², from the number of rows, their sum and the sum of their squared lengths.</summary>
    /// <param name="columns">Columns, 1 to 16,384.</param>
    /// <param name="bound">The largest distance of a row from <paramref name="centre"/>; rows beyond are moved in.</param>
    /// <param name="centre">A public point, the origin unless given; NaN counts as its coordinate.</param>
    /// <exception cref="BadInputException">A number cannot be used.</exception>
    public static SimilaritySketch SquaredL2(int columns, double bound, double[]? centre = null) => new SquaredSketch(columns, bound, centre);

    /// <summary>A kernel, by random Fourier features: pairs of a cosine and a sine whose products have the kernel as their mean (Rahimi and Recht 2007).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="columns">Columns, 1 to 16,384. NaN counts as zero.</param>
    /// <param name="features">Pairs: a multiple of eight up to 65,536. A query errs by at most n/√(2·features), root mean square, and 2% more for rational kernels; noise does not grow with them.</param>
    /// <param name="seed">Of the frequencies. Public.</param>
    /// <exception cref="BadInputException">A number cannot be used.</exception>
    public static SimilaritySketch Kernel(SimilarityKernel kernel, int columns, int features = 512, ulong seed = 1) => new FeatureSketch(kernel, columns, features, seed);

    /// <summary>The exact integers of a table. Raw: for whoever may see the rows.</summary>
    /// <param name="rows">[row, column]. Any values: nothing throws because of one.</param>
    /// <exception cref="ArgumentException">The table has another number of columns.</exception>
    public abstract Int128[] Of(double[,] rows);

    /// <summary>The index of released integers.</summary>
    /// <param name="released">What <see cref="Of"/> gives, with noise.</param>
    /// <param name="noise">The noise.</param>
    public abstract SimilarityIndex Index(ReadOnlySpan<Int128> released, IntegerNoise noise);

    /// <summary>The error to expect of a query over so many rows.</summary>
    /// <param name="noise">The noise.</param>
    /// <param name="rows">A public or supposed number of rows.</param>
    public abstract SimilarityError ExpectedError(IntegerNoise noise, double rows);

    /// <summary>Discrete Gaussian noise that costs at most ρ. σ is rounded up by less than 1%, to few digits: exact noise is drawn fastest there.</summary>
    /// <param name="rho">ρ.</param>
    /// <param name="relation">The relation of the account.</param>
    /// <param name="rows">The most rows of a unit.</param>
    public IntegerNoise Gaussian(Quantity rho, Neighbours relation = Neighbours.AddRemove, int rows = 1) => Gaussian(Sensitivity.ForRows(rows), rho, relation);

    /// <summary>Discrete Laplace noise that costs at most ε. Its scale is rounded up likewise.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="relation">The relation of the account.</param>
    /// <param name="rows">The most rows of a unit.</param>
    public IntegerNoise Laplace(Quantity epsilon, Neighbours relation = Neighbours.AddRemove, int rows = 1) => Laplace(Sensitivity.ForRows(rows), epsilon, relation);

    /// <summary>Reserves, reads, draws and settles: the verb.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="spend">Who pays and how much: ε for Laplace noise, ρ for Gaussian.</param>
    /// <param name="rowsPerUnit">The most rows of a unit: a declared fact.</param>
    /// <param name="token">Cancels. What was touched stays spent.</param>
    /// <exception cref="BadInputException">The spend gives neither ε nor ρ, or the index is too large for a ledger.</exception>
    /// <exception cref="BudgetExceededException">The account refuses. Nothing is spent.</exception>
    public Task<Release<SimilarityIndex>> FitAsync(Sensitive<double[,]> rows, Spend spend, int rowsPerUnit = 1, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CheckStored(StoredBytes.Own + StoredBytes.Shared);
        var noise = NoiseOf(Sensitivity.ForRows(rowsPerUnit), spend);
        return spend.RunAsync(
            "similarity index", noise.Loss,
            async (permit, cancel) => Index(permit.Draw(noise, Of(await permit.OpenAsync(rows, cancel).ConfigureAwait(false)), Sensitivity.Weights), noise),
            SimilarityIndex.Codec, token);
    }

    internal static IntegerNoise NoiseOf(AggregateSensitivity sensitivity, Spend spend)
    {
        ArgumentNullException.ThrowIfNull(spend);
        var relation = spend.Account.Population.Unit.Relation;
        return spend.Rho is { } rho ? Gaussian(sensitivity, rho, relation)
            : spend.Epsilon is { } epsilon ? Laplace(sensitivity, epsilon, relation)
            : throw new BadInputException("A similarity index costs ε or ρ, and the spend gives neither. Nothing was spent.");
    }

    internal static IntegerNoise Gaussian(AggregateSensitivity sensitivity, Quantity rho, Neighbours relation)
    {
        var square = sensitivity.L2(relation) * sensitivity.L2(relation);
        var scale = Short((square / (2 * rho.Positive("Rho"))).SqrtUp(24));
        return sensitivity.Gaussian(square / (2 * scale * scale), relation);
    }

    internal static IntegerNoise Laplace(AggregateSensitivity sensitivity, Quantity epsilon, Neighbours relation)
    {
        var shift = sensitivity.L1(relation);
        return sensitivity.Laplace(shift / Short(shift / epsilon.Positive("Epsilon")), relation);
    }

    // To eight binary digits after the first, and whole from 256 on.
    private static Rational Short(Rational scale)
    {
        var digits = scale >= Rational.One ? -(int)scale.Floor().GetBitLength() : (int)(1 / scale).Floor().GetBitLength();
        return scale.RoundUp(Math.Max(0, 8 + digits));
    }

    /// <summary>How long an index is when it is stored, but for its head: of its own, and what the indexes of all classes share.</summary>
    internal abstract (long Own, long Shared) StoredBytes { get; }

    /// <summary>Refuses what no ledger stores as one answer, before it is paid for: text is a third longer, and SQLite holds 10⁹ bytes.</summary>
    internal static void CheckStored(long bytes)
    {
        if (bytes > 700_000_000)
        {
            throw new BadInputException($"The index would have {bytes:N0} bytes, and an answer that a ledger stores has at most 700,000,000. Nothing was spent. Take fewer levels, projections, features or classes.");
        }
    }

    internal static int CheckColumns(int columns) => columns is >= 1 and <= MostColumns
        ? columns
        : throw new BadInputException($"A table has 1 to {MostColumns:N0} columns, but {columns} were stated.");

    private protected ReadOnlySpan<Int128> Checked(ReadOnlySpan<Int128> released, IntegerNoise noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        return released.Length == Length ? released : throw new ArgumentException($"There are {Length} released integers.", nameof(released));
    }

    private protected static double DeviationOf(IntegerNoise noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        return new NoiseScale(noise.IsGaussian, noise.Scale.ToDoubleUp()).StandardDeviation;
    }
}
