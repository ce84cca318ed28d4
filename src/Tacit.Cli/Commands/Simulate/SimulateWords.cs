using Spectre.Console;
using Tacit.Local;

namespace Tacit.Cli.Commands;

/// <summary>Words of which the collector has no list: sketches, which it can ask about any word, and the search for frequent ones.</summary>
internal static class SimulateWords
{
    public static SimulateOutcome RunSketch(SimulateInput input, SimulateOptions options, CancellationToken cancellation)
    {
        var sketch = (SketchProtocol)input.Create(options.Domain, options.Zipf);
        return SimulateValues.Outcome(sketch, SurveySimulation.Run(sketch, input.Counts(input.Domain), input.Options, cancellation));
    }

    public static SimulateOutcome RunSearch(SimulateInput input, SimulateOptions options, CancellationToken cancellation)
    {
        var protocol = (HeavyHitterProtocol)input.Create(options.Domain, options.Most, options.Zipf);
        var how = input.Options;
        var words = WordSimulation.Words(input.Domain);
        var result = WordSimulation.Run(protocol, words, input.Counts(input.Domain), input.Most, 1 - how.Confidence, how.Seed, cancellation);
        Estimate[] estimates = [.. result.Found.Words.Select(w => w.Frequency)];
        return new(
            SimulateOutput.Json(protocol, input.Users, result.ReportsPerSecond,
                ("estimates", result.Found.Words.Select((w, i) => new { w.Word, value = w.Frequency.Value, low = w.Frequency.Low, high = w.Frequency.High, truth = result.Truth[i] })),
                ("confidence", how.Confidence),
                ("mse", estimates.Length == 0 ? null : estimates.Zip(result.Truth, (e, f) => (e.Value - f) * (e.Value - f)).Average()),
                ("missed", result.Missed),
                ("smallestVisible", result.Plan.SmallestVisible),
                ("explanation", result.Plan.Explanation),
                ("stages", result.Found.Stages)),
            console =>
            {
                SimulateOutput.Table(console, "word", estimates, result.Truth, i => result.Found.Words[i].Word);
                console.WriteLine($"  {result.Plan.Explanation}");
                SimulateOutput.Line(console, $"  {estimates.Length} words found, {result.Truth.Count(f => f == 0)} of which nobody has; {result.Missed.Count} missed that should have been found{(result.Missed.Count > 0 ? ": " : string.Empty)}{string.Join(", ", result.Missed.Take(20))}");
                SimulateOutput.Foot(console, protocol, result.ReportsPerSecond);
            });
    }
}
