using Tacit.Audit.Queries.Endpoints;

namespace Tacit.Audit.Secrets;

/// <summary>What an attacker knows of a person, and what he wants to know.</summary>
/// <param name="Table">The table as SQL writes it.</param>
/// <param name="Known">The person's value in each known column: equalities.</param>
/// <param name="Secret">Does the person meet this? An equality, too.</param>
public sealed record SecretVictim(string Table, IReadOnlyList<RowCondition> Known, RowCondition Secret)
{
    internal void Check()
    {
        if (Known.Count == 0 || Known.Append(Secret).Any(c => c.Kind != RowConditionKind.Equal) || Known.Append(Secret).Select(c => c.Column).Distinct(StringComparer.Ordinal).Count() != Known.Count + 1)
        {
            throw new BadInputException("A victim is known by at least one column; each known column and the secret one are different, and each is given by an equality.");
        }
    }
}
