using System.Globalization;
using Tacit.Data;

namespace Tacit.PostgreSql.Opening;

/// <summary>One table on its way in: found, checked against what was declared, and staged as <c>s0</c>, <c>s1</c>, … with its declared columns already clipped.</summary>
internal sealed class Staging(Session session, TableFacts facts, string source, PrivacyUnit unit, int index)
{
    private readonly string? _key = facts.UnitPath.Count > 0 ? facts.UnitPath[0].Column : unit.Column;
    private IReadOnlyList<string> _referenced = [];
    private List<(string Name, string Type, string Full)> _present = [];
    private string _relation = string.Empty;
    private KeyColumns? _keys;

    public TableFacts Facts => facts;

    /// <summary>Finds the table with the columns that were declared and those of keys. No row is read.</summary>
    /// <param name="referenced">Columns that other tables refer to.</param>
    /// <param name="token">Cancels.</param>
    public async Task FindAsync(IReadOnlyList<string> referenced, CancellationToken token)
    {
        _referenced = referenced;
        var (schema, table) = Names.Parse(source);
        _present = await Catalog.ColumnsAsync(session, schema, table, token).ConfigureAwait(false);
        if (_present.Count == 0)
        {
            throw new BadInputException($"The database has no table {source} that the role may read. Names are compared letter by letter; a table outside the schema public is named schema.table.");
        }

        foreach (var name in facts.Columns.Select(c => c.Source).Prepend(_key).Concat(referenced).OfType<string>().Distinct())
        {
            if (!_present.Any(c => c.Name == name))
            {
                throw new BadInputException($"{source} has no column '{name}'. It has: {string.Join(", ", _present.Select(c => c.Name))}. Names are compared letter by letter.");
            }
        }

        _relation = $"{Names.Quoted(schema)}.{Names.Quoted(table)}";
    }

    /// <summary>The type of a column of keys that was found.</summary>
    public KeyType KeyTypeOf(string column)
    {
        var (_, type, full) = _present.Find(c => c.Name == column);
        return new(source, full, Catalog.KeyOf(type, full));
    }

    /// <summary>Checks the table, whose columns were found, and stages the declared ones, with what tells its unit as <c>k</c> and columns that other tables refer to as <c>g0</c>, <c>g1</c>, ….</summary>
    /// <param name="keys">What keys are; null for a table that is nobody's.</param>
    /// <param name="token">Cancels.</param>
    public async Task StageAsync(KeyColumns? keys, CancellationToken token)
    {
        _keys = keys;
        await CheckZonesAsync(token).ConfigureAwait(false);
        var sql = new PostgreSqlColumnSql(facts.Columns, _present.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal));
        await CheckCellsAsync(sql, token).ConfigureAwait(false);
        var clipped = facts.Columns.Where(c => c.Kind == ColumnKind.Number).Select(sql.IsClipped).ToArray();
        var columns = facts.Columns.Select(c => $"{sql.Prepared(c)} AS {c.Prepared}")
            .Append($"coalesce({(clipped.Length == 0 ? "false" : string.Join(" OR ", clipped))}, false) AS x");
        var names = (_key is null ? [] : new[] { $"{Key(sql, _key)} AS k" }).Concat(_referenced.Select((r, i) => string.Create(CultureInfo.InvariantCulture, $"{Key(sql, r)} AS g{i}")));
        await session.ExecuteAsync($"CREATE TEMPORARY TABLE s{index} AS SELECT {string.Join(", ", names.Concat(columns))} FROM {From(sql, _relation)}", $"could not read {source}", token).ConfigureAwait(false);
        await CheckReferencedAsync(token).ConfigureAwait(false);
    }

    /// <summary>Refuses a second row of a unit where the table was declared to have one; after units are known.</summary>
    public async Task CheckOnePerUnitAsync(CancellationToken token)
    {
        if (!facts.IsOnePerUnit || unit.Column is null)
        {
            return;
        }

        if (await RepeatedAsync("k", token).ConfigureAwait(false) is > 0 and var repeated)
        {
            throw DataErrors.NotOnePerUnit(source, unit, repeated);
        }
    }

    private string Key(PostgreSqlColumnSql sql, string column) => sql.Key(column, _keys![facts.Name, column]);

    // Read once for every row: the server would compute a repeated expression again.
    private static string From(PostgreSqlColumnSql sql, string relation) => sql.Read.Any()
        ? $"(SELECT source.*, {string.Join(", ", sql.Read)} FROM {relation} AS source OFFSET 0) AS read"
        : $"{relation} AS read";

    // A repeated key would give rows of one unit to another. It is never repaired: whichever row were kept, one unit would decide about another's rows.
    private async Task CheckReferencedAsync(CancellationToken token)
    {
        for (var i = 0; i < _referenced.Count; i++)
        {
            if (await RepeatedAsync(string.Create(CultureInfo.InvariantCulture, $"g{i}"), token).ConfigureAwait(false) is > 0 and var repeated)
            {
                throw DataErrors.RepeatedKey(source, _referenced[i], repeated);
            }
        }
    }

    private async Task<long> RepeatedAsync(string column, CancellationToken token) =>
        (await session.RowsAsync($"SELECT count({column}) - count(DISTINCT {column}) FROM s{index}", r => r.GetInt64(0), $"could not check {source}", token).ConfigureAwait(false))[0];

    private async Task CheckZonesAsync(CancellationToken token)
    {
        foreach (var column in facts.Columns.Where(c => c.Kind == ColumnKind.Time && c.Zone != "UTC"))
        {
            var known = await session.RowsAsync("SELECT count(*) FROM pg_timezone_names WHERE name = $1::text", r => r.GetInt64(0), "does not tell its time zones", token, column.Zone).ConfigureAwait(false);
            if (known[0] == 0)
            {
                throw new BadInputException($"There is no time zone '{column.Zone}', which '{facts.Name}' declares for '{column.Name}'. Name it as Europe/Berlin or UTC.");
            }
        }
    }

    // Rows of a table have no numbers: the owner is told the column and how many.
    private async Task CheckCellsAsync(PostgreSqlColumnSql sql, CancellationToken token)
    {
        var checks = facts.Columns.Where(c => c.Kind == ColumnKind.Number || c.Edges.Count > 0)
            .Select(c => (Column: c.Source, Bad: sql.IsNotNumber(c), Message: "is not a number"))
            .Concat(facts.Columns.Where(c => c.Kind == ColumnKind.Time)
                .Select(c => (Column: c.Source, Bad: sql.IsNotTime(c), Message: "is not a date or time as 2026-11-29, 2026-11-29 14:05:00 or 2026-11-29T14:05:00+01:00")))
            .DistinctBy(c => (c.Column, c.Message))
            .ToList();
        if (unit.Column is { } key && facts.UnitPath.Count == 0)
        {
            checks.Insert(0, (key, $"{sql.Text(key)} IS NULL", $"is empty, so the row has no {unit.Name} to protect"));
        }

        if (checks.Count == 0)
        {
            return;
        }

        var counts = (await session.RowsAsync(
            $"SELECT {string.Join(", ", checks.Select(c => $"count(*) FILTER (WHERE {c.Bad})"))} FROM {From(sql, _relation)}",
            r => Enumerable.Range(0, checks.Count).Select(r.GetInt64).ToArray(), $"could not read {source}", token).ConfigureAwait(false))[0];
        foreach (var ((column, _, message), count) in checks.Zip(counts))
        {
            if (count > 0)
            {
                throw DataErrors.BadCells(source, column, message, count);
            }
        }
    }
}
