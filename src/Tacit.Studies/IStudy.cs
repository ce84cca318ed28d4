namespace Tacit.Studies;

/// <summary>A published claim that can be run: what is measured, and what must hold of the numbers.</summary>
/// <remarks>
/// Predicates are written down before anything is measured, with margins that survive another machine; the verdict is computed from them. A study uses the
/// public API as anybody could: it has no method of its own that a user would not have.
/// </remarks>
public interface IStudy
{
    /// <summary>The name in the catalogue and on the command line.</summary>
    string Id { get; }

    /// <summary>What is done, in words: data, settings, what is compared.</summary>
    string Experiment { get; }

    /// <summary>What to know of the outcome: why something does not hold here, or what differs from the paper. Null where there is nothing. It changes no verdict.</summary>
    string? Remarks => null;

    /// <summary>What must hold of the measured numbers.</summary>
    IReadOnlyList<StudyPredicate> Predicates { get; }

    /// <summary>How many seeds a scale runs, how long it takes on two cores, and how much memory.</summary>
    /// <param name="scale">The scale.</param>
    StudyCost CostOf(StudyScale scale);

    /// <summary>Runs the experiment once, for one seed.</summary>
    /// <param name="trial">Scale, seed and where progress goes.</param>
    /// <param name="token">Cancels.</param>
    Task<StudyMeasurements> MeasureAsync(StudyTrial trial, CancellationToken token);
}
