namespace Tacit.Audit.Events;

/// <summary>An event with a direction, and what the first half of the runs lets one expect of it.</summary>
/// <param name="Event">The event.</param>
/// <param name="SecondIsLikelier">Whether it is taken to be likelier on the second input.</param>
/// <param name="Epsilon">The bound on ε that the same shares of the judging runs would give, nearly.</param>
/// <param name="Delta">That on δ.</param>
/// <param name="Excess">By how many standard errors the plain shares are above what the claim allows: P(E) − e^ε·P'(E) − δ.</param>
/// <param name="Hope">An optimistic guess of ε: what is below another's expectation is not worth a share of α.</param>
internal sealed record Candidate(OutputEvent Event, bool SecondIsLikelier, double Epsilon, double Delta, double Excess, double Hope);
