using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using Spectre.Console;
using Tacit.Cli.Output;

namespace Tacit.Cli.Query;

/// <summary>An answer on its way out: as a table, CSV, JSON, Parquet or Arrow, to standard output or to a file.</summary>
internal sealed class AnswerOutput
{
    private readonly string _format;
    private readonly string? _file;

    public AnswerOutput(string format, string? file)
    {
        _format = format;
        _file = file;
        if (file is null && format is "parquet" or "arrow")
        {
            throw new BadInputException($"{format} is written to a file: name one with --output.");
        }
    }

    public async Task WriteAsync(Release<Tacit.Table> release, CancellationToken token)
    {
        switch (_format)
        {
            case "table" when _file is null:
                Show.Answer(AnsiConsole.Console, release);
                break;
            case "table":
                await TextAsync(release.ToString() + Environment.NewLine, token);
                break;
            case "csv":
                await TextAsync(Csv(release.Value), token);
                break;
            case "json":
                await TextAsync(Json(release).ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + Environment.NewLine, token);
                break;
            default:
                Files(release);
                break;
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

    private async Task TextAsync(string text, CancellationToken token)
    {
        if (_file is null)
        {
            Console.Out.Write(text);
            return;
        }

        var part = _file + ".part";
        await File.WriteAllTextAsync(part, text, token);
        File.Move(part, _file, overwrite: true);
    }

    // The engine writes Parquet.
    private void Files(Release<Tacit.Table> release)
    {
        var part = _file + ".part";
        if (_format == "parquet")
        {
            using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            AnswerTable.Load(connection, release.Value);
            using var command = connection.CreateCommand();
            command.CommandText = $"COPY answer TO '{part.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet)";
            command.ExecuteNonQuery();
        }
        else
        {
            using var file = File.Create(part);
            release.WriteArrow(file);
        }

        File.Move(part, _file!, overwrite: true);
    }
}
