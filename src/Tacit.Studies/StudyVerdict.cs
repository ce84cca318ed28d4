namespace Tacit.Studies;

/// <summary>What the measured numbers say of a claim.</summary>
public enum StudyVerdict
{
    /// <summary>Some direction of the claim does not hold.</summary>
    NotReproduced = 0,

    /// <summary>All directions hold; some size does not, or fewer than three seeds were run.</summary>
    DirectionOnly = 1,

    /// <summary>Everything holds, over at least three seeds.</summary>
    Reproduced = 2,
}
