namespace Tacit.Audit.Targets;

/// <summary>How a naive endpoint tries to protect: defences that were in use, none of which is private.</summary>
internal sealed record NaiveDefence
{
    /// <summary>Adds Laplace noise for a sensitivity of one and this ε to every number, in floating point; null adds none.</summary>
    public double? Epsilon { get; init; }

    /// <summary>Holds back groups of fewer rows.</summary>
    public int SmallestGroup { get; init; }

    /// <summary>Holds back groups of all rows but a few, too.</summary>
    public bool HoldsBackLargeGroups { get; init; }

    /// <summary>Draws the noise from a seed that is made of the exact answer, so that the same rows get the same noise.</summary>
    public bool NoiseSticksToAnswer { get; init; }

    /// <summary>Every analyst may ask so many questions; null for any number.</summary>
    public int? QuestionsEach { get; init; }

    /// <summary>Counts a question when it was answered, and not when it was asked.</summary>
    public bool CountsAfterwards { get; init; }
}
