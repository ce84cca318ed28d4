using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tacit.Numerics;
using Tacit.Reporting;

namespace Tacit.Query.Tests.Derivations;

/// <summary>Every number, word and member of real derivations is changed, one at a time and to the unsafe side: each change is found, or is harmless for a stated reason.</summary>
public sealed partial class DerivationMutationTests(Clinic clinic) : IClassFixture<Clinic>
{
    // Place and change, and why nobody is less protected by it.
    private static readonly (Regex Where, string Why)[] Harmless =
    [
        (Words(), "words for people: nothing follows from them"),
        (Order(), "which of a unit's rows come first: whatever it is, it is a function of that unit's rows"),
    ];

    [Fact]
    public async Task A_change_to_the_unsafe_side_is_found()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var (count, missed) = (0, new SortedSet<string>(StringComparer.Ordinal));
        foreach (var sql in DerivedQuestions.ToChange)
        {
            foreach (var spend in new[] { account.Spend(1, 1e-6), account.SpendZcdp(0.01, 1e-6) })
            {
                var explained = clinic.Data.Explain(sql, spend);
                var receipt = Receipts.Of(explained, clinic.Data.Population.Unit);
                Assert.Empty(DerivationCheck.Of(receipt).Faults);
                foreach (var (what, changed) in Changes(explained.Derivation!))
                {
                    count++;
                    if (DerivationCheck.Of(receipt with { Derivation = changed }).Holds && !Harmless.Any(h => h.Where.IsMatch(what)))
                    {
                        missed.Add($"{what}   in   {sql}");
                    }
                }
            }
        }

        Assert.True(count > 5000, $"only {count} changes");
        Assert.True(missed.Count == 0, $"{missed.Count} of {count} changes were not found:\n" + string.Join("\n", missed));
    }

    private static IEnumerable<(string What, string Json)> Changes(string derivation)
    {
        foreach (var path in Paths(JsonNode.Parse(derivation)!, []))
        {
            foreach (var (what, change) in At(path, Find(JsonNode.Parse(derivation)!, path)))
            {
                var root = JsonNode.Parse(derivation)!;
                change(root);
                if (root.ToJsonString() != derivation)
                {
                    yield return ($"{Text(path)} {what}", root.ToJsonString());
                }
            }
        }
    }

    private static IEnumerable<(string What, Action<JsonNode> Change)> At(object[] path, JsonNode? node)
    {
        var name = path.Length > 0 && path[^1] is string n ? n : path.Length > 1 && path[^2] is string above ? above + "[]" : string.Empty;
        Action<JsonNode> To(JsonNode? value) => root => Set(root, path, value);
        switch (node)
        {
            case JsonObject o:
                yield return ("and a member more", root => ((JsonObject)Find(root, path)!)["more"] = 1);
                foreach (var member in o.Select(m => m.Key))
                {
                    yield return ($"without {member}", root => ((JsonObject)Find(root, path)!).Remove(member));
                }

                if (o.ContainsKey("op") && o["op"]!.GetValue<string>() is "filter" or "bounded")
                {
                    yield return ("the node is left out", To(o["inputs"]![0]!.DeepClone()));
                }

                break;
            case JsonArray { Count: > 0 } list when path.Length > 0:
                yield return ("without its last", root => ((JsonArray)Find(root, path)!).RemoveAt(list.Count - 1));
                yield return ("with one twice", root => ((JsonArray)Find(root, path)!).Add(list[^1]?.DeepClone()));
                break;
            case JsonValue value when value.TryGetValue(out bool truth):
                yield return ("is the opposite", To(!truth));
                break;
            case JsonValue value when value.TryGetValue(out string? text):
                yield return ("is another word", To(text + "x"));
                if (name is "l1" or "l2" or "scale" or "epsilon" or "delta" && Rational.TryParse(text, out var exact))
                {
                    yield return ("is half", To((exact / 2).ToString()));
                    yield return ("is a millionth less", To((exact * new Rational(999_999, 1_000_000)).ToString()));
                }

                break;
            case JsonValue value when value.TryGetValue(out double number):
                foreach (var change in Numbers(path, name, number))
                {
                    yield return ($"is {change.ToString("R", CultureInfo.InvariantCulture)} and not {number.ToString("R", CultureInfo.InvariantCulture)}", To(change == Math.Floor(change) && Math.Abs(change) < 1e15 ? (long)change : change));
                }

                break;
        }
    }

    // To the side where one unit would weigh more than is said.
    private static IEnumerable<double> Numbers(object[] path, string name, double number)
    {
        var isTable = path[0] is "tables";
        return name switch
        {
            "rowsPerUnit" or "keep" or "maxGroups" or "maxRowsPerGroup" => [number + 1, number * 2],
            "low" when isTable => [number - 1, (number * 2) - 1],
            "high" when isTable => [number + 1, (number * 2) + 1],
            "low" => [number + (Math.Abs(number) / 1000) + 0.001, (number / 2) + 0.001],
            "high" => [number - (Math.Abs(number) / 1000) - 0.001, (number / 2) - 0.001],
            "exponent" => [number + 1, number - 1],
            "number" => [number - 1, number + 1, (Math.Abs(number) + 1) * 1000],
            "slot" or "table" or "format" or "per" or "per[]" => [number + 1, number - 1, number + 1000],
            _ => [number - 1, number / 2, 0],
        };
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] path)
    {
        yield return path;
        var inner = node switch
        {
            JsonObject o => o.Select(m => ((object)m.Key, m.Value)),
            JsonArray a => a.Select((v, i) => ((object)i, v)),
            _ => [],
        };
        foreach (var found in inner.SelectMany(p => Paths(p.Item2, [.. path, p.Item1])))
        {
            yield return found;
        }
    }

    private static JsonNode? Find(JsonNode root, object[] path) => path.Aggregate((JsonNode?)root, (n, step) => step is int i ? n![i] : n![(string)step]);

    private static void Set(JsonNode root, object[] path, JsonNode? value)
    {
        var parent = Find(root, path[..^1])!;
        if (path[^1] is int i)
        {
            parent[i] = value;
        }
        else
        {
            parent[(string)path[^1]] = value;
        }
    }

    private static string Text(object[] path) => string.Concat(path.Select(p => p is int i ? $"[{i}]" : "." + p)).TrimStart('.');

    [GeneratedRegex(@"^(question|tables\[\d+\]\.name|tables\[\d+\]\.columns\[\d+\]\.name) is another word$")]
    private static partial Regex Words();

    [GeneratedRegex(@"\.falls is the opposite$|\.(order|partition)( |\[)")]
    private static partial Regex Order();
}
