using System.Globalization;
using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Sticky;

namespace Tacit.Audit.Secrets;

/// <summary>A table that is best for an attacker: the victim, in the first row, is singled out by k columns, and for each of them there are others who differ from the victim in it alone.</summary>
public static class BestCase
{
    /// <summary>The secret column, with the values 'yes' and 'no'.</summary>
    public const string Secret = "secret";

    /// <summary>The value that is asked for.</summary>
    public const string Value = "'yes'";

    /// <summary>The known columns, from <c>a1</c> on.</summary>
    /// <param name="known">How many.</param>
    public static IReadOnlyList<string> Columns(int known) => [.. Enumerable.Range(1, known).Select(i => string.Create(CultureInfo.InvariantCulture, $"a{i}"))];

    /// <summary>The table.</summary>
    /// <param name="known">Known columns, 1 to 30.</param>
    /// <param name="others">Persons for each column and value of the secret, at least 1.</param>
    /// <param name="victimHasSecret">The victim's secret.</param>
    public static MicroTable Table(int known, int others, bool victimHasSecret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(known, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(known, 30);
        ArgumentOutOfRangeException.ThrowIfLessThan(others, 1);
        var people = Enumerable.Range(0, known).SelectMany(i => Enumerable.Range(0, 2 * others).Select(j => Row(known, i, j < others)));
        return MicroTable.Of([.. Columns(known), Secret], people.Prepend(Row(known, -1, victimHasSecret)));
    }

    /// <summary>The victim.</summary>
    /// <param name="known">Known columns.</param>
    /// <param name="table">The table's name.</param>
    public static SecretVictim Victim(int known, string table = "people") =>
        new(RowCondition.Quoted(table), [.. Columns(known).Select(c => RowCondition.Is(c, "1"))], RowCondition.Is(Secret, Value));

    private static IReadOnlyList<string> Row(int known, int differsIn, bool hasSecret) =>
        [.. Enumerable.Range(0, known).Select(i => i == differsIn ? "0" : "1"), hasSecret ? Value : "'no'"];
}
