using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;
using Tacit.Randomness;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>A way to find out whether one unit is in the data, by questions alone.</summary>
internal abstract class QueryAttack
{
    /// <summary>For example <c>averaging</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Who did it first, or described it.</summary>
    public abstract string Source { get; }

    /// <summary>What the attacker does, and how he guesses.</summary>
    public abstract string Game { get; }

    /// <summary>A defence that it breaks.</summary>
    public abstract NaiveDefence Victim { get; }

    /// <summary>Whether the mark of a person must be a text.</summary>
    public virtual bool NeedsText => false;

    /// <summary>Whether it looks at time, for which nobody promises anything: the leakage is measured, and there is no bound to stay within.</summary>
    public virtual bool IsOfTime => false;

    /// <summary>Persons who may be in the data; the last one is the target.</summary>
    public virtual int Candidates => 41;

    /// <summary>Who is in the data beside the target.</summary>
    public virtual IReadOnlyList<int> Others(RandomSource random) => [.. Enumerable.Range(0, Candidates - 1)];

    /// <summary>Plays once. More than a half says that the target is in the data; an attack of time gives seconds, and the threshold is learned.</summary>
    public abstract Task<double> PlayAsync(Game game);
}
