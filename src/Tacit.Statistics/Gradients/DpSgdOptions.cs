namespace Tacit.Statistics;

/// <summary>How a linear model is trained. All of it is public and chosen without the data; tuning it on the data is a loss of its own.</summary>
public sealed record DpSgdOptions
{
    /// <summary>What is fitted.</summary>
    public LinearObjective Objective { get; init; } = LinearObjective.Softmax;

    /// <summary>Classes of a softmax, 2 to 10,000; not read for others.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>The largest L2 norm of the features of a row; longer rows are scaled down. NaN counts as zero.</summary>
    public double FeatureBound { get; init; } = 1;

    /// <summary>q: a step takes every row with this probability, independently of the others. Rounded up to a multiple of 2⁻³².</summary>
    public double SamplingRate { get; init; } = 0.01;

    /// <summary>T, 1 to 10,000,000.</summary>
    public long Steps { get; init; } = 1000;

    /// <summary>σ over C, what a row that comes or goes moves a sum by. See <see cref="Accounting.Calibration"/> for that of an ε under either relation.</summary>
    public Numerics.Quantity NoiseMultiplier { get; init; } = 1;

    /// <summary>C: the largest L2 norm of a gradient, for features scaled to a norm of at most one.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>η: steps are η times the noisy sum of gradients over the expected size of a sample.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>The share of the last step that the next one keeps, in [0, 1).</summary>
    public double Momentum { get; init; }

    /// <summary>λ: λ/2·‖θ‖² is added to the mean loss.</summary>
    public double Ridge { get; init; }
}
