namespace Tacit.Reporting;

/// <summary>What the checker itself derived at one place of a derivation, in words.</summary>
/// <param name="Path">The place in its JSON, for example <c>levels[0].relation</c>.</param>
/// <param name="Text">The checker's own numbers, for example <c>at most 30 rows of one unit</c>.</param>
public sealed record DerivedFact(string Path, string Text);
