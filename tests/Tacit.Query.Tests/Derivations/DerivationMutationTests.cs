using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tacit.Numerics;
using Tacit.Reporting;

namespace Tacit.Query.Tests.Derivations;

/// <summary>Every number, word and member of real derivations is changed, one at a time and to the unsafe side: each change is found, or is harmless for a stated reason.</summary>
public sealed partial class DerivationMutationTests(Clinic clinic) : IClassFixture<Clinic>
{
    // Place and change, and why nobody is less protected by it: claims, weights, caps, scales, losses, the unit, and what a node, operation or member is called are none of these.
    private static readonly (Regex Where, string Why)[] Harmless =
    [
        (Words(), "words for people: nothing follows from them"),
        (Order(), "which of a unit's rows come first: whatever it is, it is a function of that unit's rows"),
        (Ground(), "declared facts are the ground, and the owner's word; where a claim rests on them the change is found, as the next test shows"),
        (Grid(), "a computed number is put on the grid that stands there, and its weights are those of that grid"),
        (Bins(), "a row is in one bin, however many there are"),
        (Question(), "another question over the same rows, of which the same claims hold: other columns, constants and keys, rows no longer left out, a column more"),
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

    // What must be found although the place is one where some changes are harmless.
    [Theory]
    [InlineData("select sex, count(*), avg(age) from persons group by sex", "tables[0].columns[1].bounds.low is -1 and not 0")]
    [InlineData("select sex, count(*), avg(age) from persons group by sex", "tables[0].columns[1].bounds.high is 91 and not 90")]
    [InlineData("select sex, count(*), avg(age) from persons group by sex", "tables[0].columns[1].bounds.exponent is -19 and not -20")]
    [InlineData("select sex, count(*), avg(age) from persons group by sex", "tables[0].columns[0].values with one more")]
    [InlineData("select sex, count(*), avg(age) from persons group by sex", "tables[0].rowsPerUnit is 2 and not 1")]
    [InlineData("select note, count(*) from visits group by note", "tables[1].rowsPerUnit is 31 and not 30")]
    [InlineData("select note, count(*) from visits group by note", "levels[0].keys[0].slot is 4 and not 3")]
    [InlineData("select kind, count(distinct id) from few group by kind", "tables[3].valuesPerUnit is 2 and not 1")]
    [InlineData("select count(*) from few", "tables[3].valuesPerUnit is 2 and not 1")]
    [InlineData("select count(*) from few", "tables[3] without valuesPerUnit")]
    [InlineData("select count(*) from (select id, kind, max(days) as m from few group by id, kind) x", "tables[3].valuesPerUnit is 2 and not 1")]
    [InlineData("select avg(value), sum(days * 2) from each where kind = 'lab'", "tables[2].rowsPerUnit is 3 and not 2")]
    [InlineData("select avg(value), sum(days * 2) from each where kind = 'lab'", "tables[2].columns[2].each.lab.high is 2 and not 1")]
    [InlineData("select avg(value), sum(days * 2) from each where kind = 'lab'", "tables[2].columns[1].bounds.high is 1001 and not 1000")]
    [InlineData("select avg(value), sum(days * 2) from each where kind = 'lab'", "levels[0].relation the node is left out")]
    [InlineData("select avg(value), sum(days * 2) from each where kind = 'lab'", "levels[0].relation.condition.arguments[1].text is another word")]
    [InlineData("select avg(value), sum(days * 2) from each where kind = 'lab'", "levels[0].relation.condition.call is another word")]
    [InlineData("select avg(value), sum(days * 2) from each where kind = 'lab'", "levels[0].parts[0].weights[0][0].exponent is -19 and not -20")]
    [InlineData("select kind, count(*), sum(value), count(distinct id) from visits group by kind with privacy (max_groups = 1, max_rows_per_group = 2)", "levels[0].relation the node is left out")]
    [InlineData("select kind, count(*), sum(value), count(distinct id) from visits group by kind with privacy (max_groups = 1, max_rows_per_group = 2)", "levels[0].keys without its last")]
    [InlineData("select kind, count(*), sum(value), count(distinct id) from visits group by kind with privacy (max_groups = 1, max_rows_per_group = 2)", "levels[0].relation.keys[0].slot is 1 and not 0")]
    [InlineData("select avg(clamp(m, 0, 10)), sum(n) from (select id, max(days) as m, count(*) as n from visits where days > 0 group by id) x", "levels[0].parts[0].arguments[0].arguments[2].number is 11 and not 10")]
    [InlineData("select avg(clamp(m, 0, 10)), sum(n) from (select id, max(days) as m, count(*) as n from visits where days > 0 group by id) x", "tables[1].rowsPerUnit is 31 and not 30")]
    public async Task What_a_claim_rests_on_is_found(string sql, string what)
    {
        await using var ledger = new SimulatedLedger();
        var explained = clinic.Data.Explain(sql, (await ledger.AccountAsync(clinic.Data.Population)).Spend(1, 1e-6));
        var changed = Changes(explained.Derivation!).Where(c => c.What == what).Select(c => c.Json).ToArray();
        Assert.NotEmpty(changed);
        Assert.All(changed, json => Assert.NotEmpty(DerivationCheck.Of(json).Faults));
    }

    // A claim that is a little less is found by the rule behind it alone: a sensitivity is made less where the noise does not follow from it.
    [Fact]
    public async Task Every_claim_is_the_least_that_holds()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var (count, missed) = (0, new SortedSet<string>(StringComparer.Ordinal));
        foreach (var sql in DerivedQuestions.Sql)
        {
            foreach (var (spend, free) in new[] { (account.Spend(1, 1e-6), "l2"), (account.SpendZcdp(0.01, 1e-6), "l1") })
            {
                var derivation = clinic.Data.Explain(sql, spend).Derivation!;
                Assert.Empty(DerivationCheck.Of(derivation).Faults);
                foreach (var path in Paths(JsonNode.Parse(derivation)!, []).Where(p => p is ["levels", .., string name] && (name is "rows" or "groups" or "rowsPerGroup" or "publicGroups" or "maxPartitions" || name == free || (name is "low" or "high" && p.Contains("weights")))))
                {
                    var root = JsonNode.Parse(derivation)!;
                    var claim = (JsonValue?)Find(root, path);
                    if (claim is null)
                    {
                        continue;
                    }

                    // A constant that is not known to its last digit has a grid of a few steps, on which a little less is the same.
                    var grid = Find(root, path[..^1]);
                    if (path[^1] is "low" or "high" && grid!["high"]!.GetValue<double>() - grid["low"]!.GetValue<double>() < 1e-6)
                    {
                        continue;
                    }

                    JsonNode less = path[^1] switch
                    {
                        "l1" or "l2" => (Rational.Parse(claim.GetValue<string>()) * new Rational(999, 1000)).ToString(),
                        "low" or "high" => claim.GetValue<double>() + ((grid!["high"]!.GetValue<double>() - grid["low"]!.GetValue<double>()) * (path[^1] is "low" ? 0.01 : -0.01)),
                        _ => claim.GetValue<long>() - 1,
                    };
                    Set(root, path, less);
                    count++;
                    if (DerivationCheck.Of(root.ToJsonString()).Holds)
                    {
                        missed.Add($"{Text(path)} is {less.ToJsonString()}   in   {sql}");
                    }
                }
            }
        }

        Assert.True(count > 500, $"only {count} claims");
        Assert.True(missed.Count == 0, $"{missed.Count} of {count} claims are more than the checker's own:\n" + string.Join("\n", missed));
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
                if (path[^1] is "values")
                {
                    yield return ("with one more", root => ((JsonArray)Find(root, path)!).Add("one more"));
                }

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
            "rowsPerUnit" or "valuesPerUnit" or "keep" or "maxGroups" or "maxRowsPerGroup" => [number + 1, number * 2],
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

    [GeneratedRegex(@"^(tables|publicTables)( with one twice| without its last|\[\d+\] without valuesPerUnit|\[\d+\]\.(columns without its last|(rowsPerUnit|valuesPerUnit) is \d|onePerUnit is the opposite|columns\[\d+\]\.(values|bounds\.|each\.)))")]
    private static partial Regex Ground();

    [GeneratedRegex(@"\.weights\[\d+\]\[\d+\]\.exponent is")]
    private static partial Regex Grid();

    [GeneratedRegex(@"\.cells is")]
    private static partial Regex Bins();

    [GeneratedRegex(@"(^levels\[\d+\]\.(relation|keys|parts\[\d+\]\.arguments)\b.*\.(slot|number|table) is |\.(keys|expressions|columns|aggregates) (with one twice|without its last)$|the node is left out$)")]
    private static partial Regex Question();
}
