using System.Globalization;
using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Reporting;

/// <summary>How the rows of one unit may fall into the groups of a level: at most N in all, G groups, R in one.</summary>
internal sealed record RowSpread(BigInteger Rows, BigInteger Groups, BigInteger RowsPerGroup)
{
    /// <summary>The largest Σc² of counts c ≤ R with Σc ≤ N in at most G groups: as many full groups as there are rows for, and the rest in one more.</summary>
    public BigInteger Squares
    {
        get
        {
            var full = BigInteger.Min(Groups, Rows / RowsPerGroup);
            var rest = full < Groups ? Rows - (full * RowsPerGroup) : 0;
            return (full * RowsPerGroup * RowsPerGroup) + (rest * rest);
        }
    }

    /// <summary>The spread of rows over groups by keys.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="publicGroups">How many groups are answered, where they are public.</param>
    public static RowSpread? Of(UnitRows rows, IReadOnlyList<Term> keys, BigInteger? publicGroups)
    {
        var cap = rows.Cap is { } c && c.Keys.SequenceEqual(keys.Select(k => k.Identity)) ? c : null;

        // Where nothing else bounds the rows, a bound on the rows of a group and the number of groups do.
        if ((rows.Most ?? UnitRows.Times(cap?.Groups ?? publicGroups, cap?.RowsPerGroup)) is not { } most)
        {
            return null;
        }

        var groups = keys.All(k => k.IsSameForUnit) ? 1 : Least(most, cap?.Groups, publicGroups, rows.GroupsOf(keys));
        var inGroup = Least(most, cap?.RowsPerGroup, rows.Per >= 0 && keys.Any(k => k.Slot == rows.Per) ? rows.MostPerValue : null);
        return new(Least(most, groups * inGroup), groups, inGroup);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"one unit has at most {Rows} rows, in at most {Groups} groups, at most {RowsPerGroup} in one");

    private static BigInteger Least(params ReadOnlySpan<BigInteger?> bounds)
    {
        BigInteger? least = null;
        foreach (var bound in bounds)
        {
            least = bound is { } b && !(least <= b) ? b : least;
        }

        return least!.Value;
    }
}
