namespace Tacit.Statistics;

/// <summary>Principal components.</summary>
public sealed class ComponentFit
{
    private readonly double[,] _vectors;

    internal ComponentFit(IReadOnlyList<Estimate> eigenvalues, IReadOnlyList<double> explained, double[,] vectors) =>
        (Eigenvalues, Explained, _vectors) = (eigenvalues, explained, vectors);

    /// <summary>From the largest down. The intervals hold all at once. Small ones may be negative.</summary>
    public IReadOnlyList<Estimate> Eigenvalues { get; }

    /// <summary>Each eigenvalue's share of the positive ones, from the noisy matrix alone. Biased for small ones.</summary>
    public IReadOnlyList<double> Explained { get; }

    /// <summary>Component <paramref name="k"/>, of length one, with its largest entry positive.</summary>
    public double[] Component(int k) => [.. Enumerable.Range(0, _vectors.GetLength(0)).Select(i => _vectors[i, k])];
}
