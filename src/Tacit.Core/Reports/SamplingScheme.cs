namespace Tacit.Reports;

/// <summary>How a step chooses its rows.</summary>
public enum SamplingScheme
{
    /// <summary>All rows in every step.</summary>
    Everybody = 0,

    /// <summary>Each unit by its own coin.</summary>
    Poisson = 1,

    /// <summary>A uniform subset of a fixed size.</summary>
    FixedSize = 2,

    /// <summary>The rows in a random order, cut into batches. It has no amplification that a Poisson price could stand for.</summary>
    Shuffled = 3,
}
