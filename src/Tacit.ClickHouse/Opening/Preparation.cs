using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Tacit.Data;

namespace Tacit.ClickHouse.Opening;

/// <summary>
/// Opens every table once: checks what was declared, maps units to integers, clips numbers to fixed point, gives each unit's rows a secret random rank and
/// keeps the first ones, in temporary tables.
/// </summary>
/// <remarks>
/// Everything about a prepared row is a function of its own unit's rows: the rank orders by a keyed hash of the unit and the row's own columns, never by a
/// position in the table, so removing one unit changes no other unit's rows. The hash is SipHash under a key of 128 bits, one key for each purpose: what one
/// hash shows says nothing of another.
/// </remarks>
/// <param name="session">Where the tables are made.</param>
/// <param name="declaration">What is prepared.</param>
/// <param name="progress">Is told the names of tables.</param>
/// <param name="token">Cancels.</param>
/// <param name="secret">For tests alone, which open neighbours apart: fresh in every opening, for each of the three purposes.</param>
internal sealed class Preparation(Session session, DataDeclaration declaration, IProgress<string>? progress, CancellationToken token, string? secret = null)
{
    private const int HashBytes = 16;
    private const string Failed = "could not be prepared";
    private readonly PrivacyUnit _unit = declaration.Unit;
    private readonly string _order = secret ?? Secret();
    private readonly string _ranks = secret ?? Secret();
    private readonly string _units = secret ?? Secret();

    /// <summary>Prepares all tables and gives the hashes of units, where they are wanted.</summary>
    public async Task<(KeyKind? Units, IReadOnlyCollection<UInt128> Hashes)> RunAsync()
    {
        var tables = declaration.Tables.Select((t, i) => new Staging(session, t.Facts, t.Source, _unit, i)).ToArray();
        foreach (var table in tables)
        {
            var referenced = tables.SelectMany(t => t.Facts.UnitPath.Take(1)).Where(step => step.Table == table.Facts.Name).Select(step => step.Key).Distinct(StringComparer.Ordinal);
            await table.FindAsync([.. referenced], token).ConfigureAwait(false);
        }

        var keys = KeyColumns.Agree(_unit, [.. tables.Select(t => t.Facts)], (table, column) => tables.Single(t => t.Facts.Name == table).KeyTypeOf(column));
        foreach (var table in tables)
        {
            progress?.Report(table.Facts.Name);
            await table.StageAsync(keys, token).ConfigureAwait(false);
        }

        // Shorter paths first: where they lead, units are known.
        foreach (var table in tables.OrderBy(t => t.Facts.UnitPath.Count))
        {
            if (table.Facts.UnitPath is [var step, ..])
            {
                await table.FollowAsync(tables.Single(t => t.Facts.Name == step.Table), step.Key, token).ConfigureAwait(false);
            }

            await table.CheckOnePerUnitAsync(token).ConfigureAwait(false);
            if (table.Facts.IsReferenced)
            {
                await table.NumberRowsAsync(_ranks, token).ConfigureAwait(false);
            }
        }

        await MakeUnitsAsync(tables).ConfigureAwait(false);
        for (var i = 0; i < tables.Length; i++)
        {
            await PrepareAsync(tables[i], i.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
            await session.DropAsync(tables[i].Name, token).ConfigureAwait(false);
        }

        var hashes = _unit.Column is null ? [] : await CloseUnitsAsync().ConfigureAwait(false);
        for (var i = 0; i < declaration.PublicTables.Count; i++)
        {
            await PreparePublicAsync(declaration.PublicTables[i], i, tables.Length + i).ConfigureAwait(false);
        }

        return (keys.Unit, hashes);
    }

    // Nobody's rows: no unit, no rank, nothing left out. The zeros are for outer joins, which need an equality.
    private async Task PreparePublicAsync(DeclaredPublicTable table, int index, int staged)
    {
        progress?.Report(table.Facts.Name);
        var staging = new Staging(session, new(table.Facts.Name, table.Facts.Columns, 1, null, true), table.Source, PrivacyUnit.Row(), staged);
        await staging.FindAsync([], token).ConfigureAwait(false);
        await staging.StageAsync(null, token).ConfigureAwait(false);
        var columns = string.Join(", ", table.Facts.Columns.Select(c => $"s.{c.Prepared} AS {c.Prepared}").Append("toInt64(0) AS o"));
        await session.MakeAsync(string.Create(CultureInfo.InvariantCulture, $"p{index}"), "tuple()", $"SELECT {columns} FROM {staging.Name} AS s", Failed, token).ConfigureAwait(false);
        await session.DropAsync(staging.Name, token).ConfigureAwait(false);
    }

    private Task MakeUnitsAsync(Staging[] tables)
    {
        // Numbers in a secret order, so that they say nothing about the order of keys.
        var keys = string.Join(" UNION ALL ", tables.Select(t => $"SELECT assumeNotNull(s.k) AS k FROM {t.Name} AS s WHERE s.k IS NOT NULL"));
        return _unit.Column is null
            ? Task.CompletedTask
            : session.MakeAsync("unit", "k", $"SELECT q.k AS k, toInt64(row_number() OVER (ORDER BY sipHash64Keyed({_order}, q.k), q.k)) AS u FROM (SELECT DISTINCT q.k AS k FROM ({keys}) AS q) AS q", Failed, token);
    }

    private async Task PrepareAsync(Staging table, string index)
    {
        var facts = table.Facts;
        string[] names = [.. facts.Columns.Select(c => c.Prepared), .. facts.Owner, .. facts.IsReferenced ? [RowKeyFacts.Own] : Array.Empty<string>()];
        var columns = string.Concat(names.Select(c => $", s.{c} AS {c}"));
        if (_unit.Column is null)
        {
            await session.MakeAsync("t" + index, "tuple()", $"SELECT toInt64(0) AS u{columns}, toInt64(1) AS r FROM {table.Name} AS s", Failed, token).ConfigureAwait(false);
            await session.MakeAsync("e" + index, "tuple()", $"SELECT toUInt8(0) AS bounded, s.x AS clipped FROM {table.Name} AS s", Failed, token).ConfigureAwait(false);
            return;
        }

        var per = facts.RowsPer is { } category ? facts.Column(category).Prepared : null;
        var isKept = per is null || facts.Column(facts.RowsPer!).IsNullable;
        var known = isKept ? string.Empty : $" AND q.{per} IS NOT NULL";
        var parts = per is null ? "unit.u" : $"unit.u, s.{per}";
        var values = string.Concat(facts.Columns.Select(c => c.Prepared).Concat(facts.Owner).Select(c => $", s.{c}"));
        var order = facts.IsReferenced ? $"s.{RowKeyFacts.Own}" : $"sipHash64Keyed({_ranks}, tuple(s.k{values})){values}";
        var rank = facts.IsOnePerUnit ? "toInt64(1)" : $"toInt64(row_number() OVER (PARTITION BY {parts} ORDER BY {order}))";
        var limit = facts.RowsPerUnit.ToString(CultureInfo.InvariantCulture);
        var kept = string.Concat(names.Select(c => $", q.{c} AS {c}"));

        // Which values of a unit stay is decided by the unit and the value. A value that is missing and no key takes no place.
        var value = facts.ValuesPerUnit is null ? string.Empty : $", dense_rank() OVER (PARTITION BY unit.u ORDER BY {(isKept ? string.Empty : $"isNull(s.{per}), ")}sipHash64Keyed({_ranks}, tuple(s.k, s.{per})), s.{per}) AS v";
        var (few, many) = facts.ValuesPerUnit is { } most ? (string.Create(CultureInfo.InvariantCulture, $" AND q.v <= {most}"), string.Create(CultureInfo.InvariantCulture, $" OR count(*) > {most}")) : (string.Empty, string.Empty);
        await session.MakeAsync("t" + index, "u", $"SELECT q.u AS u{kept}, q.r AS r FROM (SELECT unit.u AS u{columns}, {rank} AS r{value} FROM {table.Name} AS s JOIN unit ON s.k = unit.k) AS q WHERE q.r <= {limit}{few}{known}", Failed, token).ConfigureAwait(false);
        var rows = $"SELECT s.k AS k, count(*) AS n, max(s.x) AS x FROM {table.Name} AS s{(isKept ? string.Empty : $" WHERE s.{per} IS NOT NULL")} GROUP BY s.k{(per is null ? string.Empty : $", s.{per}")}";
        await session.MakeAsync("e" + index, "tuple()", $"SELECT toUInt8(max(q.n) > {limit}{many}) AS bounded, max(q.x) AS clipped FROM ({rows}) AS q GROUP BY q.k", Failed, token).ConfigureAwait(false);
    }

    // A hash for each unit that says nothing of others, for questions that must choose among its rows. The keys themselves go.
    private async Task<IReadOnlyCollection<UInt128>> CloseUnitsAsync()
    {
        await session.MakeAsync("units", "u", $"SELECT unit.u AS u, sipHash64Keyed({_units}, unit.k) AS h FROM unit", Failed, token).ConfigureAwait(false);
        var hashes = declaration.ShardKey.IsEmpty ? [] : await session.RowsAsync(
            $"SELECT substring(hex(SHA256(concat(unhex('{Convert.ToHexString(declaration.ShardKey.Span)}'), unit.k))), 1, {2 * HashBytes}) FROM unit",
            r => UInt128.Parse(r.GetString(0), NumberStyles.HexNumber, CultureInfo.InvariantCulture), Failed, token).ConfigureAwait(false);
        await session.DropAsync("unit", token).ConfigureAwait(false);
        return hashes;
    }

    private static string Secret()
    {
        var bytes = RandomNumberGenerator.GetBytes(16);
        return string.Create(CultureInfo.InvariantCulture, $"(toUInt64({BinaryPrimitives.ReadUInt64LittleEndian(bytes)}), toUInt64({BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8))}))");
    }
}
