namespace Tacit.Audit;

/// <summary>The probabilities of all outputs of a mechanism on one input, as far as they are known; what is left over may be anything.</summary>
/// <remarks>
/// The cheapest audit: where outputs can be enumerated, their probabilities on two neighbours give the exact ε and δ, with no runs and no chance. A claim
/// is refuted only by what was enumerated: a law that is cut off can hide loss, never invent it, when its two laws are cut off alike.
/// </remarks>
public sealed class ExactLaw
{
    private readonly Dictionary<string, double> _probabilities;

    /// <summary>A law by its outputs; equal outputs add up.</summary>
    /// <exception cref="BadInputException">A probability is negative or not a number, or they sum to more than one.</exception>
    public ExactLaw(IEnumerable<KeyValuePair<string, double>> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        _probabilities = new(StringComparer.Ordinal);
        foreach (var (output, p) in probabilities)
        {
            if (!(p >= 0))
            {
                throw new BadInputException($"The probability of output '{output}' is negative or not a number.");
            }

            _probabilities[output] = _probabilities.GetValueOrDefault(output) + p;
        }

        Total = _probabilities.Values.Sum();
        if (!(Total <= 1 + 1e-9))
        {
            throw new BadInputException("The probabilities of a law sum to more than 1.");
        }
    }

    /// <summary>The sum of the probabilities: one, less what was cut off.</summary>
    public double Total { get; }

    /// <summary>The law of integers from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public static ExactLaw OfIntegers(long from, long to, Func<long, double> probability)
    {
        ArgumentNullException.ThrowIfNull(probability);
        var law = new List<KeyValuePair<string, double>>();
        for (var k = from; k <= to; k++)
        {
            law.Add(new(k.ToString(System.Globalization.CultureInfo.InvariantCulture), probability(k)));
        }

        return new(law);
    }

    /// <summary>The probability of an output.</summary>
    public double this[string output] => _probabilities.GetValueOrDefault(output);

    /// <summary>The largest |ln(p/p')| over the outputs, which is the exact ε of this pair for δ = 0; infinite if one law has an output that the other lacks.</summary>
    public double Epsilon(ExactLaw neighbour)
    {
        ArgumentNullException.ThrowIfNull(neighbour);
        return Outputs(neighbour).Where(p => p.Own > 0 || p.Other > 0).Select(p => Math.Abs(Math.Log(p.Own / p.Other))).DefaultIfEmpty().Max();
    }

    /// <summary>Σ max(0, p − e^ε·p') in the worse direction: the exact δ of this pair at <paramref name="epsilon"/>.</summary>
    public double Delta(ExactLaw neighbour, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(neighbour);
        var factor = Math.Exp(epsilon);
        var outputs = Outputs(neighbour);
        return Math.Max(outputs.Sum(p => Math.Max(0, p.Own - (factor * p.Other))), outputs.Sum(p => Math.Max(0, p.Other - (factor * p.Own))));
    }

    /// <summary>The Rényi divergence of an order above one, in the worse direction.</summary>
    public double Renyi(ExactLaw neighbour, double order)
    {
        ArgumentNullException.ThrowIfNull(neighbour);
        if (!(order > 1))
        {
            throw new ArgumentOutOfRangeException(nameof(order), order, "An order is above 1.");
        }

        var outputs = Outputs(neighbour);
        return Math.Max(
            Math.Log(outputs.Where(p => p.Own > 0).Sum(p => Math.Pow(p.Own, order) * Math.Pow(p.Other, 1 - order))),
            Math.Log(outputs.Where(p => p.Other > 0).Sum(p => Math.Pow(p.Other, order) * Math.Pow(p.Own, 1 - order)))) / (order - 1);
    }

    private List<(double Own, double Other)> Outputs(ExactLaw neighbour) =>
        [.. _probabilities.Keys.Union(neighbour._probabilities.Keys, StringComparer.Ordinal).Select(k => (this[k], neighbour[k]))];
}
