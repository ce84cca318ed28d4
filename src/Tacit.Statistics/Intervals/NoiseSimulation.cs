using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>Intervals of smooth functions of noisy numbers: the noise is drawn again 2,000 times at the released values.</summary>
/// <remarks>
/// Post-processing: it reads released numbers alone. The seed is fixed, so that an answer that is computed twice is one answer. The law of the error at the
/// released values stands for that at the exact ones (the basic bootstrap; Davison and Hinkley 1997), so coverage is approximate.
/// </remarks>
internal static class NoiseSimulation
{
    public const int Draws = 2000;

    /// <summary>The simulated errors of each output, in order of size: [output][draw].</summary>
    public static double[][] Errors(ReadOnlySpan<double> released, ReadOnlySpan<NoiseScale> noise, Func<double[], double[]> estimator)
    {
        var random = RandomSource.Seeded(20_260_101);
        var centre = estimator(released.ToArray());
        var errors = centre.Select(_ => new double[Draws]).ToArray();
        for (var d = 0; d < Draws; d++)
        {
            var values = new double[released.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = released[i] + Draw(random, noise[i]);
            }

            var drawn = estimator(values);
            for (var k = 0; k < centre.Length; k++)
            {
                errors[k][d] = drawn[k] - centre[k];
            }
        }

        foreach (var list in errors)
        {
            Array.Sort(list);
        }

        return errors;
    }

    /// <summary>The interval [v − upper quantile of the errors, v − lower quantile], kept within the bounds and about the value.</summary>
    public static Estimate Interval(double value, double[] errors, double confidence, double low = double.NegativeInfinity, double high = double.PositiveInfinity)
    {
        var skip = (int)Math.Floor((1 - confidence) / 2 * (Draws - 1));
        var clamped = Math.Clamp(value, low, high);
        return new(
            clamped,
            Math.Min(clamped, Math.Clamp(value - errors[Draws - 1 - skip], low, high)),
            Math.Max(clamped, Math.Clamp(value - errors[skip], low, high)),
            confidence,
            Estimate.NoiseOnly);
    }

    /// <summary>Refuses what is not strictly between zero and one.</summary>
    public static void CheckConfidence(double confidence)
    {
        if (!(confidence > 0) || !(confidence < 1))
        {
            throw new BadInputException($"A confidence lies between 0 and 1, but was {confidence}.");
        }
    }

    /// <summary>Refuses vectors of another length.</summary>
    public static double[] Released(ReadOnlySpan<Int128> released, ReadOnlySpan<NoiseScale> noise, int length)
    {
        if (released.Length != length || noise.Length != length)
        {
            throw new ArgumentException($"There must be {length} released integers with {length} noise scales.", nameof(released));
        }

        var values = new double[length];
        for (var i = 0; i < length; i++)
        {
            values[i] = (double)released[i];
        }

        return values;
    }

    private static double Draw(RandomSource random, NoiseScale noise)
    {
        if (noise.Scale == 0)
        {
            return 0;
        }

        var u = PublicNet.Uniform(random);
        return noise.Scale * (noise.IsGaussian
            ? Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * PublicNet.Uniform(random))
            : u < 0.5 ? Math.Log(2 * u) : -Math.Log(2 * (1 - u)));
    }
}
