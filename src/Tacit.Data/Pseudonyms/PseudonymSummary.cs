namespace Tacit.Data;

/// <summary>What was replaced, for the owner: these numbers depend on the data.</summary>
/// <param name="Rows">Rows, all of which were written, in their order.</param>
/// <param name="Missing">Rows without a key: it is missing in the output, too.</param>
/// <param name="Subjects">Different keys.</param>
/// <param name="NewSubjects">Those that the crosswalk did not know; none where keys were revealed.</param>
/// <param name="Repeating">Other columns that show the key itself in some row: whoever gets the output sees it there.</param>
public sealed record PseudonymSummary(long Rows, long Missing, long Subjects, long NewSubjects, IReadOnlyList<string> Repeating);
