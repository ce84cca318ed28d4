using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tacit.Data;
using Tacit.Numerics;
using Tacit.Query;
using Tacit.Statistics;

namespace Tacit.AdoNet;

/// <summary>Learns the bounds of numbers in a draft privately, and charges them to the policy's ledger.</summary>
/// <remarks>
/// Guarantee: of each person one row is looked at, so each falls into one bin of a column's public bins, which double. The counts are released as any answer is, by a
/// question to an account of the draft's budget; bounds are read from released counts alone (<see cref="AutomaticBounds"/>), and only the edges of bins are written.
/// </remarks>
public static class PolicyLearning
{
    private const int Smallest = -20;
    private const int Largest = 40;

    // The probability that the bounds of a column reach to a bin that holds nobody.
    private const double EmptyBin = 1e-9;

    /// <summary>Learns what a draft does not know of its numbers. The columns share the amount equally; what was paid stays paid where too few persons have a value.</summary>
    /// <param name="draft">A draft with a budget.</param>
    /// <param name="policyFolder">The folder that the policy will lie in, and its ledger.</param>
    /// <param name="amount">ε to spend in all, or ρ where the budget counts in it.</param>
    /// <param name="progress">Reports table names as they are opened; public facts only.</param>
    /// <param name="database">Where the draft names a database: makes the engine from what the draft says and a connection string. Rows are chosen there as for any question.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">There is nothing to learn, or no budget. Nothing is spent.</exception>
    /// <exception cref="BudgetExceededException">The budget refuses. What was learned before stays spent.</exception>
    public static async Task<LearnedPolicy> LearnBoundsAsync(
        this PolicyDraft draft, string policyFolder, Rational amount, IProgress<string>? progress = null, Func<DatabasePolicy, string, DataEngine>? database = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(policyFolder);
        var root = JsonNode.Parse(draft.Json, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
        var people = root["populations"]![0]!.AsObject();
        var unit = PrivacyUnit.Person(people["unit"]!["column"]!.GetValue<string>());
        var budget = people["budget"] is JsonObject given ? Budget(given) : throw new BadInputException("Learning bounds is paid from a budget: name it with the draft. Nothing was spent.");
        var source = people["source"]!;
        if (source["catalogue"] is not null)
        {
            throw new BadInputException("A data set of the catalogue brings its bounds. Nothing was spent.");
        }

        var columns = ToLearn(source["tables"]!.AsArray()).ToArray();
        if (columns.Length == 0)
        {
            throw new BadInputException("There is nothing to learn: no column is known to be a number without bounds. Columns of a CSV file have no types: say their kinds first, or take Parquet or DuckDB files. Nothing was spent.");
        }

        var engines = draft.Database?.Engines(database);
        await using var data = await Dataset.OpenAsync(
            people["name"]!.GetValue<string>(),
            unit,
            d => Declare((engines is null ? d.In(Path.Combine(policyFolder, source["folder"]!.GetValue<string>())) : d.From(engines)).Version(people["dataVersion"]!.GetValue<string>()), columns),
            progress,
            token).ConfigureAwait(false);
        await using var ledger = await Ledger.OpenAsync(Path.Combine(policyFolder, root["ledger"]!["path"]!.GetValue<string>()), token: token).ConfigureAwait(false);
        var account = await ledger.AccountAsync(data, budget, token: token).ConfigureAwait(false);
        var share = amount / columns.Length;
        var noise = budget.Rho is null ? new NoiseScale(false, 1 / share.ToDouble()) : new NoiseScale(true, Math.Sqrt(1 / (2 * share.ToDouble())));
        var bins = new AutomaticBounds(Smallest, Largest);
        var fewest = (long)bins.Threshold(noise, EmptyBin);
        var learned = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            var counts = (await data.QueryAsync(Question.From(column.Table).GroupBy(column.Bands).Count(), budget.Rho is null ? account.Spend(share) : account.SpendZcdp(share), token).ConfigureAwait(false)).Value;
            if (bins.From([.. counts.Rows.Select(r => (Int128)r.Values[0]!.Value.Value)], noise, EmptyBin) is { } bounds)
            {
                known.UnionWith([column.Node["low"]!.GetPath(), column.Node["high"]!.GetPath()]);
                (column.Node["low"], column.Node["high"]) = (bounds.Low, bounds.High);
                learned.Add($"{column.Table}.{column.Name}");
            }
        }

        var price = (await account.StatusAsync(token).ConfigureAwait(false)).SpentText;
        var head = $"// A draft from the schema, and bounds that were learned privately ({price}): of {(learned.Count == 0 ? "no column" : string.Join(", ", learned.Select(InOneLine)))}.\n"
            + string.Create(CultureInfo.InvariantCulture, $"// Bins in which fewer than about {fewest} persons have their drawn row are not seen: what lies beyond the bounds is clipped to them. Widen them where a code book says so.\n")
            + "// Say what is public in place of every \"?\". See docs/policy.md.\n";
        return new(draft with { Json = head + root.ToJsonString(Written) + "\n", ToFillIn = [.. draft.ToFillIn.Where(p => !known.Contains(p))] }, learned, price) { FewestPersons = fewest };
    }

    // A comment ends where its line does.
    private static string InOneLine(string name) => string.Concat(name.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static IEnumerable<Unknown> ToLearn(JsonArray tables)
    {
        foreach (var table in tables.Select(t => t!.AsObject()).Where(t => !t.ContainsKey("through")))
        {
            foreach (var column in table["columns"]!.AsArray().Select(c => c!.AsObject()).Where(c => c["kind"]!.GetValue<string>() == "number" && c["low"] is JsonValue low && low.TryGetValue<string>(out _)))
            {
                yield return new(table["name"]!.GetValue<string>(), (table["file"] ?? table["table"])!.GetValue<string>(), column["name"]!.GetValue<string>(), column);
            }
        }
    }

    private static void Declare(DatasetBuilder data, IEnumerable<Unknown> columns)
    {
        foreach (var table in columns.GroupBy(c => (c.Table, c.Source)))
        {
            data.Table(table.Key.Table, table.Key.Source, t =>
            {
                foreach (var column in table)
                {
                    t.Bands(column.Bands, column.Name, Edges());
                }

                t.AtMost(1);
            });
        }
    }

    // The bins of AutomaticBounds: magnitudes that double on both sides, one bin about zero, and whatever is larger in the last ones.
    private static double[] Edges()
    {
        var positive = Enumerable.Range(Smallest, Largest - Smallest).Select(e => Math.ScaleB(1, e)).ToArray();
        return [double.MinValue, .. positive.Reverse().Select(e => -e), .. positive, double.PositiveInfinity];
    }

    private static PrivacyBudget Budget(JsonObject budget)
    {
        Rational? Amount(string name) => budget[name] is { } value && Rational.TryParse(value.ToJsonString().Trim('"'), out var amount) ? amount : null;
        return new BudgetPolicy { Epsilon = Amount("epsilon"), Rho = Amount("rho"), Delta = Amount("delta") }.ToBudget();
    }

    private sealed record Unknown(string Table, string Source, string Name, JsonObject Node)
    {
        public string Bands => Name + " in bins";
    }
}
