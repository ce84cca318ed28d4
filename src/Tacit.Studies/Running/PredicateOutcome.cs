namespace Tacit.Studies;

/// <summary>What came of a predicate.</summary>
/// <param name="Predicate">The predicate.</param>
/// <param name="Measured">The mean over seeds.</param>
/// <param name="Low">The low end of its 95% interval over seeds (Student); the smallest value where there are fewer than three.</param>
/// <param name="High">The high end.</param>
/// <param name="Met">Whether it holds: of the whole interval.</param>
public sealed record PredicateOutcome(StudyPredicate Predicate, double Measured, double Low, double High, bool Met);
