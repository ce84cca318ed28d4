using Spectre.Console;
using Tacit.Local;
using Tacit.Numerics;

namespace Tacit.Cli.Commands;

/// <summary>Devices that keep answers and report in every round.</summary>
internal static class SimulateRounds
{
    public static SimulateOutcome Run(SimulateInput input, SimulateOptions options, CancellationToken cancellation) => input.Protocol switch
    {
        BucketProtocol.ProtocolName => RunBuckets(input, options, cancellation),
        OneBitMean.ProtocolName => RunMean(input, options, cancellation),
        RapporProtocol.ProtocolName => RunRappor(input, options, cancellation),
        _ => RunValues(input, options, cancellation),
    };

    private static SimulateOutcome RunValues(SimulateInput input, SimulateOptions options, CancellationToken cancellation)
    {
        var protocol = (LongitudinalProtocol)input.Create(options.Rounds, options.Change, options.Zipf, options.PostProcess);
        var result = RoundsSimulation.Run(protocol, input.Counts(input.Domain), input.Rounds, input.Change, input.Options, cancellation);
        return Outcome(protocol, protocol.Longitudinal, input, result, "value");
    }

    private static SimulateOutcome RunBuckets(SimulateInput input, SimulateOptions options, CancellationToken cancellation)
    {
        var protocol = (BucketProtocol)input.Create(options.Rounds, options.Change, options.Zipf);
        var result = RoundsSimulation.Run(protocol, input.Counts(input.Domain), input.Rounds, input.Change, input.Options, cancellation);
        return Outcome(protocol, protocol.Longitudinal, input, result, "bucket");
    }

    private static SimulateOutcome RunMean(SimulateInput input, SimulateOptions options, CancellationToken cancellation)
    {
        var protocol = (OneBitMean)input.Create(options.Rounds, options.Change, options.Zipf);
        var result = RoundsSimulation.Run(protocol, input.Counts(input.Domain), input.Rounds, input.Change, input.Options, cancellation);
        return Outcome(protocol, protocol.Longitudinal, input, result, "mean");
    }

    private static SimulateOutcome RunRappor(SimulateInput input, SimulateOptions options, CancellationToken cancellation)
    {
        var protocol = (RapporProtocol)input.Create(options.Domain, options.Rounds, options.Change, options.Zipf);
        var words = WordSimulation.Words(input.Domain);
        var result = RapporSimulation.Run(protocol, words, input.Counts(input.Domain), input.Rounds, input.Change, input.Options, cancellation);
        return Outcome(protocol, protocol.Longitudinal, input, result, "word", v => words[v]);
    }

    private static SimulateOutcome Outcome(IReportProtocol protocol, LongitudinalPrivacy privacy, SimulateInput input, RoundsResult result, string what, Func<int, string>? label = null)
    {
        var last = result.Rounds[^1];
        return new(
            SimulateOutput.Json(protocol, input.Users, result.ReportsPerSecond,
            [
                .. SimulateOutput.Estimates(last),
                ("rounds", result.Rounds.Select((r, t) => new { round = t, mse = r.MeanSquaredError, r.AnalyticVariance, estimates = SimulateOutput.Values(r.Values, r.Truth) })),
                ("privacy", Privacy(privacy, result.SamePatternEpsilon, result.MostKept)),
            ]),
            console => Show(console, protocol, privacy, result, what, label));
    }

    private static void Show(IAnsiConsole console, IReportProtocol protocol, LongitudinalPrivacy privacy, RoundsResult result, string what, Func<int, string>? label)
    {
        for (var t = 0; t < result.Rounds.Count; t++)
        {
            var round = result.Rounds[t];
            var first = what == "mean" ? FormattableString.Invariant($"mean {round.Values[0]}, truth {round.Truth[0]:0.####}; ") : string.Empty;
            SimulateOutput.Line(console, $"  round {t}: {first}mean squared error {round.MeanSquaredError:0.###e-0}, expected {round.AnalyticVariance:0.###e-0}");
        }

        if (what != "mean")
        {
            SimulateOutput.Line(console, $"  the last round:");
            SimulateOutput.Table(console, what, result.Rounds[^1].Values, result.Rounds[^1].Truth, label);
        }

        ShowPrivacy(console, protocol, privacy, result.ReportsPerSecond, result.SamePatternEpsilon, result.MostKept);
    }

    /// <summary>What devices that remember give away, in JSON.</summary>
    public static object Privacy(LongitudinalPrivacy privacy, Rational samePattern, int mostKept) => new
    {
        constantValueEpsilon = privacy.ConstantValueEpsilon.ToString(),
        singleReportEpsilon = privacy.SingleReportEpsilon.ToString(),
        samePatternEpsilon = samePattern.ToString(),
        mostKept,
        arbitraryChange = LongitudinalPrivacy.ArbitraryChange,
    };

    /// <summary>The same for people.</summary>
    public static void ShowPrivacy(IAnsiConsole console, IReportProtocol protocol, LongitudinalPrivacy privacy, double reportsPerSecond, Rational samePattern, int mostKept)
    {
        SimulateOutput.Line(console, $"  {protocol.ReportSize} bytes a report, {reportsPerSecond:N0} reports a second randomized and counted");
        SimulateOutput.Line(console, $"  constant value: ε = {privacy.ConstantValueEpsilon} for all reports of a user");
        SimulateOutput.Line(console, $"  single report: ε = {privacy.SingleReportEpsilon}");
        SimulateOutput.Line(console, $"  same pattern: ε = {samePattern} for the user who kept most answers, {mostKept}, against histories that use theirs in the same rounds");
        SimulateOutput.Line(console, $"  arbitrary change: {LongitudinalPrivacy.ArbitraryChange}; when a value changed is not hidden");
    }
}
