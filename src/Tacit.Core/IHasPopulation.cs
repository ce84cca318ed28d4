namespace Tacit;

/// <summary>Something that holds data of one population, for example a data set.</summary>
public interface IHasPopulation
{
    /// <summary>Whose data it holds.</summary>
    Population Population { get; }
}
