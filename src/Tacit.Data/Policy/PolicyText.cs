using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tacit.Data;

/// <summary>The text of a policy: read once for the place of everything and for what is to be filled in, then as what it means.</summary>
internal static class PolicyText
{
    /// <summary>What stands where an owner has to say something.</summary>
    public const string ToFillIn = "?";

    private const int Largest = 16 << 20;
    private const int MostTold = 50;

    public static PrivacyPolicy Read(byte[] bytes, string file)
    {
        if (bytes.Length > Largest)
        {
            throw new BadInputException($"{file} is longer than 16 MiB, which no policy is.");
        }

        var text = bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
        if (!System.Text.Unicode.Utf8.IsValid(text.Span))
        {
            throw new BadInputException($"{file} is not text in UTF-8.");
        }

        try
        {
            var positions = new Dictionary<string, (int Line, int Position)>(StringComparer.Ordinal);
            var missing = Scan(text.Span, positions);
            var root = new PolicyPlace(file, "$", positions);
            if (missing.Count > 0)
            {
                var told = missing.Take(MostTold).Select(m => string.Create(CultureInfo.InvariantCulture, $"  line {positions[m].Line}: {m}"));
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                    $"{file} is a draft: {missing.Count} facts are to be filled in. They are public: take them from a code book or a protocol, not from the data.\n{string.Join("\n", told)}{(missing.Count > MostTold ? "\n  …" : string.Empty)}"));
            }

            var policy = JsonSerializer.Deserialize<PrivacyPolicy>(text.Span, PolicyJson.Options) ?? throw root.Error("A policy is an object, not null.");
            policy.Check(root);
            return policy;
        }
        catch (JsonException e)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                $"{file}, line {(e.LineNumber ?? 0) + 1}, position {(e.BytePositionInLine ?? 0) + 1}{(string.IsNullOrEmpty(e.Path) ? string.Empty : $" ({e.Path})")}: {Why(e)}"));
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 alone.
            throw new BadInputException($"{file} holds half a character, which no text does.");
        }
    }

    /// <summary>The places of a text that are to be filled in.</summary>
    public static IReadOnlyList<string> ToFillInOf(string json) => Scan(Encoding.UTF8.GetBytes(json), new(StringComparer.Ordinal));

    // Fills in where everything stands, and gives the places of what is to be filled in. Elements of lists are values: a category may well have the value "?".
    private static List<string> Scan(ReadOnlySpan<byte> text, Dictionary<string, (int Line, int Position)> positions)
    {
        var missing = new List<string>();
        var open = new Stack<(string Path, int Item)>();
        var path = "$";
        var (line, lineStart, seen) = (1, 0, 0);
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        while (reader.Read())
        {
            var at = (int)reader.TokenStartIndex;
            for (; seen < at; seen++)
            {
                if (text[seen] == '\n')
                {
                    (line, lineStart) = (line + 1, seen + 1);
                }
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }

            var inList = open.TryPeek(out var parent) && parent.Item >= 0;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                path = $"{parent.Path}.{reader.GetString()}";
                positions.TryAdd(path, (line, at - lineStart + 1));
                continue;
            }

            if (inList)
            {
                open.Pop();
                open.Push((parent.Path, parent.Item + 1));
                path = string.Create(CultureInfo.InvariantCulture, $"{parent.Path}[{parent.Item}]");
            }

            positions.TryAdd(path, (line, at - lineStart + 1));
            if (inList && reader.TokenType == JsonTokenType.Null)
            {
                throw new JsonException("A value is expected here, not null.", path, line - 1, at - lineStart);
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push((path, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
            }
            else if (!inList && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(ToFillIn))
            {
                missing.Add(path);
            }
        }

        return missing;
    }

    // The library's words name types of this program; these say the same about the file.
    private static string Why(JsonException error) => error.Message switch
    {
        var m when m.Contains("could not be mapped", StringComparison.Ordinal) => "there is no such member here. Check its spelling against docs/policy.schema.json; it may belong elsewhere.",
        var m when m.Contains("missing required", StringComparison.Ordinal) && m.IndexOf("including:", StringComparison.Ordinal) is > 0 and var i =>
            $"this object lacks {string.Join(", ", m[(i + 10)..].Split('\'').Where((_, k) => k % 2 == 1).Select(n => $"'{n}'"))}.",
        var m when m.Contains("uplicate", StringComparison.Ordinal) => "a member stands twice.",
        var m when m.Contains("is expected here", StringComparison.Ordinal) => m.Split(" Path: ")[0],
        var m when error.Path is null || m.Contains("Path: $ |", StringComparison.Ordinal) && error.Path == "$" => "this is not JSON, or not a policy. Comments and commas at the end are allowed.",
        _ => "the value is not of the kind that stands here; see docs/policy.schema.json.",
    };
}
