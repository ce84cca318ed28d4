using Tacit.Query.Syntax;

namespace Tacit.Query.Planning;

/// <summary>Where the text of a question has what the planner may refuse, in characters of the text; −1 where nothing of it stands there.</summary>
/// <param name="Text">The text.</param>
/// <param name="Question">Where it begins.</param>
/// <param name="Rows">What stands behind FROM.</param>
/// <param name="Keys">Its keys, in their order.</param>
/// <param name="Aggregates">Its aggregates, in their order.</param>
internal sealed record QuestionPlaces(SqlText Text, int Question, int Rows, IReadOnlyList<int> Keys, IReadOnlyList<int> Aggregates);
