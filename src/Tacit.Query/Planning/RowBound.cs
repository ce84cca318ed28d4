using System.Globalization;
using Tacit.Numerics;
using Tacit.Query.Relations;

namespace Tacit.Query.Planning;

/// <summary>How a unit's rows may fall into groups: at most N in all, G groups, R in one group.</summary>
/// <remarks>
/// A vector of group counts moves by at most N in L1, and in L2 by the largest Σc² with Σc ≤ N, c ≤ R and at most G of them: ⌊N/R⌋ full groups and the rest.
/// </remarks>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct RowBound(long Rows, long Groups, long RowsPerGroup)
{
    public static RowBound Of(Relation relation, IReadOnlyList<Scalar> keys, long? publicGroups, GroupedQuery query)
    {
        var multiplicity = relation.Multiplicity;
        var rows = multiplicity.Rows ?? Multiplicity.Times(query.MaxGroups ?? publicGroups, query.MaxRowsPerGroup) ?? throw new BadInputException(
            "Nothing bounds how many rows of one unit this query has. Bound them: … WITH PRIVACY (max_groups = 3, max_rows_per_group = 10).");
        var groups = keys.All(k => k.Facts.IsUnitConstant) ? 1 : new[] { rows, query.MaxGroups, publicGroups, multiplicity.GroupsOf(keys) }.OfType<long>().Min();
        var inGroup = Math.Min(rows, query.MaxRowsPerGroup ?? long.MaxValue);
        if (multiplicity.PerSlot >= 0 && keys.OfType<Slot>().Any(k => k.Index == multiplicity.PerSlot))
        {
            inGroup = Math.Min(inGroup, multiplicity.PerRows);
        }

        rows = Math.Min(rows, Multiplicity.Times(groups, inGroup) ?? long.MaxValue);
        return new(Math.Max(1, rows), Math.Max(1, groups), Math.Max(1, inGroup));
    }

    public Rational L1 => Rows;

    public Rational L2
    {
        get
        {
            var full = Math.Min(Groups, Rows / RowsPerGroup);
            var rest = full < Groups ? Rows - (full * RowsPerGroup) : 0;
            Rational square = ((Rational)full * RowsPerGroup * RowsPerGroup) + ((Rational)rest * rest);
            return square.SqrtUp(40);
        }
    }

    public string Words(string unit) => Rows == 1
        ? $"one row a {unit}"
        : RowsPerGroup < Rows && Groups > 1
            ? string.Create(CultureInfo.InvariantCulture, $"at most {RowsPerGroup} rows of a {unit} in a group and {Rows} in all")
            : string.Create(CultureInfo.InvariantCulture, $"at most {Rows} rows a {unit}");
}
