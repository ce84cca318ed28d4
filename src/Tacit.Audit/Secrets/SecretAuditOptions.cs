using System.Globalization;
using Tacit.Audit.Sticky;
using Tacit.Data;

namespace Tacit.Audit.Secrets;

/// <summary>Which attacks on secrets are run, on what, and how often.</summary>
public sealed record SecretAuditOptions
{
    /// <summary>What is attacked; sticky noise unless given.</summary>
    public SecretEngine Engine { get; init; } = SecretEngine.Sticky;

    /// <summary>What a sticky engine adds and holds back; as attacked in 2019 unless given.</summary>
    public DiffixProfile Profile { get; init; } = DiffixProfile.Paper;

    /// <summary>The records, one for each person; null for a table that is best for attackers, with five known columns.</summary>
    public MicroTable? Table { get; init; }

    /// <summary>With a table: the columns that are known of a victim.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>With a table: the secret column.</summary>
    public string? Secret { get; init; }

    /// <summary>The value of the secret that is asked for, as a literal; the most common one unless given.</summary>
    public string? Value { get; init; }

    /// <summary>Names of attacks; those that say something about the engine where there are none.</summary>
    public IReadOnlyList<string> Attacks { get; init; } = [];

    /// <summary>Persons of the table who are attacked, drawn at random; all where there are fewer. Where secrets are drawn (without a table, and against Tacit), games of one person.</summary>
    public int Victims { get; init; } = 500;

    /// <summary>The budget of one game against Tacit; ε = 1 unless given.</summary>
    public BudgetPolicy Budget { get; init; } = new() { Epsilon = 1 };

    /// <summary>The probability with which each end of an interval may not hold.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>The seed of victims, coins, choices and sticky noise; null draws one, which the result names. Tacit's noise has no seed.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Games at once; null for one per processor.</summary>
    public int? Threads { get; init; }

    internal void Check()
    {
        if (Victims is < 20 or > 1_000_000)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"20 to 1,000,000 victims are attacked, but {Victims} were asked for. A few hundred say something."));
        }

        if (!(Alpha > 0 && Alpha < 1))
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"Alpha must be in (0, 1), but was {Alpha}."));
        }

        if (Threads is < 1)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"Games are played on at least 1 thread, but {Threads} were asked for."));
        }

        if (Table is null ? Known.Count > 0 || Secret is not null || Value is not null : Known.Count == 0 || Secret is null)
        {
            throw new BadInputException("A table comes with the columns that are known of a victim and with the secret one; without a table there are none to name.");
        }

        if (Known.Count > 16 || Known.Append(Secret).Distinct(StringComparer.Ordinal).Count() != Known.Count + 1)
        {
            throw new BadInputException("At most 16 columns are known, each is named once, and the secret one is not among them.");
        }

        Budget.ToBudget();
    }
}
