using Tacit.Query;

namespace Tacit.AdoNet;

/// <summary>What a reader reads: columns with types, rows in memory, and the estimate behind a number.</summary>
internal sealed record ReaderTable(IReadOnlyList<(string Name, Type Type)> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    /// <summary>The estimate of a cell; null where it is no released number.</summary>
    public Func<int, int, Estimate?> EstimateAt { get; private init; } = (_, _) => null;

    /// <summary>The receipt of a released answer.</summary>
    public Receipt? Receipt { get; private init; }

    public static ReaderTable Of(CatalogueAnswer answer) => new(answer.Columns, answer.Rows);

    public static ReaderTable Of(QueryExplanation plan) => new([("plan", typeof(string))], [.. plan.Plan.Concat(plan.Facts.Select(f => $"relies on {f}")).Select(line => (IReadOnlyList<object?>)[line])]);

    public static ReaderTable Of(Release<Table> release, bool errorBars)
    {
        var table = release.Value;
        var names = table.Columns.ToArray();
        var isKey = Enumerable.Range(0, names.Length).Select(i => (table.Order?[i] ?? i) < table.Keys.Count).ToArray();
        var columns = new List<(string Name, Type Type)>();
        var from = new List<int>();
        for (var i = 0; i < names.Length; i++)
        {
            string[] parts = errorBars && !isKey[i] ? [names[i], names[i] + "_low", names[i] + "_high"] : [names[i]];
            columns.AddRange(parts.Select(p => (p, isKey[i] ? typeof(string) : typeof(double))));
            from.AddRange(parts.Select(_ => i));
        }

        var cells = table.Rows.Select(r => table.Cells(r).ToArray()).ToArray();
        return new(columns, [.. cells.Select(c => (IReadOnlyList<object?>)[.. Row(c, isKey, errorBars)])])
        {
            EstimateAt = (row, column) => cells[row][from[column]].Value,
            Receipt = release.Receipt,
        };
    }

    private static IEnumerable<object?> Row((string? Key, Estimate? Value)[] cells, bool[] isKey, bool errorBars)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (isKey[i])
            {
                yield return cells[i].Key;
                continue;
            }

            yield return cells[i].Value?.Value;
            if (errorBars)
            {
                yield return cells[i].Value?.Low;
                yield return cells[i].Value?.High;
            }
        }
    }
}
