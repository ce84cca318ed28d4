namespace Tacit.Local;

/// <summary>How the numbers of simulated users are distributed over the range.</summary>
public enum NumberShape
{
    /// <summary>Evenly.</summary>
    Uniform,

    /// <summary>Normal: around the middle, with a standard deviation of an eighth of the range.</summary>
    Bell,

    /// <summary>Exponential: from the lower end, with a mean of a fifth of the range beyond it.</summary>
    Skewed,
}
