using System.Globalization;
using Tacit.Data;

namespace Tacit.Audit.Queries;

/// <summary>Which attacks are run, on what, and how often.</summary>
public sealed record QueryAuditOptions
{
    /// <summary>The policy whose tables and budget are played with; null for a small bundled one. Its files are not opened: tables are generated from what it declares.</summary>
    public PrivacyPolicy? Policy { get; init; }

    /// <summary>The population, where the policy has several.</summary>
    public string? Population { get; init; }

    /// <summary>The budget of one game, in place of the policy's.</summary>
    public BudgetPolicy? Budget { get; init; }

    /// <summary>Names of attacks; all of them where there are none.</summary>
    public IReadOnlyList<string> Attacks { get; init; } = [];

    /// <summary>Plays of each attack against each endpoint; the target is in the data in half of them.</summary>
    public int Trials { get; init; } = 400;

    /// <summary>The most that the probability of a false alarm may be, over all attacks of a run.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>The seed of coins, of the attackers' choices and of naive noise; null draws one, which the result names. Tacit's noise has no seed.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Plays at once, but for attacks of time; null for one per processor.</summary>
    public int? Threads { get; init; }

    internal void Check()
    {
        if (Trials is < 20 or > 1_000_000)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"An attack is played 20 to 1,000,000 times, but was asked for {Trials}. A few hundred say something."));
        }

        if (!(Alpha > 0 && Alpha < 1))
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"Alpha, the probability of a false alarm, must be in (0, 1), but was {Alpha}."));
        }

        if (Threads is < 1)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"Games are played on at least 1 thread, but {Threads} were asked for."));
        }

        Budget?.ToBudget();
    }
}
