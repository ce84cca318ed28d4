using System.Globalization;
using System.Text.Json;
using Tacit.Audit;

namespace Tacit.Cli.Output;

/// <summary>Pairs of neighbouring inputs, from the command line or from a file of lines. Errors name the line, never what it says.</summary>
internal static class AuditInputs
{
    public static async Task<IReadOnlyList<NeighbourPair<JsonElement>>> ReadAsync(string? first, string? second, string? file, CancellationToken token)
    {
        if (file is null)
        {
            return first is null || second is null
                ? throw new BadInputException("An audit needs two neighbouring inputs: give --first and --second as JSON, or --pairs with a file.")
                : [new(Parse(first, "--first"), Parse(second, "--second"), "first and second")];
        }

        if (first is not null || second is not null)
        {
            throw new BadInputException("Give the inputs either with --first and --second or with --pairs.");
        }

        string[] lines;
        try
        {
            lines = await File.ReadAllLinesAsync(file, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file} cannot be read: {e.Message}");
        }

        var pairs = new List<NeighbourPair<JsonElement>>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
            {
                continue;
            }

            var place = string.Create(CultureInfo.InvariantCulture, $"Line {i + 1} of {file}");
            var pair = Parse(lines[i], place);
            if (pair.ValueKind != JsonValueKind.Object || !pair.TryGetProperty("first", out var a) || !pair.TryGetProperty("second", out var b))
            {
                throw new BadInputException($"{place} is not an object with 'first' and 'second'.");
            }

            pairs.Add(new(a, b, string.Create(CultureInfo.InvariantCulture, $"line {i + 1}")));
        }

        return pairs;
    }

    /// <summary>The pairs of a search among lists of the given records.</summary>
    public static IReadOnlyList<NeighbourPair<JsonElement>> Propose(string? records, string? relation, int mostRecords, ulong seed)
    {
        var neighbours = relation switch
        {
            "add-remove" => Neighbours.AddRemove,
            "replace" => Neighbours.Replace,
            _ => throw new BadInputException("A search needs the relation that the claim is for: give --relation add-remove or --relation replace."),
        };
        if (records is null || Parse(records, "--records") is not { ValueKind: JsonValueKind.Array } list)
        {
            throw new BadInputException("A search needs to know what a record may be: give --records a JSON list, such as [0,10] for values between 0 and 10.");
        }

        return [.. NeighbourProposals.Datasets([.. list.EnumerateArray().Select(r => r.GetRawText())], neighbours, mostRecords, seed: seed)
            .Select(p => (First: $"[{string.Join(',', p.First)}]", Second: $"[{string.Join(',', p.Second)}]"))
            .Select(p => new NeighbourPair<JsonElement>(Parse(p.First, "--records"), Parse(p.Second, "--records"), $"{p.First} and {p.Second}"))];
    }

    private static JsonElement Parse(string text, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new BadInputException($"{place} is not JSON. A text needs its quotation marks.");
        }
    }
}
