using System.Globalization;
using System.Text;

namespace Tacit;

/// <summary>A released table: named keys and named estimates. What the query verb answers with.</summary>
/// <param name="Keys">Names of the key columns, in order; may be empty.</param>
/// <param name="Values">Names of the value columns, in order.</param>
/// <param name="Rows">The rows; each has one text per key and one estimate, or null for "too few to say", per value.</param>
public sealed record Table(IReadOnlyList<string> Keys, IReadOnlyList<string> Values, IReadOnlyList<TableRow> Rows)
{
    /// <summary>The estimate in the row with these keys; null for "too few to say".</summary>
    /// <exception cref="KeyNotFoundException">No row has these keys or no column this name.</exception>
    public Estimate? this[string value, params ReadOnlySpan<string> keys]
    {
        get
        {
            var column = Values.ToList().IndexOf(value);
            foreach (var row in Rows)
            {
                if (column >= 0 && keys.SequenceEqual(row.Keys.ToArray()))
                {
                    return row.Values[column];
                }
            }

            throw new KeyNotFoundException($"The table has no value '{value}' for the keys ({string.Join(", ", keys.ToArray())}).");
        }
    }

    /// <summary>The table as aligned text.</summary>
    public override string ToString()
    {
        var lines = new List<string[]> { Keys.Concat(Values).ToArray() };
        lines.AddRange(Rows.Select(r => r.Keys.Concat(r.Values.Select(v => v?.ToString() ?? "too few to say")).ToArray()));
        var widths = Enumerable.Range(0, lines[0].Length).Select(i => lines.Max(l => l[i].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            for (var i = 0; i < line.Length; i++)
            {
                text.Append(i == 0 ? string.Empty : "  ").Append(i < Keys.Count ? line[i].PadRight(widths[i]) : line[i].PadLeft(widths[i]));
            }

            text.AppendLine();
        }

        return text.ToString().TrimEnd().ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>One row of a <see cref="Table"/>.</summary>
/// <param name="Keys">One text per key column.</param>
/// <param name="Values">One estimate per value column; null for "too few to say".</param>
public sealed record TableRow(IReadOnlyList<string> Keys, IReadOnlyList<Estimate?> Values);
