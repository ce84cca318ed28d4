using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>The middle of rows of several columns: a point is the more likely, the more rows lie on every side of it.</summary>
/// <remarks>
/// Guarantee: ε-differential privacy of bounded range ε, for add/remove or replace of one row as stated at construction. The depth of a point t is the least
/// number of rows x with ⟨u, x − t⟩ ≥ 0 over public directions u (Tukey 1975, for all directions); one row moves it by at most one whatever the directions are,
/// so few of them cost accuracy and never privacy. A public point is drawn with weight e^(ε·depth/2) under replace; under add/remove a row more lowers no
/// depth, and e^(ε·depth) already has the guarantee. There is no interval.
/// </remarks>
public sealed class DepthMedian
{
    /// <summary>The most columns.</summary>
    public const int MostColumns = 6;

    private const long Widest = 1L << 48;
    private readonly long[][] _directions;
    private readonly Rational _perRow;

    /// <summary>The mechanism on public points between <paramref name="low"/> and <paramref name="high"/> in every column.</summary>
    /// <param name="columns">How many columns, 1 to 6.</param>
    /// <param name="low">The lowest value of a column. Public; rows are clipped to it.</param>
    /// <param name="high">The highest. Public; rows are clipped to it.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="points">How many public points at most: a grid for up to three columns, random ones for more.</param>
    /// <param name="directions">How many public directions; each is looked at from both sides.</param>
    /// <param name="seed">Of points and directions. Public: chosen without the data.</param>
    /// <exception cref="BadInputException">A number cannot be used.</exception>
    public DepthMedian(int columns, long low, long high, Quantity epsilon, Neighbours relation = Neighbours.AddRemove, int points = 4096, int directions = 64, ulong seed = 1)
    {
        if (columns is < 1 or > MostColumns || points is < 2 or > 10_000_000 || directions is < 1 or > 100_000)
        {
            throw new BadInputException($"Depth is for 1 to {MostColumns} columns, 2 to 10,000,000 points and 1 to 100,000 directions, but {columns}, {points} and {directions} were asked for.");
        }

        if (low >= high || low < -Widest || high > Widest)
        {
            throw new BadInputException($"Columns go from a lower to a higher integer, both within 2^48, but were {low} and {high}.");
        }

        var price = epsilon.Positive("Epsilon");
        (Columns, Low, High) = (columns, low, high);
        _directions = PublicNet.Directions(columns, 2 * directions, seed, withOpposites: true);
        Points = PublicNet.Points(columns, low, high, points, seed);
        _perRow = relation == Neighbours.Replace ? price / 2 : price;
        Loss = PrivacyLoss.Exponential(price, relation);
    }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The lowest value of a column.</summary>
    public long Low { get; }

    /// <summary>The highest value of a column.</summary>
    public long High { get; }

    /// <summary>The public points, of which one is drawn.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Points { get; }

    /// <summary>The public directions, with their opposites.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Directions => _directions;

    /// <summary>The loss of one draw.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>A point drawn from the mechanism.</summary>
    /// <param name="rows">The rows, each with all columns.</param>
    /// <param name="random">The permit's source.</param>
    public IReadOnlyList<long> Draw(IReadOnlyList<long[]> rows, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Points[CandidateLaw.Draw([.. Depths(rows).Select(d => -d)], _perRow, random)];
    }

    /// <summary>The first of the deepest points: what is drawn without noise.</summary>
    /// <param name="rows">The rows, each with all columns.</param>
    public IReadOnlyList<long> Exact(IReadOnlyList<long[]> rows)
    {
        var depths = Depths(rows);
        return Points[Array.IndexOf(depths, depths.Max())];
    }

    /// <summary>The depth of each point. Raw: for audits, and for whoever may see the rows.</summary>
    /// <param name="rows">The rows, each with all columns.</param>
    public int[] Depths(IReadOnlyList<long[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var depths = new int[Points.Count];
        Array.Fill(depths, int.MaxValue);
        var along = new long[rows.Count];
        foreach (var direction in _directions)
        {
            for (var i = 0; i < along.Length; i++)
            {
                along[i] = Along(direction, rows[i]);
            }

            Array.Sort(along);
            for (var p = 0; p < depths.Length; p++)
            {
                depths[p] = Math.Min(depths[p], along.Length - Below(along, Along(direction, Points[p])));
            }
        }

        return depths;
    }

    // Exact: six products of at most 2^48 and 2^10.
    private long Along(long[] direction, IReadOnlyList<long> row)
    {
        var sum = 0L;
        for (var i = 0; i < direction.Length; i++)
        {
            sum += direction[i] * Math.Clamp(row[i], Low, High);
        }

        return sum;
    }

    private static int Below(long[] sorted, long value)
    {
        var (from, to) = (0, sorted.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = sorted[middle] < value ? (middle + 1, to) : (from, middle);
        }

        return from;
    }
}
