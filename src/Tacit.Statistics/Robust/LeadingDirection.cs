using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>The direction along which rows spread most, robustly: of public directions one is the likelier, the fewer rows would have to change for it to lead.</summary>
/// <remarks>
/// Guarantee: ε-differential privacy of bounded range ε, for add/remove or replace of one row as stated at construction. The spread along v is a robust mean of
/// the squares of ⟨v, x⟩, clipped to a public bound; with L_k and U_k what k changes can make of it, the score is min{k : U_k(v) ≥ max over w of L_k(w)}. What k
/// changes reach, k + 1 reach from a neighbour, so one row moves every score by at most one, and a direction is drawn with weight e^(−ε·score/2). There is no
/// interval.
/// </remarks>
public sealed class LeadingDirection
{
    private const long Widest = 1L << 30;
    private readonly IRobustEstimator _spread;
    private readonly Neighbours _relation;
    private readonly Rational _perChange;
    private readonly long[][] _directions;
    private readonly int _mostChanges;

    /// <summary>The mechanism over public directions.</summary>
    /// <param name="columns">How many columns, 1 to 6. Rows are centred: their middle is the origin.</param>
    /// <param name="bound">The largest projection that counts, in units of a column; at most 2^30. Public.</param>
    /// <param name="trim">The share of the smallest and of the largest squares that is left out of their mean, below one half.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="directions">How many public directions.</param>
    /// <param name="mostChanges">Where scores are capped. Public.</param>
    /// <param name="seed">Of the directions. Public: chosen without the data.</param>
    /// <exception cref="BadInputException">A number cannot be used.</exception>
    public LeadingDirection(int columns, long bound, Rational trim, Quantity epsilon, Neighbours relation, int directions = 256, int mostChanges = 200, ulong seed = 1)
    {
        if (columns is < 1 or > DepthMedian.MostColumns || directions is < 1 or > 100_000 || mostChanges is < 1 or > 10_000)
        {
            throw new BadInputException($"There are 1 to {DepthMedian.MostColumns} columns, 1 to 100,000 directions and 1 to 10,000 changes, but {columns}, {directions} and {mostChanges} were asked for.");
        }

        var price = epsilon.Positive("Epsilon");
        Bound = bound is >= 1 and <= Widest ? bound : throw new BadInputException($"The largest projection lies between 1 and 2^30, but was {bound}.");
        _spread = RobustEstimators.TrimmedMean(trim);
        (Columns, _relation, _perChange, _mostChanges) = (columns, relation, price / 2, mostChanges);
        _directions = PublicNet.Directions(columns, directions, seed, withOpposites: false);
        Loss = PrivacyLoss.Exponential(price, relation);
    }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The largest projection that counts.</summary>
    public long Bound { get; }

    /// <summary>The public directions, of length 1.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Directions => [.. Enumerable.Range(0, _directions.Length).Select(Unit)];

    /// <summary>The loss of one draw.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>A direction drawn from the mechanism, of length 1.</summary>
    /// <param name="rows">The rows, each with all columns, about a public or released middle.</param>
    /// <param name="random">The permit's source.</param>
    public double[] Draw(IReadOnlyList<long[]> rows, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Unit(CandidateLaw.Draw(Scores(rows), _perChange, random));
    }

    /// <summary>The first of the directions with the best score: what is drawn without noise.</summary>
    /// <param name="rows">The rows, each with all columns.</param>
    public double[] Exact(IReadOnlyList<long[]> rows)
    {
        var scores = Scores(rows);
        return Unit(Array.IndexOf(scores, scores.Min()));
    }

    /// <summary>How many rows would have to change for each direction to lead. Raw: for audits, and for whoever may see the rows.</summary>
    /// <param name="rows">The rows, each with all columns.</param>
    public int[] Scores(IReadOnlyList<long[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var squares = _directions.Select(v => new SortedRows([.. rows.Select(r => Square(v, r))], 0, Bound * Bound)).ToArray();
        var scores = new int[_directions.Length];
        Array.Fill(scores, _mostChanges);
        var (lows, highs) = (new long[scores.Length], new long[scores.Length]);
        Array.Fill(lows, long.MaxValue);
        for (var k = 0; k < _mostChanges && scores.Any(s => s == _mostChanges); k++)
        {
            for (var v = 0; v < scores.Length; v++)
            {
                var (low, high) = _spread.Reach(squares[v], k, _relation);
                (lows[v], highs[v]) = (Math.Min(lows[v], low), Math.Max(highs[v], high));
            }

            var leading = lows.Max();
            for (var v = 0; v < scores.Length; v++)
            {
                scores[v] = scores[v] == _mostChanges && highs[v] >= leading ? k : scores[v];
            }
        }

        return scores;
    }

    private long Square(long[] direction, long[] row)
    {
        Int128 sum = 0;
        for (var i = 0; i < direction.Length; i++)
        {
            sum += (Int128)direction[i] * row[i];
        }

        var along = (long)Int128.Min(Bound, Int128.Abs(sum) / PublicNet.Length);
        return along * along;
    }

    private double[] Unit(int direction)
    {
        var norm = Math.Sqrt(_directions[direction].Sum(x => (double)x * x));
        return [.. _directions[direction].Select(x => x / norm)];
    }
}
