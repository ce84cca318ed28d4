using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>How many different values the units have together, with at most L values of each unit counted.</summary>
/// <remarks>
/// Guarantee of noise of sensitivity L: add/remove or replace of one unit with any number of values. A unit that comes brings at most L values that nobody else
/// has, and one that is exchanged takes at most L and brings at most L, so the count moves by at most L under both relations. Values of a unit beyond L are left
/// out, so the number is a count of what is counted: at most that of all values. This is the simple bound; matching units to values counts more
/// (Knop and Steinke 2023).
/// </remarks>
public static class DistinctCount
{
    /// <summary>The exact number of different values when each unit gives its first <paramref name="valuesPerUnit"/> different ones.</summary>
    /// <param name="values">For each unit its values in an order that depends on that unit alone.</param>
    /// <param name="valuesPerUnit">L, at least 1.</param>
    public static Int128 Of<T>(IEnumerable<IEnumerable<T>> values, int valuesPerUnit)
    {
        ArgumentNullException.ThrowIfNull(values);
        Check(valuesPerUnit);
        var all = new HashSet<T>();
        foreach (var unit in values)
        {
            all.UnionWith(unit.Distinct().Take(valuesPerUnit));
        }

        return all.Count;
    }

    /// <summary>The sensitivity: L in L1 and L2, under both relations.</summary>
    public static AggregateSensitivity Sensitivity(int valuesPerUnit)
    {
        Check(valuesPerUnit);
        Rational most = valuesPerUnit;
        return new([1], most, most, most, most, $"a unit brings at most {valuesPerUnit} different values");
    }

    /// <summary>The count with its interval, which is that of integer noise. The value may be negative: cutting it would bias sums.</summary>
    public static Estimate From(Int128 released, IntegerNoise noise, double confidence)
    {
        ArgumentNullException.ThrowIfNull(noise);
        NoiseSimulation.CheckConfidence(confidence);
        var half = noise.HalfWidth(Rational.One, confidence);
        return new((double)released, (double)released - half, (double)released + half, confidence, Estimate.NoiseOnly);
    }

    private static void Check(int valuesPerUnit)
    {
        if (valuesPerUnit < 1)
        {
            throw new BadInputException($"A unit counts with at least one value, but {valuesPerUnit} were stated.");
        }
    }
}
