using System.Numerics;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Query.Planning;

/// <summary>Splits a spend over the parts of a plan, equally, and makes each part's noise.</summary>
/// <remarks>For groups of k units, and under replace (a group of two), every part gets the share that composes back to the spend.</remarks>
internal sealed class Budget
{
    // Weights are below 2^31 and the samplers take 2^90: what cannot be drawn is refused before it is paid for.
    private static readonly Rational MostScale = BigInteger.One << 58;

    private readonly Rational? _epsilon;
    private readonly Rational? _rho;
    private readonly Rational _delta;
    private readonly bool _isGroup;

    /// <param name="spend">What is given.</param>
    /// <param name="parts">How many parts share it.</param>
    /// <param name="selections">How many of them select keys, and share its δ.</param>
    public Budget(Spend spend, int parts, int selections)
    {
        var unit = spend.Account.Population.Unit;
        var group = (Rational)unit.GroupSize * (unit.Relation == Neighbours.Replace ? 2 : 1);
        _isGroup = group > 1;
        _epsilon = spend.Epsilon / group / parts;
        _rho = spend.Rho / (group * group) / parts;
        _delta = spend.Delta / Math.Max(1, selections);
    }

    public bool IsGaussian => _rho is not null;

    /// <summary>Noise for a part with these weighted sensitivities.</summary>
    public IntegerNoise Noise(Rational shift1, Rational shift2, string sensitivity)
    {
        var noise = _rho is { } rho
            ? IntegerNoise.Gaussian(rho, shift2, sensitivity)
            : IntegerNoise.Laplace(_epsilon!.Value, shift1, sensitivity);
        return noise.Scale <= MostScale
            ? noise
            : throw new BadInputException("The spend is too small for this question: its noise could not be drawn. Give it more.");
    }

    public PartitionSelection Selection(long maxPartitions)
    {
        if (_isGroup)
        {
            throw new BadInputException("Private selection of keys is not offered for groups of units or under replace. Declare the keys as a category.");
        }

        // zCDP charges ε²/2 for a pure part; the root is rounded down.
        var epsilon = _epsilon ?? ((2 * _rho!.Value).SqrtUp(60) - new Rational(1, BigInteger.One << 59));
        return new PartitionSelection(epsilon, _delta, maxPartitions);
    }
}
