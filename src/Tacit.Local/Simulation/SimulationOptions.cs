namespace Tacit.Local;

/// <summary>How a collection is simulated.</summary>
public sealed record SimulationOptions
{
    /// <summary>What is done to estimates of frequencies; nothing unless set. Protocols that cannot do anything to theirs leave it out.</summary>
    public PostProcess PostProcess { get; init; } = PostProcess.None;

    /// <summary>Of the intervals; 0.95 unless set.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Repeats the run; the operating system's randomness unless set.</summary>
    public ulong? Seed { get; init; }
}
