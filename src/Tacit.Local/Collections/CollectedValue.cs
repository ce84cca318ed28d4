namespace Tacit.Local;

/// <summary>One number that the reports of a collection say.</summary>
/// <param name="Part">What it is: <c>frequency</c>, <c>mean</c>, <c>share</c> of users whose numbers lie in a tenth of the range, <c>word</c> for a frequent word that was found, or <c>attribute 0</c>, <c>attribute 1</c>, … for a frequency of that attribute of a tuple.</param>
/// <param name="Label">The value whose frequency it is: its label, the word, or its number; the two ends of a tenth; empty for a mean.</param>
/// <param name="Estimate">The number with its interval.</param>
public sealed record CollectedValue(string Part, string Label, Estimate Estimate);
