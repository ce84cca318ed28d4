using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Tacit.Studies;

/// <summary>Runs a study seed by seed. What a seed gave is kept, where there is a folder for it, so that a run that was stopped goes on where it was.</summary>
public static class StudyRunner
{
    /// <summary>Runs a study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="seeds">How many seeds; what the study says of the scale unless given.</param>
    /// <param name="folder">Where finished seeds are kept and looked for; null keeps nothing.</param>
    /// <param name="progress">Takes steps in words.</param>
    /// <param name="token">Cancels; finished seeds stay.</param>
    /// <exception cref="BadInputException">The study has no predicate about the direction of its claim, or measures something else than it says.</exception>
    public static async Task<StudyResult> RunAsync(IStudy study, StudyScale scale, int? seeds = null, string? folder = null, IProgress<string>? progress = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        var count = seeds ?? study.CostOf(scale).Seeds;
        if (count is < 1 or > 1000)
        {
            throw new BadInputException($"A study runs 1 to 1,000 seeds, but {count} were asked for.");
        }

        if (!study.Predicates.Any(p => p.IsDirection))
        {
            throw new BadInputException($"The study '{study.Id}' has no predicate about the direction of its claim, so nothing could be said of it.");
        }

        var kept = folder is null ? null : new KeptRuns(folder, study, scale);
        var runs = new List<StudyRun>();
        for (var seed = 1UL; seed <= (ulong)count; seed++)
        {
            token.ThrowIfCancellationRequested();
            var run = kept?.Find(seed);
            progress?.Report(string.Create(CultureInfo.InvariantCulture, $"seed {seed} of {count}{(run is null ? string.Empty : ": kept from before")}"));
            if (run is null)
            {
                var started = Stopwatch.GetTimestamp();
                var measured = await study.MeasureAsync(new StudyTrial(scale, seed, progress), token).ConfigureAwait(false);
                run = new(seed, Stopwatch.GetElapsedTime(started).TotalSeconds, measured);
                kept?.Keep(run);
            }

            runs.Add(run);
        }

        return new()
        {
            Entry = StudyCatalogue.EntryOf(study),
            Experiment = study.Experiment,
            Scale = scale,
            Outcomes = StudyJudgement.Outcomes(study.Predicates, [.. runs.Select(r => r.Measurements.Values)]),
            Runs = runs,
            Machine = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}"),
            When = TimeProvider.System.GetUtcNow(),
        };
    }
}
