namespace Tacit.Local;

/// <summary>How a collection is estimated.</summary>
public sealed record EstimateOptions
{
    /// <summary>What is done to estimated frequencies; only where each value of a list has one.</summary>
    public PostProcess PostProcess { get; init; } = PostProcess.None;

    /// <summary>Of each interval; of all at once after post-processing, and for words that were found.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>The words that are asked about, where the reports are of words that nobody listed: sketches and RAPPOR need them, the others take none.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Words that are found at most, where the protocol finds them.</summary>
    public int Most { get; init; } = 20;
}
