namespace Tacit.Local;

/// <summary>A candidate and how frequent it is.</summary>
/// <param name="Word">The candidate.</param>
/// <param name="Frequency">Its frequency: non-negative least squares, moved into the interval of least squares without that bound. From 0 to 1 where the candidates cannot be told apart.</param>
/// <param name="StandardError">Of least squares without the bound, which is unbiased. Infinite where the candidates cannot be told apart.</param>
public sealed record RapporWord(string Word, Estimate Frequency, double StandardError);
