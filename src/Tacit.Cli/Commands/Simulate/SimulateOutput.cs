using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Tacit.Local;

namespace Tacit.Cli.Commands;

/// <summary>What the outcomes of simulations have in common.</summary>
internal static class SimulateOutput
{
    private const int Most = 20;

    /// <summary>One JSON object: what all protocols have, around what this one has.</summary>
    public static JsonObject Json(IReportProtocol protocol, long users, double rate, params (string Name, object? Value)[] own)
    {
        var privacy = protocol.Privacy;
        (string Name, object? Value)[] all =
        [
            ("format", 1),
            ("protocol", protocol.Name),
            ("collection", protocol.Id),
            ("users", users),
            .. own.Where(o => o.Name != "privacy"),
            ("reportBytes", protocol.ReportSize),
            ("reportsPerSecond", rate),
            ("loss", JsonNode.Parse(privacy.Loss.ToJson())),
            ("privacy", new { privacy.Unit, epsilon = privacy.Epsilon.ToString(), delta = privacy.Delta.ToString(), privacy.TightEpsilon, proof = privacy.Proof.ToString() }),
        ];
        var json = new JsonObject();
        foreach (var (name, value) in all)
        {
            json[name] = value as JsonNode ?? Node(value);
        }

        foreach (var (name, value) in own.Where(o => o.Name == "privacy").SelectMany(o => Node(o.Value)!.AsObject().ToList()))
        {
            json["privacy"]![name] = value?.DeepClone();
        }

        json["simulated"] = true;
        return json;
    }

    public static JsonNode? Node(object? value) => JsonSerializer.SerializeToNode(value, JsonSerializerOptions.Web);

    /// <summary>The estimates, their mean squared error and what it should be.</summary>
    public static (string Name, object? Value)[] Estimates(SimulatedEstimates e) =>
    [
        ("estimates", Values(e.Values, e.Truth)),
        ("confidence", e.Values[0].Confidence),
        ("covers", e.Values[0].Covers),
        ("mse", e.MeanSquaredError),
        ("analyticVariance", e.AnalyticVariance),
    ];

    public static object Values(IReadOnlyList<Estimate> values, IReadOnlyList<double> truth) => values.Select((e, v) => new { e.Value, e.Low, e.High, truth = truth[v] });

    public static void Table(IAnsiConsole console, string first, IReadOnlyList<Estimate> values, IReadOnlyList<double> truth, Func<int, string>? label = null, string format = "0.0000")
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        foreach (var column in new[] { first, "truth", "estimate" })
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        for (var v = 0; v < Math.Min(Most, truth.Count); v++)
        {
            table.AddRow(Markup.Escape(label?.Invoke(v) ?? Text(v)), truth[v].ToString(format, CultureInfo.InvariantCulture), Markup.Escape(values[v].ToString()));
        }

        console.Write(table);
        if (truth.Count > Most)
        {
            Line(console, $"  and {truth.Count - Most} rarer values: --json shows all.");
        }
    }

    public static void Errors(IAnsiConsole console, SimulatedEstimates e, bool isProcessed) =>
        Line(console, $"  mean squared error {e.MeanSquaredError:0.###e-0}, expected {e.AnalyticVariance:0.###e-0}{(isProcessed ? " without post-processing" : string.Empty)}");

    public static void Foot(IAnsiConsole console, IReportProtocol protocol, double rate)
    {
        Line(console, $"  {protocol.ReportSize} bytes a report, {rate:N0} reports a second randomized and counted");
        console.WriteLine($"  each report: {protocol.Privacy}");
    }

    public static void Line(IAnsiConsole console, FormattableString line) => console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
