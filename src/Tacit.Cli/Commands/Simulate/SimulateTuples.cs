using Spectre.Console;
using Tacit.Local;

namespace Tacit.Cli.Commands;

/// <summary>Reports of a value of each of several attributes, one of each user or one in every round.</summary>
internal static class SimulateTuples
{
    public static SimulateOutcome Run(SimulateInput input, SimulateOptions options, CancellationToken cancellation)
    {
        var (kind, domains, frequencies) = (TupleNames.Parse(input.Protocol), input.Domains, Frequencies(input));
        TupleProtocol protocol;
        if (kind is TupleKind.PriorGrr or TupleKind.PriorOueRandom)
        {
            input.Take(options.Domains, options.Epsilon, options.Zipf, options.PostProcess);
            protocol = TupleProtocol.CreateWithPriors(kind, frequencies, input.Epsilon);
        }
        else
        {
            protocol = (TupleProtocol)input.Create(options.Zipf, options.PostProcess);
        }

        var result = TupleSimulation.Run(protocol, frequencies, input.Users, input.Options, cancellation);
        return new(
            SimulateOutput.Json(protocol, input.Users, result.ReportsPerSecond,
            [
                .. Estimates(result.Attributes, input.Options),
                ("attributes", result.Attributes.Select((a, j) => new { domain = domains[j], oracle = protocol.Oracles[j].Name, epsilon = protocol.Oracles[j].Parameters.Epsilon.ToString(), mse = a.MeanSquaredError, a.AnalyticVariance })),
                ("privacy", new { protocol.AttributeEpsilon, protocol.TupleEpsilon }),
            ]),
            console =>
            {
                Show(console, result.Attributes, j => $"by {protocol.Oracles[j].Name}");
                SimulateOutput.Line(console, $"  attribute: ε = {protocol.AttributeEpsilon:0.####} at most where one changes and the others stay");
                SimulateOutput.Line(console, $"  tuple: ε = {protocol.TupleEpsilon:0.####} at most where all change, which is what is paid");
                SimulateOutput.Foot(console, protocol, result.ReportsPerSecond);
            });
    }

    public static SimulateOutcome RunRounds(SimulateInput input, SimulateOptions options, CancellationToken cancellation)
    {
        var protocol = (MemoizedTupleProtocol)input.Create(options.Rounds, options.Change, options.Zipf, options.PostProcess);
        var result = TupleSimulation.Run(protocol, Frequencies(input), input.Users, input.Rounds, input.Change, input.Options, cancellation);
        var (last, privacy) = (result.Rounds[^1], protocol.Longitudinal);
        return new(
            SimulateOutput.Json(protocol, input.Users, result.ReportsPerSecond,
            [
                .. Estimates(last, input.Options),
                ("rounds", result.Rounds.Select((r, t) => new { round = t, attributes = r.Select((a, j) => new { domain = protocol.Domains[j], oracle = protocol.Attributes[j].Name, mse = a.MeanSquaredError, a.AnalyticVariance }) })),
                ("privacy", SimulateRounds.Privacy(privacy, result.SamePatternEpsilon, result.MostKept)),
            ]),
            console =>
            {
                Show(console, last, j => $"by {protocol.Attributes[j].Name}, in the last round");
                SimulateRounds.ShowPrivacy(console, protocol, privacy, result.ReportsPerSecond, result.SamePatternEpsilon, result.MostKept);
            });
    }

    private static IEnumerable<(string Name, object? Value)> Estimates(IReadOnlyList<SimulatedEstimates> attributes, SimulationOptions options) =>
    [
        ("estimates", attributes.SelectMany((a, j) => a.Values.Select((e, v) => new { attribute = j, value = e.Value, e.Low, e.High, truth = a.Truth[v] }))),
        ("confidence", attributes[0].Values[0].Confidence),
        ("covers", attributes[0].Values[0].Covers),
        ("postProcess", options.PostProcess.ToString().ToLowerInvariant()),
        ("mse", attributes.Average(a => a.MeanSquaredError)),
        ("analyticVariance", attributes.Average(a => a.AnalyticVariance)),
    ];

    private static void Show(IAnsiConsole console, IReadOnlyList<SimulatedEstimates> attributes, Func<int, string> how)
    {
        for (var j = 0; j < attributes.Count; j++)
        {
            SimulateOutput.Line(console, $"  attribute {j}, {how(j)}:");
            SimulateOutput.Table(console, "value", attributes[j].Values, attributes[j].Truth);
            SimulateOutput.Errors(console, attributes[j], isProcessed: true);
        }
    }

    private static IReadOnlyList<double>[] Frequencies(SimulateInput input) =>
        [.. input.Domains.Select(k => (IReadOnlyList<double>)[.. Enumerable.Range(1, Math.Max(0, k)).Select(i => Math.Pow(i, -input.Zipf))])];
}
