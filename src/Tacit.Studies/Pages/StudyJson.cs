using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tacit.Studies;

/// <summary>Results as JSON, format 1: what is measured is stored, and what follows from it is computed again when it is read.</summary>
public static class StudyJson
{
    private const int Format = 1;
    private static readonly JsonSerializerOptions Laid = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A result as JSON, laid out for people.</summary>
    /// <param name="result">The result.</param>
    public static string Write(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new JsonObject
        {
            ["format"] = Format,
            ["study"] = result.Entry.Id,
            ["paper"] = result.Entry.Paper,
            ["room"] = result.Entry.Room,
            ["claim"] = result.Entry.Claim,
            ["experiment"] = result.Experiment,
            ["scale"] = Word(result.Scale),
            ["verdict"] = result.Verdict.ToString(),
            ["seeds"] = result.Runs.Count,
            ["seconds"] = Math.Round(result.Seconds, 3),
            ["machine"] = result.Machine,
            ["when"] = result.When.ToString("O", CultureInfo.InvariantCulture),
            ["predicates"] = new JsonArray([.. result.Outcomes.Select(o => new JsonObject
            {
                ["name"] = o.Predicate.Name,
                ["of"] = o.Predicate.Measured,
                ["side"] = o.Predicate.Side.ToString(),
                ["bound"] = o.Predicate.Bound,
                ["isDirection"] = o.Predicate.IsDirection,
                ["measured"] = Number(o.Measured),
                ["low"] = Number(o.Low),
                ["high"] = Number(o.High),
                ["met"] = o.Met,
            })]),
            ["runs"] = new JsonArray([.. result.Runs.Select(Run)]),
        }.ToJsonString(Laid);
    }

    /// <summary>Writes a result to a file, whole or not at all.</summary>
    /// <param name="result">The result.</param>
    /// <param name="path">The file.</param>
    public static void Save(StudyResult result, string path) => WholeFile.Write(path, Write(result));

    /// <summary>Reads a result.</summary>
    /// <param name="json">The JSON.</param>
    /// <exception cref="BadInputException">It is none, or of a later format.</exception>
    public static StudyResult Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var root = JsonNode.Parse(json)!.AsObject();
            if (root["format"]!.GetValue<int>() != Format)
            {
                throw new BadInputException($"This is a result of format {root["format"]}, and this version reads format {Format}.");
            }

            var runs = root["runs"]!.AsArray().Select(r => RunOf(r!.AsObject())).ToArray();
            var predicates = root["predicates"]!.AsArray().Select(p => new StudyPredicate(
                Text(p!, "name"), Text(p!, "of"), Enum.Parse<PredicateSide>(Text(p!, "side")), p!["bound"]!.GetValue<double>(), p["isDirection"]!.GetValue<bool>())).ToArray();
            return new()
            {
                Entry = StudyCatalogue.All.FirstOrDefault(e => e.Id == Text(root, "study")) ?? new(Text(root, "study"), Text(root, "paper"), Text(root, "room"), Text(root, "claim"), StudyState.Built),
                Experiment = Text(root, "experiment"),
                Scale = Enum.Parse<StudyScale>(Text(root, "scale"), ignoreCase: true),
                Outcomes = StudyJudgement.Outcomes(predicates, [.. runs.Select(r => r.Measurements.Values)]),
                Runs = runs,
                Machine = Text(root, "machine"),
                When = DateTimeOffset.Parse(Text(root, "when"), CultureInfo.InvariantCulture),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentException or KeyNotFoundException)
        {
            throw new BadInputException("This is no result of a study. `tacit study run … --json` writes one.");
        }
    }

    internal static byte[] Write(StudyRun run) => System.Text.Encoding.UTF8.GetBytes(Run(run).ToJsonString());

    internal static StudyRun ReadRun(ReadOnlySpan<byte> json)
    {
        try
        {
            return RunOf(JsonNode.Parse(json)!.AsObject());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new BadInputException("This is no run of a study.");
        }
    }

    internal static string Word(StudyScale scale) => scale.ToString().ToLowerInvariant();

    private static JsonObject Run(StudyRun run) => new()
    {
        ["seed"] = run.Seed,
        ["seconds"] = Math.Round(run.Seconds, 3),
        ["values"] = new JsonObject(run.Measurements.Values.Select(v => KeyValuePair.Create(v.Key, Number(v.Value)))),
        ["curves"] = new JsonArray([.. run.Measurements.Curves.Select(c => new JsonObject
        {
            ["figure"] = c.Figure,
            ["name"] = c.Name,
            ["horizontal"] = c.Horizontal,
            ["vertical"] = c.Vertical,
            ["isLog"] = c.IsLog,
            ["x"] = Numbers(c.X),
            ["y"] = Numbers(c.Y),
        })]),
    };

    private static StudyRun RunOf(JsonObject run) => new(
        run["seed"]!.GetValue<ulong>(),
        run["seconds"]!.GetValue<double>(),
        new(
            run["values"]!.AsObject().ToDictionary(v => v.Key, v => Value(v.Value), StringComparer.Ordinal),
            [.. run["curves"]!.AsArray().Select(c => new StudyCurve(Text(c!, "figure"), Text(c!, "name"), Text(c!, "horizontal"), Text(c!, "vertical"), Values(c!["x"]!), Values(c["y"]!), c["isLog"]!.GetValue<bool>()))]));

    // JSON has no word for what is not finite.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static double Value(JsonNode? node) => node?.GetValue<double>() ?? double.NaN;

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(Number)]);

    private static double[] Values(JsonNode array) => [.. array.AsArray().Select(Value)];

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
