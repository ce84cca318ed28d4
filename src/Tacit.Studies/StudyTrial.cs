using Tacit.Randomness;

namespace Tacit.Studies;

/// <summary>One run of an experiment.</summary>
/// <param name="Scale">The scale.</param>
/// <param name="Seed">The seed: data, noise and choices come from it alone.</param>
/// <param name="Progress">Takes a step in words.</param>
public sealed record StudyTrial(StudyScale Scale, ulong Seed, IProgress<string>? Progress = null)
{
    /// <summary>A source of randomness of its own for each purpose, from the seed.</summary>
    /// <param name="purpose">Tells the sources apart.</param>
    public RandomSource Random(ulong purpose = 0) => RandomSource.Seeded((Seed * 1_000_003) + purpose);

    /// <summary>One of three values, by the scale.</summary>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="smoke">At smoke scale.</param>
    /// <param name="small">At small scale.</param>
    /// <param name="full">At full scale.</param>
    public T Pick<T>(T smoke, T small, T full) => Scale switch { StudyScale.Smoke => smoke, StudyScale.Small => small, _ => full };
}
