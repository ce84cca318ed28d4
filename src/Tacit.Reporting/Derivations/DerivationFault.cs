namespace Tacit.Reporting;

/// <summary>What is wrong in a derivation, and where.</summary>
/// <param name="Path">The place in its JSON, for example <c>levels[0].parts[1].l2</c>; empty for the whole.</param>
/// <param name="Message">What is claimed there, and what the checker finds instead.</param>
public sealed record DerivationFault(string Path, string Message)
{
    /// <summary>Place and message.</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
