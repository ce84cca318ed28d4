using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>How far one unit moves a vector of integers whose coordinates are divided by their weights, under each relation.</summary>
/// <remarks>
/// The weights and the noise go to <see cref="Permit.Draw(IntegerNoise, ReadOnlySpan{Int128}, ReadOnlySpan{Rational})"/> with the exact integers.
/// Noise is calibrated and priced under the relation that is named; noise of add/remove costs a group of two where replace is asked for.
/// </remarks>
public sealed class AggregateSensitivity
{
    private readonly Rational[] _weights;
    private readonly Rational _l1;
    private readonly Rational _l2;
    private readonly Rational _replaceL1;
    private readonly Rational _replaceL2;

    internal AggregateSensitivity(Rational[] weights, Rational l1, Rational l2, Rational replaceL1, Rational replaceL2, string words)
    {
        _weights = weights;
        (_l1, _l2, _replaceL1, _replaceL2) = (l1, l2, replaceL1, replaceL2);
        Words = words;
    }

    /// <summary>One weight for each coordinate.</summary>
    public ReadOnlySpan<Rational> Weights => _weights;

    /// <summary>Where the numbers come from, in words.</summary>
    public string Words { get; }

    /// <summary>The weighted L1 sensitivity under <paramref name="relation"/>.</summary>
    public Rational L1(Neighbours relation) => relation == Neighbours.Replace ? _replaceL1 : _l1;

    /// <summary>The weighted L2 sensitivity under <paramref name="relation"/>, rounded up where it is not rational.</summary>
    public Rational L2(Neighbours relation) => relation == Neighbours.Replace ? _replaceL2 : _l2;

    /// <summary>
    /// The same when a unit has up to <paramref name="rows"/> rows, or none: each number times the rows; under replace twice that of add/remove. For one row, under
    /// replace no less than under add/remove: a unit without a row may take the place of one that has it.
    /// </summary>
    /// <exception cref="BadInputException">The number of rows is below one.</exception>
    public AggregateSensitivity ForRows(int rows) => rows switch
    {
        1 => new(_weights, _l1, _l2, Rational.Max(_replaceL1, _l1), Rational.Max(_replaceL2, _l2), Words),
        > 1 => new(_weights, rows * _l1, rows * _l2, 2 * rows * _l1, 2 * rows * _l2, $"at most {rows} rows a unit; {Words}"),
        _ => throw new BadInputException($"A unit has at least one row, but {rows} were stated."),
    };

    /// <summary>Discrete Laplace noise for the whole vector: ε-differentially private under <paramref name="relation"/>.</summary>
    public IntegerNoise Laplace(Rational epsilon, Neighbours relation = Neighbours.AddRemove) => IntegerNoise.Laplace(epsilon, L1(relation), Words, relation);

    /// <summary>Discrete Gaussian noise for the whole vector: ρ-zCDP under <paramref name="relation"/>.</summary>
    public IntegerNoise Gaussian(Rational rho, Neighbours relation = Neighbours.AddRemove) => IntegerNoise.Gaussian(rho, L2(relation), Words, relation);

    /// <summary>The noise of each coordinate, as estimators need it.</summary>
    public NoiseScale[] ScalesOf(IntegerNoise noise)
    {
        ArgumentNullException.ThrowIfNull(noise);

        // Trees have thousands of equal weights.
        var scales = new NoiseScale[_weights.Length];
        for (var k = 0; k < scales.Length; k++)
        {
            scales[k] = k > 0 && _weights[k] == _weights[k - 1] ? scales[k - 1] : new NoiseScale(noise.IsGaussian, (noise.Scale * _weights[k]).ToDoubleUp());
        }

        return scales;
    }
}
