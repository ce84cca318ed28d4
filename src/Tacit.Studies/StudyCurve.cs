namespace Tacit.Studies;

/// <summary>A curve of a figure.</summary>
/// <param name="Figure">The figure that it is part of.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Horizontal">What the x are, with a unit.</param>
/// <param name="Vertical">What the y are, with a unit.</param>
/// <param name="X">Where: the same in every run.</param>
/// <param name="Y">How much.</param>
/// <param name="IsLog">Whether both axes are logarithmic.</param>
public sealed record StudyCurve(string Figure, string Name, string Horizontal, string Vertical, IReadOnlyList<double> X, IReadOnlyList<double> Y, bool IsLog = true);
