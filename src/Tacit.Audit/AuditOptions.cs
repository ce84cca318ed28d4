using System.Globalization;

namespace Tacit.Audit;

/// <summary>How much an audit runs, how sure it has to be, and what it looks at.</summary>
public sealed record AuditOptions
{
    /// <summary>Runs on each input of a pair. The first half chooses what to look at, the second half judges.</summary>
    public int Runs { get; init; } = 20_000;

    /// <summary>The most that the probability of flagging a mechanism that keeps its claim may be, over all pairs, events and directions.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>The most events that are judged for each pair, at most 32. More events share α, so each is judged more strictly.</summary>
    public int MaxEvents { get; init; } = 32;

    /// <summary>The seed of all randomness; null draws one, which the result names. One seed gives one result, whatever the number of threads, if the mechanism takes its randomness from the source it is given.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The most threads that call the mechanism at once; null for one per processor, or for one where time is looked at. A mechanism that is not thread-safe needs 1.</summary>
    public int? Threads { get; init; }

    /// <summary>The step of the lattice that outputs are said to lie on; null if none is claimed. Whole outputs are taken to lie on the integers.</summary>
    public double? Lattice { get; init; }

    /// <summary>
    /// Takes the seconds of each run for an output too, in a test of its own that shares α. One run at a time then, unless <see cref="Threads"/> says
    /// otherwise, in an order that a coin decides. Time on a busy machine is not independent between runs: read such a finding with care.
    /// </summary>
    public bool Timing { get; init; }

    internal int ThreadsInUse => Threads ?? (Timing ? 1 : Environment.ProcessorCount);

    internal void Check()
    {
        if (Runs < 100)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"An audit needs at least 100 runs on each input, but was given {Runs}. Ten thousand and more say something."));
        }

        if (!(Alpha > 0 && Alpha < 1))
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"Alpha, the probability of a false alarm, must be in (0, 1), but was {Alpha}."));
        }

        if (MaxEvents is < 1 or > 32)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"An audit judges 1 to 32 events, but was asked for {MaxEvents}."));
        }

        if (Threads is < 1)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"An audit runs on at least 1 thread, but was given {Threads}."));
        }

        if (Lattice is { } step && !(step > 0 && double.IsFinite(step)))
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"The step of a lattice is a positive finite number, but was {step}."));
        }
    }
}
