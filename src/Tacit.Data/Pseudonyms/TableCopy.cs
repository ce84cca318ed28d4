using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Tacit.Data;

/// <summary>One table on its way from a file to a file with another column in the place of one: checked, then written whole or not at all.</summary>
/// <remarks>What replaces a key stands in the engine's table <c>map</c> (<c>c</c>, the canonical key as text; <c>id</c>). Rows are written in the order of the input: left to itself, a join would order them by a hash of their keys.</remarks>
internal sealed partial class TableCopy : IDisposable
{
    // Names that no column has: one named as a relation would be taken for it.
    private const string Row = "\"tacit row\"";
    private const string Map = "\"tacit map\"";
    private readonly Engine _engine;
    private readonly Source _source;
    private readonly PseudonymTable _table;
    private readonly List<(string Name, string Type)> _columns;
    private readonly string _output;

    private TableCopy(Engine engine, Source source, PseudonymTable table, List<(string Name, string Type)> columns, string output) =>
        (_engine, _source, _table, _columns, _output) = (engine, source, table, columns, output);

    public Engine Engine => _engine;

    private string From => $"{_source.Relation} {Row}";

    public string InputName => _source.FileName;

    /// <summary>A column, as statements name it.</summary>
    public static string Column(string name) => $"{Row}.{Engine.Name(name)}";

    /// <summary>Opens a table and looks at its columns; reads no row.</summary>
    /// <exception cref="BadInputException">The file, the column or the place of the output is not there, or not of a known kind.</exception>
    public static TableCopy Open(PseudonymTable table, string crosswalk, long memoryBytes, string? spillFolder)
    {
        var output = Path.GetFullPath(table.Output);
        _ = FormatOf(output);
        if (!Directory.Exists(Path.GetDirectoryName(output)))
        {
            throw new BadInputException($"The folder of the output does not exist: {Path.GetDirectoryName(output)}. Make it first.");
        }

        if (Directory.Exists(output) || new[] { table.Input.Split('#')[0], crosswalk }.Any(f => string.Equals(Target(f), Target(output), OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase)))
        {
            throw new BadInputException($"{table.Output} is the input, the crosswalk or a folder. Name another file for the output.");
        }

        var engine = Engine.Start(memoryBytes, spillFolder);
        try
        {
            // Numbers of rows are those of the file.
            engine.Execute("SET preserve_insertion_order=true");
            var source = Source.Of(engine, new(Path.GetFileName(table.Input), [], 1, null, true), table.Input, PrivacyUnit.Row(), 0, keepEmpty: true);
            var columns = source.Columns();
            if (columns.All(c => c.Name != table.Column))
            {
                throw new BadInputException($"{source.FileName} has no column '{table.Column}'. It has: {string.Join(", ", columns.Select(c => c.Name))}. Names are compared letter by letter.");
            }

            // The engine gives names that differ in letter case alone other ones, without a word.
            if (source.FileName.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)
                && columns.Select(c => c.Name).Except(engine.Texts($"SELECT name FROM parquet_schema({Engine.Quote(Path.GetFullPath(table.Input))})")).FirstOrDefault() is { } renamed)
            {
                throw new BadInputException($"{source.FileName} has columns whose names are the same, or differ in letter case alone; the engine calls one of them '{renamed}'. Rename it first.");
            }

            if (columns.FirstOrDefault(c => c.Name != table.Column && Unwritable().IsMatch(Quoted().Replace(c.Type, string.Empty))) is { Name: { } lossy, Type: var unwritable } && output.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
            {
                throw new BadInputException($"{source.FileName}, column '{lossy}': Parquet files cannot hold all values of type {unwritable} as they are. Name a .csv file for the output, or convert the column first.");
            }

            var type = columns.First(c => c.Name == table.Column).Type;
            return KeyColumn.IsKey(type)
                ? new(engine, source, table, columns, output)
                : throw new BadInputException($"{source.FileName}, column '{table.Column}': values of type {type} have no one spelling, so they are no keys. Keys are text, whole numbers, dates or UUIDs: convert the column first.");
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Counts rows, those without a key, and in which other columns the key itself stands.</summary>
    /// <exception cref="BadInputException">A cell is no key of its kind; its row is named.</exception>
    public PseudonymSummary Check(KeyColumn key, PseudonymKeyKind kind, CancellationToken token)
    {
        var others = _columns.Where(c => c.Name != _table.Column && KeyColumn.IsKey(c.Type)).Select(c => c.Name).ToList();
        var repeats = others.Select(o => $"count(*) FILTER (WHERE {KeyColumn.Text(Column(o))} = {KeyColumn.Text(Column(_table.Column))} AND NOT {key.IsMissing})");
        long[] counts = [];
        token.ThrowIfCancellationRequested();
        Try(() => counts = _engine.Row($"SELECT {string.Join(", ", repeats.Prepend($"count(*) FILTER (WHERE {key.IsBad})").Prepend($"count(*) FILTER (WHERE {key.IsMissing})").Prepend("count(*)"))} FROM {From}"));
        if (counts[2] > 0)
        {
            long row = 0;
            Try(() => row = _engine.Scalar($"SELECT min(n) FROM (SELECT row_number() OVER () AS n, {key.IsBad} AS bad FROM {From}) WHERE bad"));
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                $"{InputName}, row {row} (not counting the header), column '{_table.Column}': the key is not {KeyColumn.WordOf(kind)}. {counts[2]} such rows in all. Mend these rows{(kind == PseudonymKeyKind.Text ? string.Empty : ", or take the keys as text")}."));
        }

        return new(counts[0], counts[1], 0, 0, [.. others.Where((_, i) => counts[i + 3] > 0)]);
    }

    /// <summary>Makes the engine's table <c>d</c> of the different keys.</summary>
    public long Distinct(KeyColumn key, CancellationToken token)
    {
        Try(() => _engine.Execute($"CREATE TABLE d AS SELECT DISTINCT {key.Canonical} AS c FROM {From} WHERE {key.Canonical} IS NOT NULL", token));
        return _engine.Scalar("SELECT count(*) FROM d");
    }

    /// <summary>How many rows have a key that some different ones hold.</summary>
    public long RowsWith(KeyColumn key, string keys)
    {
        long rows = 0;
        Try(() => rows = _engine.Scalar($"SELECT count(*) FROM {From} WHERE {key.Canonical} IN ({keys})"));
        return rows;
    }

    /// <summary>Writes all rows, with what <c>map</c> says in the place of the key, in the order of the input.</summary>
    /// <param name="key">The key of a row.</param>
    /// <param name="type">The type of the written column.</param>
    /// <param name="isSecret">Whether the output is for its owner alone.</param>
    /// <param name="token">Cancels; nothing is written then.</param>
    public void Write(KeyColumn key, string type, bool isSecret, CancellationToken token)
    {
        var number = "row";
        while (_columns.Any(c => string.Equals(c.Name, number, StringComparison.OrdinalIgnoreCase)))
        {
            number += "_";
        }

        // A file that changes while it is read has keys that are not in the map: rather nothing than a row without its subject.
        var columns = _columns.Select(c => c.Name == _table.Column
            ? $"(CASE WHEN {key.Canonical} IS NULL THEN NULL WHEN {Map}.id IS NULL THEN error('changed') ELSE {Map}.id END)::{type} AS {Engine.Name(c.Name)}"
            : Column(c.Name));
        var select = $"SELECT {string.Join(", ", columns)} FROM (SELECT row_number() OVER () AS {Engine.Name(number)}, * FROM {_source.Relation}) {Row} LEFT JOIN map {Map} ON {Map}.c = {key.Canonical} ORDER BY {Column(number)}";
        var folder = Hidden(Path.GetDirectoryName(_output)!);
        try
        {
            var temporary = Path.Combine(folder, Path.GetFileName(_output));
            try
            {
                Copy($"COPY ({select}) TO {Engine.Quote(temporary)} ({FormatOf(_output)})", token);
            }
            catch (DuckDBException e)
            {
                throw new BadInputException(e.ErrorType == DuckDBErrorType.OutOfMemory
                    ? $"{_table.Output} could not be written within the memory and disk that the engine may use. Free disk space, or allow more memory."
                    : $"{_table.Output} could not be written: the disk is full, or {InputName} changed while it was read. Nothing was written.");
            }

            if (isSecret && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            using (var written = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite))
            {
                written.Flush(flushToDisk: true);
            }

            token.ThrowIfCancellationRequested();
            File.Move(temporary, _output, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{_table.Output} cannot be written: {e.Message}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose() => _engine.Dispose();

    // Every thread has buffers of its own: what is too much for several may be enough for one.
    private void Copy(string statement, CancellationToken token)
    {
        try
        {
            _engine.Execute(statement, token);
        }
        catch (DuckDBException e) when (e.ErrorType == DuckDBErrorType.OutOfMemory)
        {
            _engine.Execute("SET threads=1", token);
            _engine.Execute(statement, token);
        }
    }

    private static string FormatOf(string path) =>
        path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? "FORMAT parquet, COMPRESSION zstd"
        : path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase) ? "FORMAT csv, HEADER, COMPRESSION gzip"
        : path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? "FORMAT csv, HEADER, COMPRESSION none"
        : throw new BadInputException($"Tacit does not write files as {Path.GetFileName(path)}. Name a .csv, .csv.gz or .parquet file.");

    // Folders on the way may be links, too.
    private static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder)
        {
            return full;
        }

        var here = Path.Combine(Target(folder), Path.GetFileName(full));
        try
        {
            return File.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? Target(target.FullName) : here;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return here;
        }
    }

    // Beside the output, so that a rename is enough; for its owner alone, as what is half written may be secret.
    private static string Hidden(string folder)
    {
        var path = Path.Combine(folder, ".tacit-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        try
        {
            return Engine.OwnersDirectory(path).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"Nothing can be written in {folder}: {e.Message}");
        }
    }

    // Numbers of 128 bits become floating ones, intervals are cut to milliseconds, offsets of times and members of unions are lost.
    [GeneratedRegex(@"HUGEINT|INTERVAL|TIME WITH TIME ZONE|UNION\(", RegexOptions.CultureInvariant)]
    private static partial Regex Unwritable();

    // Names of fields and members of lists of words.
    [GeneratedRegex(@"'[^']*'|""[^""]*""", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    private void Try(Action action) => _source.Try(action, "could not be read to its end");
}
