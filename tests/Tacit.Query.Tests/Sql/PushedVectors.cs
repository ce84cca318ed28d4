using System.Text.Json;
using System.Text.RegularExpressions;
using Tacit.Data;
using Tacit.Numerics;
using Tacit.Statistics;

namespace Tacit.Query.Tests.Sql;

/// <summary>The exact integers that a question pushes down, divided by the weights that its derivation states, beside the sensitivities that it claims.</summary>
internal static partial class PushedVectors
{
    public static async Task<Dictionary<string, (double L1, double L2, Dictionary<string, double> Vector)>> OfAsync(Dataset data, string sql, Spend spend)
    {
        var explained = data.Explain(sql, spend);
        using var derivation = JsonDocument.Parse(explained.Derivation!);
        var result = new Dictionary<string, (double, double, Dictionary<string, double>)>(StringComparer.Ordinal);
        var statement = 0;
        var level = 0;
        foreach (var l in derivation.RootElement.GetProperty("levels").EnumerateArray())
        {
            var keys = l.GetProperty("keys").GetArrayLength();
            var parts = l.GetProperty("parts").EnumerateArray().ToArray();
            var selects = l.GetProperty("selection").ValueKind == JsonValueKind.Object;
            bool HasCells(JsonElement part) => part.GetProperty("aggregate").GetString() is "tree" or "histogram";
            var scalars = parts.Where(p => !HasCells(p)).ToArray();
            if (selects || scalars.Length > 0)
            {
                var rows = await data.PushAsync(Seeded(explained.Sql[statement++]), keys, scalars.Length + (selects ? 1 : 0));
                if (selects)
                {
                    var groups = l.GetProperty("groups").GetInt64();
                    result[$"{level} selection"] = (groups, Math.Sqrt(groups), rows.ToDictionary(r => Key(r), r => (double)r.Integers[0]));
                }

                for (var i = 0; i < scalars.Length; i++)
                {
                    var at = i + (selects ? 1 : 0);
                    result[$"{level} {i} {scalars[i].GetProperty("aggregate").GetString()}"] = Claimed(scalars[i], rows.ToDictionary(r => Key(r), r => (double)r.Integers[at] / Weight(scalars[i], l, r)));
                }
            }

            foreach (var part in parts.Where(HasCells))
            {
                var vector = new Dictionary<string, double>(StringComparer.Ordinal);
                foreach (var group in (await data.PushAsync(Seeded(explained.Sql[statement++]), keys + 1, 1)).GroupBy(r => string.Join("|", r.Keys.SkipLast(1))))
                {
                    var counts = group.ToDictionary(r => int.Parse(r.Keys[^1]), r => r.Integers[0]);
                    var nodes = part.GetProperty("aggregate").GetString() == "tree" ? QuantileTree.NodesOf(counts).Select((n, i) => (i, n)) : counts.Select(c => (c.Key, c.Value));
                    foreach (var (cell, count) in nodes.Where(c => c.Item2 != 0))
                    {
                        vector[$"{group.Key}|{cell}"] = (double)count;
                    }
                }

                result[$"{level} cells {result.Count}"] = Claimed(part, vector);
            }

            level++;
        }

        Assert.Equal(explained.Sql.Count, statement);
        return result;
    }

    /// <summary>Asserts that nobody moves anything by more than the claim, and gives the largest share of a claim that somebody does and how many aggregates were compared with one neighbour each.</summary>
    /// <param name="data">Tables with everybody, and without person i where names end in <c>_i</c>, of one opening.</param>
    /// <param name="all">What the question pushes down with everybody.</param>
    /// <param name="question">The question; <c>{s}</c> stands for the end of names.</param>
    /// <param name="spend">The spend that it is planned for.</param>
    /// <param name="people">How many persons there are.</param>
    public static async Task<(double Reached, int Compared)> MovedAsync(Dataset data, Dictionary<string, (double L1, double L2, Dictionary<string, double> Vector)> all, string question, Spend spend, int people)
    {
        var (reached, compared) = (0.0, 0);
        for (var person = 0; person < people; person++)
        {
            var without = await OfAsync(data, question.Replace("{s}", $"_{person}", StringComparison.Ordinal), spend);
            foreach (var (name, (l1, l2, vector)) in all)
            {
                var moved = Distance(vector, without[name].Vector, false);
                var far = Distance(vector, without[name].Vector, true);
                Assert.True(moved <= l1 * (1 + 1e-9), $"{question}\n{name}: person {person} moves it by {moved} in L1, the claim is {l1}.");
                Assert.True(far <= l2 * (1 + 1e-9), $"{question}\n{name}: person {person} moves it by {far} in L2, the claim is {l2}.");
                reached = Math.Max(reached, moved / l1);
                compared++;
            }
        }

        return (reached, compared);
    }

    private static double Distance(IReadOnlyDictionary<string, double> a, IReadOnlyDictionary<string, double> b, bool euclidean)
    {
        var moves = a.Keys.Union(b.Keys).Select(k => Math.Abs(a.GetValueOrDefault(k) - b.GetValueOrDefault(k)));
        return euclidean ? Math.Sqrt(moves.Sum(m => m * m)) : moves.Sum();
    }

    private static string Key(IntegerRow row) => string.Join("|", row.Keys);

    // Which rows of a unit are kept is decided by a seed: the same one for every neighbour.
    private static string Seeded(string sql) => Seed().Replace(sql, "42");

    private static (double, double, Dictionary<string, double>) Claimed(JsonElement part, Dictionary<string, double> vector) =>
        (Rational.Parse(part.GetProperty("l1").GetString()!).ToDouble(), Rational.Parse(part.GetProperty("l2").GetString()!).ToDouble(), vector);

    // The rule of each aggregate, from the grids that the derivation states.
    private static double Weight(JsonElement part, JsonElement level, IntegerRow row)
    {
        if (part.GetProperty("weights").ValueKind != JsonValueKind.Array)
        {
            return 1;
        }

        var weights = part.GetProperty("weights").EnumerateArray().ToArray();
        var per = part.GetProperty("per").EnumerateArray().Select(p => p.GetInt32()).ToArray();
        var halves = weights.Select((w, i) => Of(w, per[i])).ToArray();
        return part.GetProperty("aggregate").GetString() switch
        {
            "sum" => halves[0].Magnitude,
            "centredSum" => halves[0].Half,
            "centredSquares" => halves[0].Half * halves[0].Half,
            "centredProducts" => halves[0].Half * halves[1].Half,
            var other => throw new InvalidOperationException(other),
        };

        (double Magnitude, double Half) Of(JsonElement grids, int slot)
        {
            var code = 0;
            if (slot >= 0)
            {
                var at = level.GetProperty("keys").EnumerateArray().ToList().FindIndex(k => k.TryGetProperty("slot", out var s) && s.GetInt32() == slot);
                code = int.TryParse(row.Keys[at], out var known) ? known : 0; // Where the category is missing there is nothing to weigh.
            }

            var grid = grids[code];
            var step = Math.ScaleB(1, grid.GetProperty("exponent").GetInt32());
            var (low, high) = (Math.Floor(grid.GetProperty("low").GetDouble() / step), Math.Ceiling(grid.GetProperty("high").GetDouble() / step));
            var centre = low + Math.Truncate((high - low) / 2);
            return (Math.Max(Math.Abs(low), Math.Abs(high)), Math.Max(high - centre, centre - low));
        }
    }

    [GeneratedRegex(@"\d+(?=::UBIGINT)|(?<=int8xor\(')-?\d+|(?<=Keyed\(\(toUInt64\()\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Seed();
}
