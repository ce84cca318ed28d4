using Tacit.Randomness;

namespace Tacit.Mechanisms.Bulk;

/// <summary>
/// Fast Gaussian or Laplace noise for arrays of floats. <b>Not floating-point safe</b>: for simulation, and for sums that were rounded to a
/// <see cref="Lattice"/> before and are rounded again after. For releases of reals use <see cref="LatticeNoise"/>.
/// </summary>
/// <remarks>
/// Guarantee: none of its own. The noise cannot be predicted (AES-256 in counter mode), but a float that is added to an unrounded sum shows low bits
/// of that sum (Mironov 2012). Granularity: each draw is one of 2^32 values for |U| up to 1 − 2^−8 and of 2^64 beyond, rounded to a float
/// (relative 2^−24); the inverse errs by less than 4e-7 of the draw on the 2^19 words of a test, and bench/Tacit.Bench goes through all of them. Tails are cut where 2^−64 is: 9.16 σ for Gaussian, 44.4 b for Laplace noise.
/// </remarks>
public sealed class FloatNoise
{
    private readonly bool _gaussian;
    private readonly double _scale;

    private FloatNoise(bool gaussian, double scale)
    {
        if (!(scale > 0) || !float.IsFinite((float)scale) || !float.IsNormal((float)scale))
        {
            throw new BadInputException($"The scale of float noise must be a positive number that a float can hold, but was {scale}.");
        }

        (_gaussian, _scale) = (gaussian, scale);
    }

    /// <summary>Gaussian noise of standard deviation <paramref name="sigma"/>.</summary>
    /// <exception cref="BadInputException">σ is not a positive normal float.</exception>
    public static FloatNoise Gaussian(double sigma) => new(true, sigma);

    /// <summary>Laplace noise of scale <paramref name="scale"/>.</summary>
    /// <exception cref="BadInputException">The scale is not a positive normal float.</exception>
    public static FloatNoise Laplace(double scale) => new(false, scale);

    /// <summary>Adds independent noise to every value.</summary>
    /// <param name="values">The floats.</param>
    /// <param name="random">Where the key comes from: a seeded source repeats itself.</param>
    /// <param name="options">Threads and instructions; they change no value.</param>
    public void AddTo(Memory<float> values, RandomSource random, BulkOptions options = default) =>
        BulkStream.Run(values.Length, random, options, (stream, from, words) =>
            FloatTransform.AddTo(values.Span.Slice(from, words.Length), _gaussian, (float)_scale, stream, from, words));

    /// <summary>Adds independent noise to every value. The noise has the granularity of a float here too.</summary>
    /// <param name="values">The doubles.</param>
    /// <param name="random">Where the key comes from: a seeded source repeats itself.</param>
    /// <param name="options">Threads and instructions; they change no value.</param>
    public void AddTo(Memory<double> values, RandomSource random, BulkOptions options = default) =>
        BulkStream.Run(values.Length, random, options, (stream, from, words) =>
        {
            Span<float> noise = stackalloc float[words.Length];
            FloatTransform.AddTo(noise, _gaussian, 1, stream, from, words);
            var span = values.Span.Slice(from, words.Length);
            for (var i = 0; i < noise.Length; i++)
            {
                span[i] += noise[i] * _scale;
            }
        });
}
