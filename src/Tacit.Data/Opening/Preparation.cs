using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using DuckDB.NET.Data;

namespace Tacit.Data;

/// <summary>
/// Opens every table once: checks what was declared, maps units to integers, clips numbers to fixed point, gives each unit's rows a secret random
/// rank and keeps the first ones. Afterwards queries filter and sum integers.
/// </summary>
/// <remarks>
/// Everything about a prepared row is a function of its own unit's rows: the rank orders by a keyed hash of the unit and the row's own columns, never by a
/// position in the file, so removing one unit changes no other unit's rows.
/// </remarks>
/// <param name="engine">Where the tables are made.</param>
/// <param name="unit">Whose rows they are.</param>
/// <param name="progress">Is told the names of tables.</param>
/// <param name="token">Cancels.</param>
/// <param name="secret">For tests alone, which open neighbours apart: fresh in every opening.</param>
internal sealed class Preparation(Engine engine, PrivacyUnit unit, IProgress<string>? progress, CancellationToken token, ulong? secret = null)
{
    private readonly ulong _secret = secret ?? BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    public void Run(DataDeclaration declaration)
    {
        var (_, tables, publicTables) = declaration;
        var sources = tables.Select((t, i) => Source.Of(engine, t.Facts, t.Source, unit, i)).ToArray();
        var referenced = sources.Select(s => sources.SelectMany(t => t.Facts.UnitPath.Take(1)).Where(step => step.Table == s.Facts.Name).Select(step => step.Key).Distinct(StringComparer.Ordinal).ToList()).ToArray();
        foreach (var (source, names) in sources.Zip(referenced))
        {
            source.Find(names);
        }

        var keys = KeyColumns.Agree(unit, [.. tables.Select(t => t.Facts)], (table, column) => sources.Single(s => s.Facts.Name == table).KeyTypeOf(column));
        foreach (var source in sources)
        {
            progress?.Report(source.Facts.Name);
            source.Stage(keys, token);
        }

        // Shorter paths first: where they lead, units are known.
        foreach (var i in Enumerable.Range(0, sources.Length).OrderBy(i => sources[i].Facts.UnitPath.Count))
        {
            if (sources[i].Facts.UnitPath is [var step, ..])
            {
                var parent = Array.FindIndex(sources, s => s.Facts.Name == step.Table);
                Follow(i, parent, referenced[parent].IndexOf(step.Key), sources[i].Facts.Owner.Count > 0);
            }

            sources[i].CheckOnePerUnit();
            if (sources[i].Facts.IsReferenced)
            {
                NumberRows(sources[i].Facts, i, referenced[i].Count);
            }
        }

        MakeUnits(sources.Length);
        for (var i = 0; i < sources.Length; i++)
        {
            token.ThrowIfCancellationRequested();
            Prepare(sources[i].Facts, i);
        }

        if (unit.Column is not null)
        {
            // A hash for each unit that says nothing of others, for questions that must choose among its rows.
            Execute($"CREATE TABLE units AS SELECT u, hash({_secret}::UBIGINT, k, 'unit') AS h FROM unit");
            engine.Execute("DROP TABLE unit");
        }

        for (var i = 0; i < publicTables.Count; i++)
        {
            PreparePublic(publicTables[i].Facts, publicTables[i].Source, i, tables.Count + i);
        }

        engine.CloseToFiles();
    }

    // Nobody's rows: no unit, no rank, nothing left out.
    private void PreparePublic(PublicTableFacts facts, string path, int index, int staged)
    {
        progress?.Report(facts.Name);
        var source = Source.Of(engine, new(facts.Name, facts.Columns, 1, null, true), path, PrivacyUnit.Row(), staged);
        source.Find([]);
        source.Stage(null, token);
        Execute(string.Create(CultureInfo.InvariantCulture, $"ALTER TABLE s{staged} RENAME TO p{index}"));
        Execute(string.Create(CultureInfo.InvariantCulture, $"ALTER TABLE p{index} DROP COLUMN x"));
    }

    // Puts the unit of the parent's row in place of the key that names it. All of the parent's rows count, whichever of them are kept.
    private void Follow(int index, int parent, int key, bool isNumbered)
    {
        var owner = isNumbered ? $", p.{RowKeyFacts.Own} AS {RowKeyFacts.Owner}" : string.Empty;
        Instead(index, string.Create(CultureInfo.InvariantCulture, $"SELECT p.k{owner}, s.* EXCLUDE (k) FROM s{index} s JOIN s{parent} p ON s.k = p.g{key}"));
    }

    // A number for each of a unit's rows, in a secret order of what the row itself holds. Keys are different in all rows, so no two change places: rows of other tables hang on them.
    private void NumberRows(TableFacts facts, int index, int referenced)
    {
        var columns = facts.Columns.Select(c => c.Prepared).Concat(Enumerable.Range(0, referenced).Select(i => string.Create(CultureInfo.InvariantCulture, $"g{i}"))).Concat(facts.Owner);
        var row = string.Join(", ", columns);
        var number = facts.IsOnePerUnit ? "1" : $"row_number() OVER (PARTITION BY k ORDER BY hash({_secret}::UBIGINT, k, {row}), {row})::INTEGER";
        Instead(index, string.Create(CultureInfo.InvariantCulture, $"SELECT *, {number} AS {RowKeyFacts.Own} FROM s{index}"));
    }

    private void Instead(int index, string select)
    {
        Execute($"CREATE TABLE q AS {select}");
        Execute(string.Create(CultureInfo.InvariantCulture, $"DROP TABLE s{index}"));
        Execute(string.Create(CultureInfo.InvariantCulture, $"ALTER TABLE q RENAME TO s{index}"));
    }

    private void MakeUnits(int tables)
    {
        if (unit.Column is null)
        {
            return;
        }

        // Numbers in a secret order, so that they say nothing about the order of keys.
        var keys = string.Join(" UNION ALL ", Enumerable.Range(0, tables).Select(i => $"SELECT k FROM s{i}"));
        Execute($"CREATE TABLE unit AS SELECT k, row_number() OVER (ORDER BY hash({_secret}::UBIGINT, k), k)::INTEGER AS u FROM (SELECT DISTINCT k FROM ({keys}))");
    }

    private void Prepare(TableFacts facts, int index)
    {
        var columns = string.Concat(facts.Columns.Select(c => c.Prepared).Concat(facts.Owner).Select(c => ", " + c));
        if (unit.Column is null)
        {
            Execute($"CREATE TABLE t{index} AS SELECT 0 AS u{columns}, 1 AS r FROM s{index}");
            Execute($"CREATE TABLE e{index} AS SELECT false AS bounded, x AS clipped FROM s{index}");
        }
        else
        {
            var per = facts.RowsPer is { } category ? facts.Column(category).Prepared : null;
            var isKept = per is null || facts.Column(facts.RowsPer!).IsNullable;
            var known = isKept ? string.Empty : $" AND {per} IS NOT NULL";
            var parts = per is null ? "u" : $"u, {per}";
            var (order, number) = facts.IsReferenced ? (RowKeyFacts.Own, ", " + RowKeyFacts.Own) : ($"hash({_secret}::UBIGINT, k{columns}){columns}", string.Empty);
            var rank = facts.IsOnePerUnit ? "1" : $"row_number() OVER (PARTITION BY {parts} ORDER BY {order})::INTEGER";
            var limit = facts.RowsPerUnit.ToString(CultureInfo.InvariantCulture);

            // Which values of a unit stay is decided by the unit and the value. A value that is missing and no key takes no place.
            var value = facts.ValuesPerUnit is null ? string.Empty : $", dense_rank() OVER (PARTITION BY u ORDER BY {(isKept ? string.Empty : $"{per} IS NULL, ")}hash({_secret}::UBIGINT, k, {per}), {per}) AS v";
            var (few, many) = facts.ValuesPerUnit is { } most ? (string.Create(CultureInfo.InvariantCulture, $" AND v <= {most}"), string.Create(CultureInfo.InvariantCulture, $" OR count(*) > {most}")) : (string.Empty, string.Empty);

            // Numbers of a unit's rows, with the unit's in front: the engine filters a scan by a join of one column, not by one of two.
            var across = string.Concat(facts.Owner.Concat(facts.IsReferenced ? [RowKeyFacts.Own] : []).Select(n => $", (u::BIGINT << 32) + {n} AS {RowKeyFacts.Across}{n}"));
            Execute($"CREATE TABLE t{index} AS SELECT u{columns}{number}, r{across} FROM (SELECT u{columns}{number}, {rank} AS r{value} FROM s{index} JOIN unit USING (k)) WHERE r <= {limit}{few}{known}");
            var rows = per is null ? $"SELECT k, count(*) AS n, bool_or(x) AS x FROM s{index} GROUP BY k" : $"SELECT k, count(*) AS n, bool_or(x) AS x FROM s{index}{(isKept ? string.Empty : $" WHERE {per} IS NOT NULL")} GROUP BY k, {per}";
            Execute($"CREATE TABLE e{index} AS SELECT max(n) > {limit}{many} AS bounded, bool_or(x) AS clipped FROM ({rows}) GROUP BY k");
        }

        Execute($"DROP TABLE s{index}");
    }

    private void Execute(string sql)
    {
        try
        {
            engine.Execute(sql, token);
        }
        catch (DuckDBException)
        {
            throw new BadInputException("The data could not be prepared within the memory and disk that the engine may use. Free disk space; in code, raise Memory(…).");
        }
    }
}
