namespace Tacit.Local;

/// <summary>How a number from a range is reported. All are one mechanism on a grid: a window of cells is more probable by e^ε than the others.</summary>
public enum NumberKind
{
    /// <summary><c>duchi</c>: one bit, which end of the range. Least error below ε = 1.3 or so at the ends of the range. Source: Duchi, Jordan and Wainwright (2018).</summary>
    Duchi,

    /// <summary><c>pm</c>: the piecewise mechanism. Less error for larger ε, most of all in the middle of the range. Source: Wang et al., "Collecting and analyzing multidimensional data with local differential privacy" (2019).</summary>
    Piecewise,

    /// <summary><c>hybrid</c>: the piecewise mechanism with probability 1 − e^(−ε/2), else Duchi's; below ε = 0.61 Duchi's alone. Its error hardly depends on the number. Same source.</summary>
    Hybrid,

    /// <summary><c>sw</c>: the square wave, for the whole distribution rather than its mean. Source: Li et al., "Estimating numerical distributions under local differential privacy" (2020).</summary>
    SquareWave,
}
