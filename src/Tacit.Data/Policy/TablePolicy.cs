namespace Tacit.Data;

/// <summary>One table of a policy.</summary>
public sealed record TablePolicy
{
    /// <summary>The table's name in questions.</summary>
    public required string Name { get; init; }

    /// <summary>Its file: <c>.csv</c>, <c>.csv.gz</c>, <c>.parquet</c>, or <c>clinic.duckdb#labs</c>.</summary>
    public string? File { get; init; }

    /// <summary>In place of a file, the table of the source's database, as <c>schema.table</c>.</summary>
    public string? Table { get; init; }

    /// <summary>The declared columns; others do not exist.</summary>
    public required IReadOnlyList<ColumnPolicy> Columns { get; init; }

    /// <summary>Whether there is one row a unit; checked at opening.</summary>
    public bool? OnePerUnit { get; init; }

    /// <summary>How many rows of a unit are kept.</summary>
    public int? RowsPerUnit { get; init; }

    /// <summary>A category for each value of which the limit holds.</summary>
    public string? Per { get; init; }

    /// <summary>Of how many values of that category the rows of a unit are kept.</summary>
    public int? ValuesPerUnit { get; init; }

    /// <summary>Where the unit is found, when the table does not hold its column.</summary>
    public PathPolicy? Through { get; init; }

    /// <summary>The policy of a table with these facts.</summary>
    internal static TablePolicy FromFacts(TableFacts facts, string file) => new()
    {
        Name = facts.Name,
        File = file,
        Columns = [.. facts.Columns.Select(ColumnPolicy.FromFacts)],
        OnePerUnit = facts.IsOnePerUnit ? true : null,
        RowsPerUnit = facts.IsOnePerUnit ? null : facts.RowsPerUnit,
        Per = facts.RowsPer,
        ValuesPerUnit = facts.ValuesPerUnit,
        Through = facts.UnitPath is [var step, ..] ? new() { Column = step.Column, Table = step.Table, Key = step.Key } : null,
    };

    internal void Declare(TableBuilder table, string zone, PolicyPlace place)
    {
        foreach (var (column, i) in Columns.Select((c, i) => (c, i)))
        {
            place.Member("columns").Item(i).Try(() => column.Declare(table.Columns, zone));
        }

        if (OnePerUnit == true)
        {
            place.Member("onePerUnit").Refuse(RowsPerUnit is not null || Per is not null || ValuesPerUnit is not null, "A table with one row a unit has no 'rowsPerUnit', no 'per' and no 'valuesPerUnit'.");
            table.OnePerUnit();
        }
        else if (RowsPerUnit is { } rows)
        {
            place.Member("rowsPerUnit").Try(() => table.AtMost(rows, Per, ValuesPerUnit));
        }
        else
        {
            place.Member("per").Refuse(Per is not null || ValuesPerUnit is not null, "'per' and 'valuesPerUnit' say more of the limit 'rowsPerUnit', which is missing.");
        }

        if (Through is { } path)
        {
            place.Member("through").Try(() => table.Through(path.Column, path.Table, path.Key));
        }
    }
}
