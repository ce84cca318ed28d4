namespace Tacit.Local;

/// <summary>A candidate and how frequent it is.</summary>
/// <param name="Word">The candidate.</param>
/// <param name="Frequency">Share of the reports, at least 0.</param>
/// <param name="StandardError">Approximate: as if no bound and no penalty were there, and bits of one report were independent. Infinite where the candidates cannot be told apart.</param>
public sealed record RapporWord(string Word, double Frequency, double StandardError);
