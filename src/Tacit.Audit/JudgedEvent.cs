namespace Tacit.Audit;

/// <summary>One event of the outputs, chosen on the first half of the runs and counted on the second.</summary>
/// <param name="Event">The event in words, for example <c>value ≥ 1</c>.</param>
/// <param name="SecondIsLikelier">The direction: whether the event was taken to be likelier on the second input of the pair.</param>
/// <param name="Hits">How often it happened on the input where it was taken to be likelier.</param>
/// <param name="NeighbourHits">How often it happened on the other input.</param>
/// <param name="Draws">Judged runs on each input.</param>
/// <param name="EpsilonAtLeast">The lower bound on ε from this event.</param>
/// <param name="DeltaAtLeast">The lower bound on δ at the claimed ε from this event.</param>
public sealed record JudgedEvent(string Event, bool SecondIsLikelier, long Hits, long NeighbourHits, long Draws, double EpsilonAtLeast, double DeltaAtLeast);
