using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Tacit.Data;

/// <summary>One file on its way in: found, checked against what was declared, and staged with its declared columns already clipped.</summary>
internal sealed partial class Source
{
    private readonly Engine _engine;
    private readonly string _file;
    private readonly string _relation;
    private readonly bool _isText;
    private readonly PrivacyUnit _unit;
    private readonly int _index;
    private readonly string? _key;
    private IReadOnlyList<string> _referenced = [];
    private Dictionary<string, string> _types = [];
    private KeyColumns? _keys;

    private Source(Engine engine, TableFacts facts, string file, string relation, bool isText, PrivacyUnit unit, int index)
    {
        _engine = engine;
        Facts = facts;
        _file = file;
        _relation = relation;
        _isText = isText;
        _unit = unit;
        _index = index;
        _key = facts.UnitPath.Count > 0 ? facts.UnitPath[0].Column : unit.Column;
    }

    public TableFacts Facts { get; }

    /// <summary>What the engine selects from.</summary>
    public string Relation => _relation;

    public string FileName => Path.GetFileName(_file);

    /// <summary>Finds a file.</summary>
    /// <param name="engine">Reads it.</param>
    /// <param name="facts">What was declared.</param>
    /// <param name="path">Its path.</param>
    /// <param name="unit">Whose presence is protected.</param>
    /// <param name="index">Its number, which names it in the engine.</param>
    /// <param name="keepEmpty">Whether <c>""</c> in a text file is an empty text, and not missing as nothing at all is.</param>
    public static Source Of(Engine engine, TableFacts facts, string path, PrivacyUnit unit, int index, bool keepEmpty = false)
    {
        var parts = path.Split('#', 2);
        var file = Path.GetFullPath(parts[0]);
        if (!File.Exists(file))
        {
            throw new BadInputException($"The file of table '{facts.Name}' does not exist: {parts[0]}. Check the path; relative paths start at the policy's folder and its 'folder'; in code, at In(…) or the current folder.");
        }

        // The engine takes a path for a pattern: it could read other files as well, or instead.
        var matches = engine.Texts($"SELECT file FROM glob({Engine.Quote(file)})");
        if (matches.Any(m => Path.GetFullPath(m) != file))
        {
            throw new BadInputException($"The path of table '{facts.Name}' also matches other files, because of a '*', '?' or '[' in it: {parts[0]}. Rename the file or its folder.");
        }

        // Type and dialect sniffing would make the schema depend on the data: text files are read as text, with a fixed dialect.
        var quoted = Engine.Quote(file);
        if (file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase))
        {
            return new(engine, facts, file, TextFile.Relation(engine, facts, file, quoted, keepEmpty), true, unit, index);
        }

        if (file.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            return new(engine, facts, file, $"read_parquet({quoted}, hive_partitioning=false)", false, unit, index);
        }

        if (file.EndsWith(".duckdb", StringComparison.OrdinalIgnoreCase) && parts.Length == 2)
        {
            var source = new Source(engine, facts, file, $"f{index}.{Engine.Name(parts[1])}", false, unit, index);
            source.Try(() => engine.Execute($"ATTACH {quoted} AS f{index} (READ_ONLY)"), "is not a DuckDB file that this version reads");
            return source;
        }

        throw new BadInputException($"Tacit does not know the kind of {Path.GetFileName(file)}. Give a .csv, .csv.gz or .parquet file, or a table of a DuckDB file as clinic.duckdb#labs.");
    }

    /// <summary>Names and types of the file's columns. No value is read; text has no types.</summary>
    public List<(string Name, string Type)> Columns()
    {
        List<(string Name, string Type)> columns = [];
        Try(() => columns = _engine.Columns(_relation), _isText ? "cannot be read as comma-separated text with a header" : "cannot be read: it is damaged, of another kind, or lacks the named table");
        return columns;
    }

    /// <summary>Finds the columns that were declared and those of keys. No value is read.</summary>
    /// <param name="referenced">Columns that other tables refer to.</param>
    public void Find(IReadOnlyList<string> referenced)
    {
        _referenced = referenced;
        var present = Columns();
        foreach (var name in Facts.Columns.Select(c => c.Source).Prepend(_key).Concat(referenced).OfType<string>().Distinct())
        {
            if (!present.Any(c => c.Name == name))
            {
                throw new BadInputException($"{FileName} has no column '{name}'. {(_isText ? "Its first line must be the header." : $"It has: {string.Join(", ", present.Select(c => c.Name))}.")} Names are compared letter by letter.");
            }
        }

        _types = present.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal);
    }

    /// <summary>The type of a column of keys that was found.</summary>
    public KeyType KeyTypeOf(string column) => new(FileName, _types[column], DuckDbColumnSql.KindOf(_types[column])) { IsUntyped = _isText };

    /// <summary>Checks the file, whose columns were found, and stages the declared ones, with what tells its unit as <c>k</c> and columns that other tables refer to as <c>g0</c>, <c>g1</c>, ….</summary>
    /// <param name="keys">What keys are; null for a table that is nobody's.</param>
    /// <param name="token">Cancels.</param>
    public void Stage(KeyColumns? keys, CancellationToken token)
    {
        _keys = keys;
        CheckZones();
        var sql = new DuckDbColumnSql(Facts.Columns, _types);
        Check(sql, token);
        var clipped = Facts.Columns.Where(c => c.Kind == ColumnKind.Number).Select(sql.IsClipped).ToArray();
        var columns = Facts.Columns.Select(c => $"{sql.Prepared(c)} AS {c.Prepared}")
            .Append($"coalesce({(clipped.Length == 0 ? "false" : string.Join(" OR ", clipped))}, false) AS x");
        var names = (_key is null ? [] : new[] { $"{Key(sql, _key)} AS k" }).Concat(_referenced.Select((r, i) => string.Create(CultureInfo.InvariantCulture, $"{Key(sql, r)} AS g{i}")));
        Try(() => _engine.Execute($"CREATE TABLE s{_index} AS SELECT {string.Join(", ", names.Concat(columns))} FROM {_relation}", token), "could not be read to its end");
        CheckReferenced(sql, token);
        if (_relation.StartsWith('f'))
        {
            _engine.Execute($"DETACH f{_index}", token);
        }
    }

    /// <summary>Refuses a second row of a unit where the table was declared to have one; after units are known.</summary>
    public void CheckOnePerUnit()
    {
        if (!Facts.IsOnePerUnit || _unit.Column is null)
        {
            return;
        }

        long repeated = 0;
        Try(() => repeated = _engine.Scalar($"SELECT count(*) - count(DISTINCT k) FROM s{_index}"), "could not be checked within the memory and disk that the engine may use");
        if (repeated > 0)
        {
            throw DataErrors.NotOnePerUnit(FileName, _unit, repeated);
        }
    }

    // A repeated key would give rows of one unit to another. It is never repaired: whichever row were kept, one unit would decide about another's rows.
    private void CheckReferenced(DuckDbColumnSql sql, CancellationToken token)
    {
        for (var i = 0; i < _referenced.Count; i++)
        {
            long repeated = 0;
            var key = string.Create(CultureInfo.InvariantCulture, $"g{i}");
            Try(() => repeated = _engine.Scalar($"SELECT count({key}) - count(DISTINCT {key}) FROM s{_index}"), "could not be checked within the memory and disk that the engine may use");
            if (repeated > 0)
            {
                long row = 0;
                _engine.Execute("SET preserve_insertion_order=true", token);
                Try(() => row = _engine.Scalar($"SELECT min(n) FROM (SELECT n, g, row_number() OVER (PARTITION BY g ORDER BY n) AS m FROM (SELECT row_number() OVER () AS n, {Key(sql, _referenced[i])} AS g FROM {_relation})) WHERE g IS NOT NULL AND m > 1"), "could not be read to its end");
                throw DataErrors.RepeatedKey(FileName, _referenced[i], repeated, row);
            }
        }
    }

    private string Key(DuckDbColumnSql sql, string column) => sql.Key(column, KindOf(column));

    private KeyKind KindOf(string column) => _keys![Facts.Name, column];

    private void CheckZones()
    {
        foreach (var column in Facts.Columns.Where(c => c.Zone != ColumnFacts.Utc))
        {
            if (_engine.Scalar(TimeSql.IsZone(column.Zone)) == 0)
            {
                throw new BadInputException($"There is no time zone '{column.Zone}', which '{Facts.Name}' declares for '{column.Name}'. Name it as Europe/Berlin or UTC.");
            }
        }
    }

    // One pass counts what is wrong; only if something is, a second one finds the first row, for the owner.
    private void Check(DuckDbColumnSql sql, CancellationToken token)
    {
        var checks = Facts.Columns.Where(c => c.Kind == ColumnKind.Number || c.Edges.Count > 0)
            .Select(c => (Column: c.Source, Bad: sql.IsNotNumber(c), Message: "is not a number"))
            .Concat(Facts.Columns.Where(c => c.Kind == ColumnKind.Time)
                .Select(c => (Column: c.Source, Bad: sql.IsNotTime(c), Message: "is not a date or time as 2026-11-29, 2026-11-29 14:05:00 or 2026-11-29T14:05:00+01:00")))
            .DistinctBy(c => (c.Column, c.Message))
            .ToList();
        if (_isText)
        {
            checks.InsertRange(0, _referenced.Prepend(_key).OfType<string>().Distinct().Where(c => KindOf(c) != KeyKind.Text).Select(c => (c, sql.IsNotKey(c, KindOf(c)), NoKey(KindOf(c)))));
        }

        if (_unit.Column is { } unit && Facts.UnitPath.Count == 0)
        {
            checks.Insert(0, (unit, $"{sql.Text(unit)} IS NULL", $"is empty, so the row has no {_unit.Name} to protect"));
        }

        if (checks.Count == 0)
        {
            return;
        }

        token.ThrowIfCancellationRequested();
        long[] counts = [];
        Try(() => counts = _engine.Row($"SELECT {string.Join(", ", checks.Select(c => $"count(*) FILTER (WHERE {c.Item2})"))} FROM {_relation}"), "could not be read to its end");
        foreach (var ((column, bad, message), count) in checks.Zip(counts))
        {
            if (count > 0)
            {
                long row = 0;
                _engine.Execute("SET preserve_insertion_order=true", token);
                Try(() => row = _engine.Scalar($"SELECT min(n) FROM (SELECT row_number() OVER () AS n, {bad} AS bad FROM {_relation}) WHERE bad"), "could not be read to its end");
                throw DataErrors.BadCells(FileName, column, message, count, row);
            }
        }
    }

    // Another spelling of a number or a day is never repaired: whose a row is would depend on the other files. Of a UUID all spellings are one key.
    private static string NoKey(KeyKind kind) => kind switch
    {
        KeyKind.WholeNumber => "is no whole number as 7 or -12, without leading zeros, a plus or a point, which the keys of the other tables are",
        KeyKind.Uuid => "is no UUID, which the keys of the other tables are",
        _ => "is no date as 2026-11-29, which the keys of the other tables are",
    };

    // The engine's messages quote cells: none is passed on, save the line number of a malformed text file.
    public void Try(Action action, string otherwise) => Try(FileName, action, otherwise);

    public static void Try(string fileName, Action action, string otherwise)
    {
        try
        {
            action();
        }
        catch (DuckDBException e) when (e.ErrorType == DuckDBErrorType.OutOfMemory)
        {
            throw new BadInputException($"{fileName} could not be opened within the memory and disk that the engine may use. Free disk space; in code, raise Memory(…).");
        }
        catch (DuckDBException e)
        {
            var line = LineNumber().Match(e.Message);
            throw line.Success
                ? new($"{fileName}, line {line.Groups["line"].Value}: the file {otherwise}. Each line needs as many cells as the header, with commas between, closed quotation marks, and text in UTF-8.", $"{fileName}: the file {otherwise}.")
                : new BadInputException($"{fileName}: the file {otherwise}.");
        }
    }

    [GeneratedRegex(@"Line: (?<line>\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LineNumber();
}
