namespace Tacit.Accounting.LossDistributions;

/// <summary>How a bracket was computed from loss distributions: the grid, and what each approximation added to δ.</summary>
/// <remarks>
/// The upper end spreads each cell over its two ends with the mean of e^(−loss) kept (Doroshenko et al. 2022), the lower end contracts it to that mean
/// and is shifted by <see cref="Shift"/>. Errors are absolute amounts of δ at <see cref="Epsilon"/>, inside the ends already.
/// </remarks>
public sealed record LossDistributionReport
{
    /// <summary>The direction that decides the upper end.</summary>
    public required LossDirection Direction { get; init; }

    /// <summary>h: the distance of grid points, in units of loss.</summary>
    public required double GridStep { get; init; }

    /// <summary>1, or 2 where groups of steps were composed on a finer grid first.</summary>
    public required int Stages { get; init; }

    /// <summary>θ: masses were multiplied by e^(θ·loss) and normalised before the transform, so that its rounding is relative to δ.</summary>
    public required double Tilt { get; init; }

    /// <summary>The lowest loss of the window.</summary>
    public required double LowestLoss { get; init; }

    /// <summary>The highest loss of the window.</summary>
    public required double HighestLoss { get; init; }

    /// <summary>Points of the window: the length of the transform.</summary>
    public required int Points { get; init; }

    /// <summary>The ε at which the errors below are stated.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Probability that counts whole: outcomes of infinite loss, and losses above the range of a step.</summary>
    public required double InfiniteMass { get; init; }

    /// <summary>Added for the rounding of the Fourier transforms.</summary>
    public required double TransformError { get; init; }

    /// <summary>Added for the tails that the window of losses cuts off or folds in.</summary>
    public required double TruncationError { get; init; }

    /// <summary>Added for the errors of a first stage; zero with one stage.</summary>
    public required double InheritedError { get; init; }

    /// <summary>κ: the lower end's true losses lie at most this far below its grid points together. It lowers the lower ε by as much, and may be negative.</summary>
    public required double Shift { get; init; }

    /// <summary>Taken from the lower δ for losses that lie further below.</summary>
    public required double ShiftError { get; init; }
}
