using System.Globalization;
using Tacit.Audit.Outputs;

namespace Tacit.Audit.Events;

/// <summary>A set of outputs: those whose feature lies in [Low, High], or those whose feature does not.</summary>
internal readonly record struct OutputEvent(Feature Feature, double Low, double High, bool IsComplement, string? Label)
{
    public long Count(double[] column)
    {
        long hits = 0;
        foreach (var x in column)
        {
            hits += Has(x) ? 1 : 0;
        }

        return hits;
    }

    /// <summary>Equal for events that hold for the same of these outputs.</summary>
    public ulong Members(Observation[] outputs)
    {
        var members = 0UL;
        for (var i = 0; i < outputs.Length; i++)
        {
            members = Has(Feature.Read(outputs[i])) ? Digest.Mix(members, (ulong)i) : members;
        }

        return members;
    }

    public override string ToString()
    {
        if (Feature.IsLabel)
        {
            return $"{Feature.Name} {(IsComplement ? "≠" : "=")} {Label}";
        }

        // R keeps every bit: an event can be repeated from its text.
        var (low, high) = (Low.ToString("R", CultureInfo.InvariantCulture), High.ToString("R", CultureInfo.InvariantCulture));
        var inside = Low == High ? $"{Feature.Name} = {low}"
            : double.IsNegativeInfinity(Low) ? $"{Feature.Name} ≤ {high}"
            : double.IsPositiveInfinity(High) ? $"{Feature.Name} ≥ {low}"
            : $"{low} ≤ {Feature.Name} ≤ {high}";
        return IsComplement ? $"not ({inside})" : inside;
    }

    private bool Has(double x) => (x >= Low && x <= High) != IsComplement;
}
