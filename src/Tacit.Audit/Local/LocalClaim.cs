using System.Globalization;
using Tacit.Local;

namespace Tacit.Audit.Local;

/// <summary>What a local randomizer says that the reports of one user give away at most.</summary>
public sealed record LocalClaim
{
    /// <summary>The claim.</summary>
    /// <param name="epsilon">ε by its name: what is advertised.</param>
    /// <param name="tightEpsilon">ε that the inputs of the audit may differ by at most, where that is known to be another number: smaller for a protocol that spends less, larger where the advertised ε is about less than these inputs. The verdict is about this one.</param>
    /// <param name="delta">δ; 0 for a pure guarantee.</param>
    /// <param name="unit">Whose change is hidden, in words.</param>
    /// <exception cref="BadInputException">An ε is negative or not finite, or δ is not in [0, 1).</exception>
    public LocalClaim(double epsilon, double? tightEpsilon = null, double delta = 0, string unit = PrivacyStatement.OneReport)
    {
        ArgumentNullException.ThrowIfNull(unit);
        (Epsilon, Delta, Unit) = (new PrivacyClaim(epsilon, delta).Epsilon, delta, unit);
        TightEpsilon = new PrivacyClaim(tightEpsilon ?? epsilon).Epsilon;
    }

    /// <summary>ε by its name.</summary>
    public double Epsilon { get; }

    /// <summary>ε that the verdict compares with.</summary>
    public double TightEpsilon { get; }

    /// <summary>δ; zero for pure differential privacy.</summary>
    public double Delta { get; }

    /// <summary>Whose change is hidden, in words.</summary>
    public string Unit { get; }

    /// <summary>What a protocol of Tacit declares.</summary>
    public static LocalClaim Of(PrivacyStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return new(statement.Epsilon.ToDouble(), statement.TightEpsilon, statement.Delta.ToDouble(), statement.Unit);
    }

    /// <summary>For example <c>ε = 1 (tight 0.896)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"ε = {Epsilon:0.######}{(Math.Abs(TightEpsilon - Epsilon) < 1e-9 ? string.Empty : $" (tight {TightEpsilon:0.####})")}{(Delta == 0 ? string.Empty : $", δ = {Delta}")}");
}
