using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using Spectre.Console;
using Tacit.Cli.Output;

namespace Tacit.Cli.Query;

/// <summary>An answer on its way out: as a table, CSV, JSON, Parquet or Arrow, to standard output or to a file. A file that cannot be written is found when this is made, before anything is paid.</summary>
internal sealed class AnswerOutput : IDisposable
{
    private static readonly (string Ending, string Format)[] Endings = [(".csv", "csv"), (".json", "json"), (".parquet", "parquet"), (".arrow", "arrow")];

    private readonly string _format;
    private readonly string? _file;

    // Written beside the file, under a name of its own, and then moved: the file is the old one or the whole new one.
    private readonly string _part;

    public AnswerOutput(string format, string? file)
    {
        _format = format;
        _file = file;
        _part = $"{file}.{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4))}.part";
        if (file is null && format is "parquet" or "arrow")
        {
            throw new BadInputException($"{format} is written to a file: name one with --output. Nothing was spent.");
        }

        if (file is not null)
        {
            Begin(file);
        }
    }

    /// <summary>The format: what was said, else what the file's name ends in, else a table.</summary>
    /// <exception cref="BadInputException">They contradict each other.</exception>
    public static string Format(string? format, bool json, string? file)
    {
        var ending = Endings.FirstOrDefault(e => file?.EndsWith(e.Ending, StringComparison.OrdinalIgnoreCase) == true);
        var said = json ? "json" : format;
        return json && format is not (null or "json") ? throw new BadInputException($"--json and --format {format} contradict each other: give one of them. Nothing was spent.")
            : said is not null && ending.Format is { } other && said != other ? throw new BadInputException($"{(json ? "--json" : $"--format {said}")} contradicts the name {file}: leave it out, or name a file that does not end in {ending.Ending}. Nothing was spent.")
            : said ?? ending.Format ?? "table";
    }

    /// <summary>Writes the answer, and beside it, on standard error, what it cost, where the answer itself does not say so on the screen.</summary>
    /// <exception cref="UnwrittenAnswerException">The answer was paid and could not be written.</exception>
    public async Task WriteAsync(Release<Tacit.Table> release, Account account)
    {
        // What was paid is written, whatever was cancelled meanwhile.
        try
        {
            switch (_format)
            {
                case "table" when _file is null:
                    Show.Answer(AnsiConsole.Console, release);
                    return;
                case "table":
                    await TextAsync(release.ToString() + Environment.NewLine);
                    break;
                case "csv":
                    await TextAsync(Csv(release.Value));
                    break;
                case "json":
                    var answer = Json(release);
                    await AnswerReceipt.AddAsync(answer, release, account);
                    await TextAsync(answer.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + Environment.NewLine);
                    break;
                default:
                    Files(release);
                    break;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new UnwrittenAnswerException(_file, _part, release.Receipt, e);
        }

        if (_file is not null || _format != "json")
        {
            Console.Error.WriteLine(Show.Paid(release.Receipt));
        }
    }

    /// <summary>Takes away what was begun and not finished.</summary>
    public void Dispose()
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            File.Delete(_part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left of an attempt must not hide the error that is being told.
        }
    }

    private void Begin(string file)
    {
        var wrong = OutputFile.Fault(file);
        try
        {
            if (wrong is null)
            {
                new FileStream(_part, FileMode.CreateNew).Dispose();
            }
        }
        catch (UnauthorizedAccessException)
        {
            wrong = $"{file} cannot be written: nobody gave you leave to. Name another file.";
        }
        catch (IOException e)
        {
            wrong = $"{file} cannot be written: {OutputFile.Told(e, _part, file)}.";
        }

        if (wrong is not null)
        {
            throw new BadInputException($"{wrong} Nothing was spent.");
        }
    }

    /// <summary>The object that <c>--json</c> prints.</summary>
    public static JsonObject Json(Release<Tacit.Table> release)
    {
        var receipt = release.Receipt;
        var price = receipt.Loss.Price(receipt.Unit.Relation).ForGroupsOf(receipt.Unit.GroupSize);
        return new()
        {
            ["columns"] = new JsonArray([.. release.Value.Columns.Select(c => JsonValue.Create(c))]),
            ["rows"] = new JsonArray([.. release.Value.Rows.Select(r => (JsonNode)new JsonArray([.. release.Value.Cells(r).Select(Cell)]))]),
            ["loss"] = new JsonObject
            {
                ["epsilon"] = price.Epsilon?.ToDoubleUp(),
                ["rho"] = price.Rho?.ToDoubleUp(),
                ["delta"] = price.Delta.ToDoubleUp(),
                ["price"] = receipt.Price,
                ["expression"] = JsonNode.Parse(receipt.Loss.ToJson()),
            },
            ["left"] = receipt.Left,
            ["entry"] = receipt.Entry,
            ["repeated"] = receipt.IsRepeated,
            ["private"] = receipt.IsPrivate,
            ["unit"] = receipt.Unit.ToString(),
            ["mechanism"] = receipt.Mechanism,
            ["ledger"] = receipt.LedgerId,
            ["head"] = receipt.Head,
            ["derivation"] = receipt.Derivation is { } derivation ? JsonNode.Parse(derivation) : null,
        };
    }

    private static JsonNode? Cell((string? Key, Estimate? Value) cell) => cell switch
    {
        ({ } key, _) => JsonValue.Create(key),
        (_, { } e) => new JsonObject { ["value"] = Number(e.Value), ["low"] = Number(e.Low), ["high"] = Number(e.High), ["confidence"] = e.Confidence },
        _ => null,
    };

    // JSON has no infinities: an end that is not known is null.
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static string Csv(Tacit.Table table)
    {
        var text = new StringBuilder();
        var keys = Enumerable.Range(0, table.Columns.Count()).Select(p => (table.Order?[p] ?? p) < table.Keys.Count).ToArray();
        text.AppendJoin(',', table.Columns.SelectMany((c, i) => keys[i] ? [c] : new[] { c, c + "_low", c + "_high" }).Select(Quoted)).Append('\n');
        foreach (var row in table.Rows)
        {
            text.AppendJoin(',', table.Cells(row).SelectMany((c, i) => keys[i] ? [Quoted(c.Key!)] : c.Value is { } e ? [Text(e.Value), Text(e.Low), Text(e.High)] : new[] { string.Empty, string.Empty, string.Empty })).Append('\n');
        }

        return text.ToString();
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private async Task TextAsync(string text)
    {
        if (_file is null)
        {
            Console.Out.Write(text);
            return;
        }

        await File.WriteAllTextAsync(_part, text);
        File.Move(_part, _file, overwrite: true);
    }

    // The engine writes Parquet, with the metadata that Arrow's schema has.
    private void Files(Release<Tacit.Table> release)
    {
        if (_format == "parquet")
        {
            using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            AnswerTable.Load(connection, release.Value);
            using var batch = release.ToArrow();
            using var command = connection.CreateCommand();
            command.CommandText = $"COPY answer TO {Literal(_part)} (FORMAT parquet, USE_TMP_FILE false, KV_METADATA {{{string.Join(", ", batch.Schema.Metadata.Select(m => $"{Literal(m.Key)}: {Literal(m.Value)}"))}}})";
            command.ExecuteNonQuery();
        }
        else
        {
            using var file = File.Create(_part);
            release.WriteArrow(file);
        }

        File.Move(_part, _file!, overwrite: true);
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
