using System.Globalization;
using System.Text;

namespace Tacit;

/// <summary>A released table: named keys and named estimates. What the query verb answers with.</summary>
/// <param name="Keys">Names of the key columns, in order; may be empty.</param>
/// <param name="Values">Names of the value columns, in order.</param>
/// <param name="Rows">The rows; each has one text per key and one estimate, or null for "too few to say", per value.</param>
public sealed record Table(IReadOnlyList<string> Keys, IReadOnlyList<string> Values, IReadOnlyList<TableRow> Rows)
{
    /// <summary>
    /// The order in which the columns were asked for, as positions in keys followed by values; null where that is the order.
    /// </summary>
    public IReadOnlyList<int>? Order { get; init; }

    /// <summary>The names of all columns in the order in which they were asked for.</summary>
    public IEnumerable<string> Columns => Positions.Select(p => p < Keys.Count ? Keys[p] : Values[p - Keys.Count]);

    private IEnumerable<int> Positions => Order ?? Enumerable.Range(0, Keys.Count + Values.Count);

    /// <summary>The cells of a row in the order of <see cref="Columns"/>: a text for a key, else an estimate, or null for "too few to say".</summary>
    public IEnumerable<(string? Key, Estimate? Value)> Cells(TableRow row) =>
        Positions.Select(p => p < Keys.Count ? (row.Keys[p], (Estimate?)null) : (null, row.Values[p - Keys.Count]));

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
        var isKey = Positions.Select(p => p < Keys.Count).ToArray();
        var lines = new List<string[]> { Columns.ToArray() };
        lines.AddRange(Rows.Select(r => Cells(r).Select((c, i) => isKey[i] ? c.Key! : c.Value?.ToString() ?? "too few to say").ToArray()));
        var widths = Enumerable.Range(0, lines[0].Length).Select(i => lines.Max(l => l[i].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            for (var i = 0; i < line.Length; i++)
            {
                text.Append(i == 0 ? string.Empty : "  ").Append(isKey[i] ? line[i].PadRight(widths[i]) : line[i].PadLeft(widths[i]));
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
