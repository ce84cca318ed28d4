using Tacit.Data;

namespace Tacit.Query.Relations;

/// <summary>How many rows of a public table one row can meet.</summary>
internal static class PublicPartners
{
    /// <summary>The most partners of a row, counted in the public table beforehand; null where the conditions equate no column of it, so that nothing bounds them.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="table">The public table.</param>
    /// <param name="start">The first slot of its columns.</param>
    /// <param name="conditions">What must all hold of a pair.</param>
    public static long? MostOf(Dataset data, PublicScan table, int start, IEnumerable<Scalar> conditions)
    {
        var keys = conditions.Select(c => KeyOf(c, start)).OfType<(int Column, int? Digits)>().Distinct().Select(k => new PublicKey(table.Columns[k.Column].Name, k.Digits)).ToArray();
        return keys.Length == 0 ? null : data.PublicFanOut(table.Name, keys);
    }

    // A public column that equals something of the private row, or does so when rounded: rows with one value of it are counted beforehand.
    private static (int Column, int? Digits)? KeyOf(Scalar condition, int start)
    {
        if (condition is not Call { Operation: Operation.Equal } equal)
        {
            return null;
        }

        return Public(equal[0], equal[1]) ?? Public(equal[1], equal[0]);

        (int Column, int? Digits)? Public(Scalar one, Scalar other) => other.Slots.Any(s => s.Index >= start) ? null : one switch
        {
            // A constant stands on the grid of each category, so several values equal it: no value of theirs counts its rows.
            Slot { Storage: FixedStorage { Per: >= 0 } } when other is Literal => null,
            Slot slot when slot.Index >= start => (slot.Index - start, null),
            Call { Operation: Operation.Round } round when round[0] is Slot { Storage: FixedStorage { Per: < 0 } } slot && slot.Index >= start && round[1] is Literal { Value: double digits } && digits >= 0 => (slot.Index - start, (int)digits),
            _ => null,
        };
    }
}
