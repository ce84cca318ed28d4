using System.Globalization;
using System.Numerics;

namespace Tacit.Reporting;

/// <summary>What a check has found so far.</summary>
internal sealed class DerivationFindings
{
    public List<DerivationFault> Faults { get; } = [];

    public List<DerivedFact> Facts { get; } = [];

    public void Fault(DerivationEntry entry, string message) => Faults.Add(new(entry.Path, message));

    public void Derived(DerivationEntry entry, string text) => Facts.Add(new(entry.Path, text));

    /// <summary>Whether a claimed bound is no smaller than the checker's own. A claim of none claims nothing.</summary>
    public void Claim(DerivationEntry entry, BigInteger? own, string what)
    {
        if (entry.WholeOrNull(0) is { } claimed && !(own <= claimed))
        {
            Fault(entry, string.Create(CultureInfo.InvariantCulture, $"claimed {claimed} {what}, but {(own is { } most ? $"there can be {most}" : "nothing bounds them")}."));
        }
    }
}
