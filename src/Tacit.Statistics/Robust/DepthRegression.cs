using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>Robust linear regression: coefficients are the more likely, the more rows would have to go before some tilt of the plane fits all the others better.</summary>
/// <remarks>
/// Guarantee: ε-differential privacy of bounded range ε, for add/remove or replace of one row as stated at construction. The depth of coefficients θ is the least
/// number of rows with (y − ⟨θ, x⟩)·⟨u, x⟩ ≥ 0 over public directions u (Rousseeuw and Hubert 1999, for all directions); one row moves it by at most one. Public
/// coefficients are drawn with weight e^(ε·depth/2) under replace and e^(ε·depth) under add/remove, where a row more lowers no depth. Signs are taken of
/// integers. There is no interval.
/// </remarks>
public sealed class DepthRegression
{
    /// <summary>Coefficients are counted in steps of 2^−16.</summary>
    public const int Steps = 1 << 16;

    private const long Widest = 1L << 40;
    private readonly long[][] _directions;
    private readonly long[][] _candidates;
    private readonly Rational _perRow;

    /// <summary>The mechanism on public coefficients between −<paramref name="most"/> and <paramref name="most"/>.</summary>
    /// <param name="columns">How many columns of x, 1 to 6; an intercept is a column of ones.</param>
    /// <param name="most">The largest coefficient. Public.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="candidates">How many public coefficient vectors at most: a grid for up to three columns, random ones for more.</param>
    /// <param name="directions">How many public directions; each is looked at from both sides.</param>
    /// <param name="seed">Of coefficients and directions. Public: chosen without the data.</param>
    /// <exception cref="BadInputException">A number cannot be used.</exception>
    public DepthRegression(int columns, double most, Quantity epsilon, Neighbours relation = Neighbours.AddRemove, int candidates = 8192, int directions = 64, ulong seed = 1)
    {
        if (columns is < 1 or > DepthMedian.MostColumns || candidates is < 2 or > 10_000_000 || directions is < 1 or > 100_000)
        {
            throw new BadInputException($"Depth is for 1 to {DepthMedian.MostColumns} columns, 2 to 10,000,000 candidates and 1 to 100,000 directions, but {columns}, {candidates} and {directions} were asked for.");
        }

        if (!(most > 0 && most * Steps >= 1 && most <= 1 << 20))
        {
            throw new BadInputException($"The largest coefficient lies between 2^−16 and 2^20, but was {most}.");
        }

        var price = epsilon.Positive("Epsilon");
        Columns = columns;
        var steps = (long)Math.Floor(most * Steps);
        _directions = PublicNet.Directions(columns, 2 * directions, seed, withOpposites: true);
        _candidates = PublicNet.Points(columns, -steps, steps, candidates, seed);
        _perRow = relation == Neighbours.Replace ? price / 2 : price;
        Loss = PrivacyLoss.Exponential(price, relation);
    }

    /// <summary>The number of columns of x.</summary>
    public int Columns { get; }

    /// <summary>The loss of one draw.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>Coefficients drawn from the mechanism.</summary>
    /// <param name="x">The columns of each row, integers within 2^40; beyond, they are clipped.</param>
    /// <param name="y">What is explained, of each row, in the same way.</param>
    /// <param name="random">The permit's source.</param>
    /// <exception cref="ArgumentException">x and y are not equally many.</exception>
    public double[] Draw(IReadOnlyList<long[]> x, IReadOnlyList<long> y, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Coefficients(CandidateLaw.Draw([.. Depths(x, y).Select(d => -d)], _perRow, random));
    }

    /// <summary>The first of the deepest coefficients: what is drawn without noise.</summary>
    /// <param name="x">The columns of each row.</param>
    /// <param name="y">What is explained, of each row.</param>
    public double[] Exact(IReadOnlyList<long[]> x, IReadOnlyList<long> y)
    {
        var depths = Depths(x, y);
        return Coefficients(Array.IndexOf(depths, depths.Max()));
    }

    /// <summary>The depth of each candidate. Raw: for audits, and for whoever may see the rows.</summary>
    /// <param name="x">The columns of each row.</param>
    /// <param name="y">What is explained, of each row.</param>
    public int[] Depths(IReadOnlyList<long[]> x, IReadOnlyList<long> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
        {
            throw new ArgumentException("There is one y for each row of x.", nameof(y));
        }

        var rows = x.Select(r => r.Select(v => Math.Clamp(v, -Widest, Widest)).ToArray()).ToArray();
        var sides = _directions.Select(u => new Signs(rows.Select(r => Sign(u, r)))).ToArray();
        var depths = new int[_candidates.Length];
        for (var c = 0; c < depths.Length; c++)
        {
            var candidate = _candidates[c];
            var residuals = new Signs(rows.Select((r, i) => (((Int128)Math.Clamp(y[i], -Widest, Widest) * Steps) - Product(candidate, r)).CompareTo(0)));
            depths[c] = sides.Min(residuals.Agreeing);
        }

        return depths;
    }

    private double[] Coefficients(int candidate) => [.. _candidates[candidate].Select(c => (double)c / Steps)];

    private static int Sign(long[] direction, long[] row) => Product(direction, row).CompareTo(0);

    private static Int128 Product(long[] a, long[] b)
    {
        Int128 sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (Int128)a[i] * b[i];
        }

        return sum;
    }

    // Signs of rows as bits: not negative, and not positive.
    private sealed class Signs
    {
        private readonly ulong[] _notNegative;
        private readonly ulong[] _notPositive;

        public Signs(IEnumerable<int> signs)
        {
            int[] all = [.. signs];
            (_notNegative, _notPositive) = (new ulong[(all.Length + 63) / 64], new ulong[(all.Length + 63) / 64]);
            for (var i = 0; i < all.Length; i++)
            {
                _notNegative[i / 64] |= all[i] >= 0 ? 1UL << (i % 64) : 0;
                _notPositive[i / 64] |= all[i] <= 0 ? 1UL << (i % 64) : 0;
            }
        }

        /// <summary>In how many rows the product of both is not negative.</summary>
        public int Agreeing(Signs other)
        {
            var count = 0;
            for (var i = 0; i < _notNegative.Length; i++)
            {
                count += System.Numerics.BitOperations.PopCount((_notNegative[i] & other._notNegative[i]) | (_notPositive[i] & other._notPositive[i]));
            }

            return count;
        }
    }
}
