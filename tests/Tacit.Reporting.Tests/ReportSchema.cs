using System.Text.Json.Nodes;

namespace Tacit.Reporting.Tests;

/// <summary>Holds a document against docs/privacy-report.schema.json: as much of JSON Schema as that file uses, and no more.</summary>
internal static class ReportSchema
{
    private static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "privacy-report.schema.json")))!;

    public static IReadOnlyList<string> Faults(JsonNode document) => [.. Faults(document, Schema, "report")];

    private static IEnumerable<string> Faults(JsonNode? value, JsonNode schema, string path)
    {
        foreach (var (keyword, rule) in schema.AsObject())
        {
            var found = keyword switch
            {
                "$ref" => Faults(value, Schema["$defs"]![rule!.GetValue<string>().Split('/')[^1]]!, path),
                "type" => Types(rule!).Any(t => Is(value, t)) ? [] : [$"{path} is not {rule}"],
                "enum" => rule!.AsArray().Any(v => JsonNode.DeepEquals(v, value)) ? [] : [$"{path} is none of {rule}"],
                "const" => JsonNode.DeepEquals(rule, value) ? [] : [$"{path} is not {rule}"],
                "required" => value is JsonObject o ? rule!.AsArray().Select(r => r!.GetValue<string>()).Where(r => !o.ContainsKey(r)).Select(r => $"{path} lacks {r}") : [],
                "properties" => value is JsonObject p ? p.Where(m => rule!.AsObject().ContainsKey(m.Key)).SelectMany(m => Faults(m.Value, rule![m.Key]!, $"{path}.{m.Key}")) : [],
                "additionalProperties" => value is JsonObject q ? q.Where(m => !schema["properties"]!.AsObject().ContainsKey(m.Key)).Select(m => $"{path} does not know {m.Key}") : [],
                "items" => value is JsonArray a ? a.SelectMany((v, i) => Faults(v, rule!, $"{path}[{i}]")) : [],
                "minItems" => value is JsonArray b && b.Count < rule!.GetValue<int>() ? [$"{path} has too few items"] : [],
                "minLength" => value is JsonValue t && t.TryGetValue<string>(out var text) && text.Length < rule!.GetValue<int>() ? [$"{path} is too short"] : [],
                "anyOf" => rule!.AsArray().Any(s => !Faults(value, s!, path).Any()) ? [] : [$"{path} is none of its kinds"],
                "$schema" or "$id" or "title" or "description" or "$defs" => Array.Empty<string>(),
                _ => throw new InvalidOperationException($"The schema uses '{keyword}', which is not understood here."),
            };
            foreach (var fault in found)
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> Types(JsonNode rule) => rule is JsonArray list ? list.Select(t => t!.GetValue<string>()) : [rule.GetValue<string>()];

    private static bool Is(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        ("null", null) => true,
        ("object", System.Text.Json.JsonValueKind.Object) or ("array", System.Text.Json.JsonValueKind.Array) or ("string", System.Text.Json.JsonValueKind.String) => true,
        ("number", System.Text.Json.JsonValueKind.Number) => true,
        ("integer", System.Text.Json.JsonValueKind.Number) => value!.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-'),
        ("boolean", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
        _ => false,
    };
}
