using System.Text.Json;

namespace Tacit.Reporting;

/// <summary>Losses: read, and compared with what they must be.</summary>
internal static class DerivedLoss
{
    public static PrivacyLoss Read(DerivationEntry entry)
    {
        try
        {
            return PrivacyLoss.FromJson(entry.Raw);
        }
        catch (FormatException e)
        {
            throw entry.Wrong($"this is no loss: {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>The loss that must stand there; where another stands, that is a fault.</summary>
    public static PrivacyLoss Same(DerivationFindings findings, DerivationEntry entry, Func<PrivacyLoss> make, string from)
    {
        var claimed = Read(entry);
        PrivacyLoss own;
        try
        {
            own = make();
        }
        catch (BadInputException e)
        {
            throw entry.Wrong($"there is no loss of this {from}: {e.Message.TrimEnd('.')}");
        }

        if (!own.Equals(claimed))
        {
            findings.Fault(entry, $"claimed {claimed}, but by {from} it is {own}.");
        }

        return own;
    }

    /// <summary>Whether a loss is the composition of the parts, in whatever order.</summary>
    public static PrivacyLoss Composition(DerivationFindings findings, DerivationEntry entry, IReadOnlyList<PrivacyLoss> parts)
    {
        var claimed = Read(entry);
        if (parts.Count == 0)
        {
            throw entry.Wrong("there are no parts that could cost something");
        }

        var own = PrivacyLoss.Composed(parts);
        using var document = JsonDocument.Parse(claimed.ToJson());
        var root = document.RootElement;
        var events = claimed.Type == "composed" ? root.GetProperty("events").EnumerateArray().Select(e => e.GetRawText()) : [];
        if (!events.Order(StringComparer.Ordinal).SequenceEqual(parts.Select(p => p.ToJson()).Order(StringComparer.Ordinal)))
        {
            findings.Fault(entry, $"claimed {claimed}, but the parts compose to {own}.");
        }

        return own;
    }
}
