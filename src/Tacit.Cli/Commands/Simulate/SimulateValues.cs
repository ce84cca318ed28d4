using Spectre.Console;
using Tacit.Local;

namespace Tacit.Cli.Commands;

/// <summary>One report of one value: the frequency oracles, and noisy histograms to compare them with.</summary>
internal static class SimulateValues
{
    public static SimulateOutcome Run(SimulateInput input, SimulateOptions options, CancellationToken cancellation)
    {
        var oracle = (FrequencyOracle)input.Create(options.Zipf, options.PostProcess);
        var (users, how) = (input.Counts(input.Domain), input.Options);
        var survey = SurveySimulation.Run(oracle, users, how.PostProcess, how.Confidence, how.Seed, cancellation);
        return Outcome(oracle, survey);
    }

    public static SimulateOutcome RunHistogram(SimulateInput input, SimulateOptions options, CancellationToken cancellation)
    {
        var protocol = (HistogramProtocol)input.Create(options.Zipf);
        var (estimates, rate) = SurveySimulation.Run(protocol, input.Counts(input.Domain), input.Options, cancellation);
        return new(
            SimulateOutput.Json(protocol, input.Users, rate, SimulateOutput.Estimates(estimates)),
            console =>
            {
                SimulateOutput.Table(console, "value", estimates.Values, estimates.Truth);
                SimulateOutput.Errors(console, estimates, isProcessed: false);
                SimulateOutput.Foot(console, protocol, rate);
            });
    }

    /// <summary>How any survey of frequencies is printed.</summary>
    public static SimulateOutcome Outcome(IReportProtocol protocol, SurveyResult survey)
    {
        var estimates = new SimulatedEstimates(survey.Estimate.Values, survey.Truth, survey.AnalyticVariance);
        return new(
            SimulateOutput.Json(protocol, survey.Estimate.Reports, survey.ReportsPerSecond, [.. SimulateOutput.Estimates(estimates), ("postProcess", survey.Estimate.PostProcess.ToString().ToLowerInvariant())]),
            console =>
            {
                SimulateOutput.Table(console, "value", estimates.Values, estimates.Truth);
                SimulateOutput.Errors(console, estimates, isProcessed: true);
                SimulateOutput.Foot(console, protocol, survey.ReportsPerSecond);
                if (survey.Estimate.IsSumAlarming)
                {
                    console.WriteLine("  The estimates sum to what honest reports hardly do.");
                }
            });
    }
}
