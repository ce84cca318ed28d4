namespace Tacit.Local;

/// <summary>Frequent words that were found, and how.</summary>
/// <param name="Words">The most frequent first. Intervals hold jointly for everything that was tried at the last stage, so choosing the largest does not bias them.</param>
/// <param name="Stages">What happened at each prefix.</param>
/// <param name="Reports">n: reports of all groups.</param>
public sealed record FrequentWords(IReadOnlyList<HeavyHitter> Words, IReadOnlyList<HeavyHitterStage> Stages, long Reports);
