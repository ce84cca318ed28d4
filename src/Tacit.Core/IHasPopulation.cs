namespace Tacit;

/// <summary>Something that belongs to one population: a data set, or the population itself.</summary>
public interface IHasPopulation
{
    /// <summary>The population.</summary>
    Population Population { get; }
}
