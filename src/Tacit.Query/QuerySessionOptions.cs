using Tacit.Numerics;

namespace Tacit.Query;

/// <summary>What holds for the questions of a session unless one says otherwise.</summary>
public sealed record QuerySessionOptions
{
    /// <summary>ε of a question, or null.</summary>
    public Rational? Epsilon { get; init; }

    /// <summary>ρ of a question, where <see cref="Epsilon"/> is null.</summary>
    public Rational? Rho { get; init; }

    /// <summary>δ of a question that selects keys; others spend none.</summary>
    public Rational? DeltaPerQuery { get; init; }

    /// <summary>Rows that are expected in the smallest group that matters, for planning errors; null where nobody says.</summary>
    public double? ExpectedRows { get; init; }

    /// <summary>The confidence of intervals; 0.95 where null.</summary>
    public double? Confidence { get; init; }
}
