using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Tacit.Data;

namespace Tacit.PostgreSql.Opening;

/// <summary>
/// Opens every table once, all in one snapshot: checks what was declared, maps units to integers, clips numbers to fixed point, gives each unit's rows a
/// secret random rank and keeps the first ones, in temporary tables.
/// </summary>
/// <remarks>
/// Everything about a prepared row is a function of its own unit's rows: the rank orders by a keyed hash of the unit and the row's own columns, never by a
/// position in the table, so removing one unit changes no other unit's rows.
/// </remarks>
/// <param name="session">Where the tables are made.</param>
/// <param name="declaration">What is prepared.</param>
/// <param name="progress">Is told the names of tables.</param>
/// <param name="token">Cancels.</param>
/// <param name="secret">For tests alone, which open neighbours apart: fresh in every opening, for each of the three purposes.</param>
internal sealed class Preparation(Session session, DataDeclaration declaration, IProgress<string>? progress, CancellationToken token, string? secret = null)
{
    private const int HashBytes = 16;
    private readonly PrivacyUnit _unit = declaration.Unit;

    // One key for each purpose: what one hash shows says nothing of another.
    private readonly string _order = secret ?? Secret();
    private readonly string _ranks = secret ?? Secret();
    private readonly string _units = secret ?? Secret();

    /// <summary>Prepares all tables and gives the hashes of units, where they are wanted.</summary>
    public async Task<(KeyKind? Units, IReadOnlyCollection<UInt128> Hashes)> RunAsync()
    {
        await ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE").ConfigureAwait(false);
        await session.ExecuteAsync(Functions.Sql, "does not take the functions of a session", token).ConfigureAwait(false);
        var tables = declaration.Tables.Select((t, i) => new Staging(session, t.Facts, t.Source, _unit, i)).ToArray();
        var referenced = tables.Select(s => tables.SelectMany(t => t.Facts.UnitPath.Take(1)).Where(step => step.Table == s.Facts.Name).Select(step => step.Key).Distinct(StringComparer.Ordinal).ToList()).ToArray();
        foreach (var (table, names) in tables.Zip(referenced))
        {
            await table.FindAsync(names, token).ConfigureAwait(false);
        }

        var keys = KeyColumns.Agree(_unit, [.. tables.Select(t => t.Facts)], (table, column) => tables.Single(t => t.Facts.Name == table).KeyTypeOf(column));
        foreach (var table in tables)
        {
            progress?.Report(table.Facts.Name);
            await table.StageAsync(keys, token).ConfigureAwait(false);
        }

        // Shorter paths first: where they lead, units are known.
        foreach (var i in Enumerable.Range(0, tables.Length).OrderBy(i => tables[i].Facts.UnitPath.Count))
        {
            if (tables[i].Facts.UnitPath is [var step, ..])
            {
                var parent = Array.FindIndex(tables, s => s.Facts.Name == step.Table);
                await FollowAsync(i, parent, referenced[parent].IndexOf(step.Key), tables[i].Facts, referenced[i].Count).ConfigureAwait(false);
            }

            await tables[i].CheckOnePerUnitAsync(token).ConfigureAwait(false);
            if (tables[i].Facts.IsReferenced)
            {
                await NumberRowsAsync(tables[i].Facts, i, referenced[i].Count).ConfigureAwait(false);
            }
        }

        await MakeUnitsAsync(tables.Length).ConfigureAwait(false);
        for (var i = 0; i < tables.Length; i++)
        {
            await PrepareAsync(tables[i].Facts, i).ConfigureAwait(false);
        }

        var hashes = _unit.Column is null ? [] : await CloseUnitsAsync().ConfigureAwait(false);
        for (var i = 0; i < declaration.PublicTables.Count; i++)
        {
            await PreparePublicAsync(declaration.PublicTables[i], i, tables.Length + i).ConfigureAwait(false);
        }

        await ExecuteAsync("COMMIT").ConfigureAwait(false);
        return (keys.Unit, hashes);
    }

    // Nobody's rows: no unit, no rank, nothing left out.
    private async Task PreparePublicAsync(DeclaredPublicTable table, int index, int staged)
    {
        progress?.Report(table.Facts.Name);
        var staging = new Staging(session, new(table.Facts.Name, table.Facts.Columns, 1, null, true), table.Source, PrivacyUnit.Row(), staged);
        await staging.FindAsync([], token).ConfigureAwait(false);
        await staging.StageAsync(null, token).ConfigureAwait(false);
        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"ALTER TABLE s{staged} RENAME TO p{index}; ALTER TABLE p{index} DROP COLUMN x; ANALYZE p{index}")).ConfigureAwait(false);
    }

    // Puts the unit of the parent's row in place of the key that names it. All of the parent's rows count, whichever of them are kept.
    private Task FollowAsync(int index, int parent, int key, TableFacts facts, int referenced)
    {
        var columns = string.Concat(Enumerable.Range(0, referenced).Select(i => string.Create(CultureInfo.InvariantCulture, $", s.g{i}"))
            .Concat(facts.Columns.Select(c => $", s.{c.Prepared}")).Concat(facts.Owner.Select(o => $", p.{RowKeyFacts.Own} AS {o}")));
        return InsteadAsync(index, string.Create(CultureInfo.InvariantCulture, $"SELECT p.k{columns}, s.x FROM s{index} s JOIN s{parent} p ON s.k = p.g{key}"));
    }

    // A number for each of a unit's rows, in a secret order of what the row itself holds. Keys are different in all rows, so no two change places: rows of other tables hang on them.
    private Task NumberRowsAsync(TableFacts facts, int index, int referenced)
    {
        var row = string.Join(", ", facts.Columns.Select(c => c.Prepared).Concat(Enumerable.Range(0, referenced).Select(i => string.Create(CultureInfo.InvariantCulture, $"g{i}"))).Concat(facts.Owner));
        var number = facts.IsOnePerUnit ? "1" : $"row_number() OVER (PARTITION BY k ORDER BY hash_record_extended(ROW({row}), hashtextextended(k, {_ranks})), {row})::integer";
        return InsteadAsync(index, string.Create(CultureInfo.InvariantCulture, $"SELECT *, {number} AS {RowKeyFacts.Own} FROM s{index}"));
    }

    private Task InsteadAsync(int index, string select) =>
        ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"CREATE TEMPORARY TABLE q AS {select}; DROP TABLE s{index}; ALTER TABLE q RENAME TO s{index}"));

    private Task MakeUnitsAsync(int tables)
    {
        // Numbers in a secret order, so that they say nothing about the order of keys.
        var keys = string.Join(" UNION ALL ", Enumerable.Range(0, tables).Select(i => $"SELECT k FROM s{i}"));
        return _unit.Column is null
            ? Task.CompletedTask
            : ExecuteAsync($"CREATE TEMPORARY TABLE unit AS SELECT k, row_number() OVER (ORDER BY hashtextextended(k, {_order}), k)::integer AS u FROM (SELECT DISTINCT k FROM ({keys}) AS q) AS q; ANALYZE unit");
    }

    private Task PrepareAsync(TableFacts facts, int index)
    {
        var columns = string.Concat(facts.Columns.Select(c => c.Prepared).Concat(facts.Owner).Select(c => ", " + c));
        if (_unit.Column is null)
        {
            return ExecuteAsync(
                $"CREATE TEMPORARY TABLE t{index} AS SELECT 0 AS u{columns}, 1 AS r FROM s{index}; "
                + $"CREATE TEMPORARY TABLE e{index} AS SELECT false AS bounded, x AS clipped FROM s{index}; DROP TABLE s{index}; ANALYZE t{index}");
        }

        var per = facts.RowsPer is { } category ? facts.Column(category).Prepared : null;
        var isKept = per is null || facts.Column(facts.RowsPer!).IsNullable;
        var known = isKept ? string.Empty : $" AND {per} IS NOT NULL";
        var parts = per is null ? "u" : $"u, {per}";
        var hash = facts.IsReferenced ? $" ORDER BY {RowKeyFacts.Own}" : columns.Length == 0 ? string.Empty : $" ORDER BY hash_record_extended(ROW({columns[2..]}), hashtextextended(k, {_ranks})){columns}";
        var number = facts.IsReferenced ? ", " + RowKeyFacts.Own : string.Empty;
        var rank = facts.IsOnePerUnit ? "1" : $"row_number() OVER (PARTITION BY {parts}{hash})::integer";
        var limit = facts.RowsPerUnit.ToString(CultureInfo.InvariantCulture);

        // Which values of a unit stay is decided by the unit and the value. A value that is missing and no key takes no place.
        var value = facts.ValuesPerUnit is null ? string.Empty : $", dense_rank() OVER (PARTITION BY u ORDER BY {(isKept ? string.Empty : $"{per} IS NULL, ")}hash_record_extended(ROW({per}), hashtextextended(k, {_ranks})), {per}) AS v";
        var (few, many) = facts.ValuesPerUnit is { } most ? (string.Create(CultureInfo.InvariantCulture, $" AND v <= {most}"), string.Create(CultureInfo.InvariantCulture, $" OR count(*) > {most}")) : (string.Empty, string.Empty);
        var rows = per is null ? $"SELECT k, count(*) AS n, bool_or(x) AS x FROM s{index} GROUP BY k" : $"SELECT k, count(*) AS n, bool_or(x) AS x FROM s{index}{(isKept ? string.Empty : $" WHERE {per} IS NOT NULL")} GROUP BY k, {per}";
        return ExecuteAsync(
            $"CREATE TEMPORARY TABLE t{index} AS SELECT u{columns}{number}, r FROM (SELECT u{columns}{number}, {rank} AS r{value} FROM s{index} JOIN unit USING (k)) AS q WHERE r <= {limit}{few}{known}; "
            + $"CREATE TEMPORARY TABLE e{index} AS SELECT max(n) > {limit}{many} AS bounded, bool_or(x) AS clipped FROM ({rows}) AS q GROUP BY k; DROP TABLE s{index}; ANALYZE t{index}");
    }

    // A hash for each unit that says nothing of others, for questions that must choose among its rows. The keys themselves go.
    private async Task<IReadOnlyCollection<UInt128>> CloseUnitsAsync()
    {
        await ExecuteAsync($"CREATE TEMPORARY TABLE units AS SELECT u, hashtextextended(k, {_units}) AS h FROM unit; ANALYZE units").ConfigureAwait(false);
        var hashes = declaration.ShardKey.IsEmpty ? [] : await session.RowsAsync(
            $"SELECT substring(sha256($1::bytea || convert_to(k, 'UTF8')) FOR {HashBytes}) FROM unit",
            r => BinaryPrimitives.ReadUInt128LittleEndian(r.GetFieldValue<byte[]>(0)), "could not be prepared", token, declaration.ShardKey.ToArray()).ConfigureAwait(false);
        await ExecuteAsync("DROP TABLE unit").ConfigureAwait(false);
        return hashes;
    }

    private Task ExecuteAsync(string sql) => session.ExecuteAsync(sql, "could not be prepared", token);

    private static string Secret() => string.Create(CultureInfo.InvariantCulture, $"'{BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(8))}'::bigint");
}
