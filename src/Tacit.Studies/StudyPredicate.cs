using System.Globalization;

namespace Tacit.Studies;

/// <summary>Something that must hold of a measured number.</summary>
/// <param name="Name">What it says, in words.</param>
/// <param name="Measured">The name of the number.</param>
/// <param name="Side">On which side of the bound it must lie.</param>
/// <param name="Bound">The bound, with the margin that another machine needs.</param>
/// <param name="IsDirection">Whether it is about the direction of the claim (better, faster, falls), and not only about its size.</param>
public sealed record StudyPredicate(string Name, string Measured, PredicateSide Side, double Bound, bool IsDirection)
{
    /// <summary>Whether a number lies on the right side; NaN never does.</summary>
    /// <param name="value">The number.</param>
    public bool Holds(double value) => Side == PredicateSide.AtLeast ? value >= Bound : value <= Bound;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Measured} {(Side == PredicateSide.AtLeast ? "≥" : "≤")} {Bound:G6}");
}
