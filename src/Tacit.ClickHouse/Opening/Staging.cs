using System.Globalization;
using Tacit.Data;

namespace Tacit.ClickHouse.Opening;

/// <summary>One table on its way in: found, read once into <c>w0</c>, <c>w1</c>, …, checked against what was declared, and staged as <c>s0</c>, <c>s1</c>, … with its declared columns clipped.</summary>
internal sealed class Staging(Session session, TableFacts facts, string source, PrivacyUnit unit, int index)
{
    private readonly string? _key = facts.UnitPath.Count > 0 ? facts.UnitPath[0].Column : unit.Column;
    private IReadOnlyList<string> _referenced = [];
    private List<(string Name, string Type)> _present = [];
    private string _relation = string.Empty;
    private KeyColumns? _keys;

    public TableFacts Facts => facts;

    /// <summary>The staged table.</summary>
    public string Name { get; private set; } = string.Create(CultureInfo.InvariantCulture, $"s{index}");

    /// <summary>Finds the table with the columns that were declared and those of keys. No row is read.</summary>
    /// <param name="referenced">Columns that other tables refer to.</param>
    /// <param name="token">Cancels.</param>
    public async Task FindAsync(IReadOnlyList<string> referenced, CancellationToken token)
    {
        _referenced = referenced;
        var (named, table) = Names.Parse(source);
        var database = named ?? session.Database;
        _present = await Catalog.ColumnsAsync(session, database, table, token).ConfigureAwait(false);
        if (_present.Count == 0)
        {
            throw new BadInputException($"The database has no table {source} that the user may see. Names are compared letter by letter; a table outside the connection's database is named database.table.");
        }

        foreach (var name in facts.Columns.Select(c => c.Source).Prepend(_key).Concat(referenced).OfType<string>().Distinct())
        {
            if (!_present.Any(c => c.Name == name))
            {
                throw new BadInputException($"{source} has no column '{name}'. It has: {string.Join(", ", _present.Select(c => c.Name))}. Names are compared letter by letter.");
            }
        }

        _relation = $"{Names.Quoted(database)}.{Names.Quoted(table)}";
    }

    /// <summary>The type of a column of keys that was found.</summary>
    public KeyType KeyTypeOf(string column)
    {
        var type = _present.Find(c => c.Name == column).Type;
        return new(source, type, Catalog.KeyOf(type));
    }

    /// <summary>Checks the table, whose columns were found, and stages the declared ones, with what tells its unit as <c>k</c> and columns that other tables refer to as <c>g0</c>, <c>g1</c>, ….</summary>
    /// <param name="keys">What keys are; null for a table that is nobody's.</param>
    /// <param name="token">Cancels.</param>
    public async Task StageAsync(KeyColumns? keys, CancellationToken token)
    {
        _keys = keys;
        await CheckZonesAsync(token).ConfigureAwait(false);
        var sql = new ClickHouseColumnSql(facts.Columns, _present.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal));
        var checks = Checks(sql);
        var clipped = facts.Columns.Where(c => c.Kind == ColumnKind.Number).Select(sql.IsClipped).ToArray();
        var columns = (_key is null ? [] : new[] { $"{Key(sql, _key)} AS k" })
            .Concat(_referenced.Select((r, i) => string.Create(CultureInfo.InvariantCulture, $"{Key(sql, r)} AS g{i}")))
            .Concat(facts.Columns.Select(c => $"{sql.Prepared(c)} AS {c.Prepared}"))
            .Append($"toUInt8(coalesce({(clipped.Length == 0 ? "0" : string.Join(" OR ", clipped))}, 0)) AS x")
            .ToArray();

        // Nothing holds the rows still between two statements: all that is said of a table is said of one reading.
        var copy = string.Create(CultureInfo.InvariantCulture, $"w{index}");
        await session.MakeAsync(copy, "tuple()", $"SELECT {string.Join(", ", sql.Read.DefaultIfEmpty("toUInt8(0) AS v"))} FROM {_relation} AS source", $"could not read {source}", token).ConfigureAwait(false);
        await CheckCellsAsync(checks, copy, token).ConfigureAwait(false);
        await session.MakeAsync(Name, "tuple()", $"SELECT {string.Join(", ", columns)} FROM {copy} AS read", $"could not read {source}", token).ConfigureAwait(false);
        await session.DropAsync(copy, token).ConfigureAwait(false);
        await CheckReferencedAsync(token).ConfigureAwait(false);
    }

    /// <summary>Puts the unit of the parent's row in place of the key that names it. All of the parent's rows count, whichever of them are kept.</summary>
    public async Task FollowAsync(Staging parent, string key, CancellationToken token)
    {
        var column = parent._referenced.ToList().IndexOf(key).ToString(CultureInfo.InvariantCulture);
        var columns = string.Concat(Row(false).Select(c => $", s.{c} AS {c}").Concat(facts.Owner.Select(o => $", p.{RowKeyFacts.Own} AS {o}")));
        await InsteadAsync("q", $"SELECT p.k AS k{columns}, s.x AS x FROM {Name} AS s JOIN {parent.Name} AS p ON s.k = p.g{column}", token).ConfigureAwait(false);
    }

    /// <summary>A number for each of a unit's rows, in a secret order of what the row itself holds. Keys are different in all rows, so no two change places: rows of other tables hang on them.</summary>
    public Task NumberRowsAsync(string secret, CancellationToken token)
    {
        var row = string.Join(", ", Row(true).Select(c => $"s.{c}"));
        var columns = string.Concat(Row(true).Select(c => $", s.{c} AS {c}"));
        var number = facts.IsOnePerUnit ? "toInt64(1)" : $"toInt64(row_number() OVER (PARTITION BY s.k ORDER BY sipHash64Keyed({secret}, tuple(s.k, {row})), {row}))";
        return InsteadAsync("m", $"SELECT s.k AS k{columns}, s.x AS x, {number} AS {RowKeyFacts.Own} FROM {Name} AS s", token);
    }

    private string Key(ClickHouseColumnSql sql, string column) => sql.Key(column, _keys![facts.Name, column]);

    // What a row holds beside its unit.
    private IEnumerable<string> Row(bool isOwned) =>
        _referenced.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"g{i}")).Concat(facts.Columns.Select(c => c.Prepared)).Concat(isOwned ? facts.Owner : []);

    private async Task InsteadAsync(string name, string select, CancellationToken token)
    {
        var staged = Name;
        Name = string.Create(CultureInfo.InvariantCulture, $"{name}{index}");
        await session.MakeAsync(Name, "tuple()", select, $"could not read {source}", token).ConfigureAwait(false);
        await session.DropAsync(staged, token).ConfigureAwait(false);
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
        (await session.RowsAsync($"SELECT toInt64(count({column})) - toInt64(count(DISTINCT {column})) FROM {Name}", r => r.GetInt64(0), $"could not check {source}", token).ConfigureAwait(false))[0];

    private async Task CheckZonesAsync(CancellationToken token)
    {
        foreach (var column in facts.Columns.Where(c => c.Kind == ColumnKind.Time && c.Zone != MomentSql.Utc && !_present.Exists(p => p.Name == c.Source && Catalog.IsDate(p.Type))))
        {
            var known = await session.RowsAsync($"SELECT toInt64(count(*)) FROM system.time_zones WHERE time_zone = {ClickHouseSpelling.Text(column.Zone)}", r => r.GetInt64(0), "does not tell its time zones", token).ConfigureAwait(false);
            if (known[0] == 0)
            {
                throw new BadInputException($"There is no time zone '{column.Zone}', which '{facts.Name}' declares for '{column.Name}'. Name it as Europe/Berlin or UTC.");
            }

            if (column.From < MomentSql.Zones.From || column.To > MomentSql.Zones.To)
            {
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                    $"'{facts.Name}' declares '{column.Name}' from {column.From:yyyy-MM-dd} to {column.To:yyyy-MM-dd} by the clock of {column.Zone}. ClickHouse knows clocks from {MomentSql.Zones.From:yyyy-MM-dd} to {MomentSql.Zones.To:yyyy-MM-dd}: declare less, or UTC."));
            }
        }
    }

    private List<(string Column, string Bad, string Message)> Checks(ClickHouseColumnSql sql)
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

        return checks;
    }

    // Rows of a table have no numbers: the owner is told the column and how many.
    private async Task CheckCellsAsync(List<(string Column, string Bad, string Message)> checks, string copy, CancellationToken token)
    {
        if (checks.Count == 0)
        {
            return;
        }

        var counts = (await session.RowsAsync(
            $"SELECT {string.Join(", ", checks.Select(c => $"toInt64(countIf({c.Bad}))"))} FROM {copy} AS read",
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
