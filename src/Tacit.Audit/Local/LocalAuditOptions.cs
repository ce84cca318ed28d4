using System.Globalization;

namespace Tacit.Audit.Local;

/// <summary>How much a local audit runs, and how sure it has to be.</summary>
public sealed record LocalAuditOptions
{
    /// <summary>N: new users of each of the two inputs. Where an event is searched for, a fifth of them (at most 200,000) choose it, and the others are counted.</summary>
    public long Trials { get; init; } = 1_000_000;

    /// <summary>The most that the probability of refuting a claim that is kept may be, over all events of the attack.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>The seed of all randomness; null draws one, which the result names. One seed gives one result, whatever the number of threads, if users take their randomness from where they are told.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The most threads at once; null for one per processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Takes each Clopper–Pearson bound at α/4, as the reference implementation of the paper does, in place of α/2: valid, and looser.</summary>
    public bool Compatibility { get; init; }

    internal void Check()
    {
        if (Trials is < 100 or > 1_000_000_000_000)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"A local audit needs 100 to 10^12 trials of each input, but was given {Trials}. A million says something."));
        }

        if (!(Alpha > 0 && Alpha < 1))
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"Alpha, the probability of a false alarm, must be in (0, 1), but was {Alpha}."));
        }

        if (Threads is < 1)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"An audit runs on at least 1 thread, but was given {Threads}."));
        }
    }
}
