using System.Runtime.Intrinsics;
using Tacit.Mechanisms.Tables;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms.Bulk;

/// <summary>
/// Exact integer noise for whole arrays of integers, for example of <see cref="Lattice"/> steps. The law is exact, the tails are unbounded, and an
/// array of any length draws one key from its source.
/// </summary>
/// <remarks>
/// Guarantee: added to integers of sensitivity Δ (for the stated unit and relation; L2 for Gaussian, L1 for Laplace noise) it has the loss that
/// <see cref="Loss"/> states: Δ²/(2σ²)-zCDP (Canonne, Kamath and Steinke 2020), Δ/b-differential privacy (Ghosh, Roughgarden and Sundararajan 2009),
/// or for the rounded Gaussian the exact profile of the continuous one, because x + round(N) = round(x + N) for integers x is post-processing.
/// All of it up to telling AES-256 in counter mode from uniform bits. Sums that leave the type of the array wrap around, which is post-processing too.
/// </remarks>
public sealed class LatticeNoise
{
    private readonly BulkTable _table;
    private readonly Func<Rational, Neighbours, PrivacyLoss> _loss;
    private readonly Func<double, double> _halfWidth;

    private LatticeNoise(
        MagnitudeLaw law, Rational scale, string description, Func<Rational, Neighbours, PrivacyLoss> loss, double expectedError, Func<double, double> halfWidth)
    {
        ExpectedError = expectedError;
        _halfWidth = halfWidth;
        Scale = scale;
        Description = $"{description} = {Accounting.PriceText.Number(scale)}, in bulk";
        _loss = loss;
        _table = new BulkTable(law);
    }

    /// <summary>σ or b, in the units of the integers.</summary>
    public Rational Scale { get; }

    /// <summary>The law in words.</summary>
    public string Description { get; }

    /// <summary>Discrete Laplace noise of scale b ≤ 4096.</summary>
    /// <exception cref="BadInputException">The scale is not in (0, 4096].</exception>
    public static LatticeNoise DiscreteLaplace(Rational scale) =>
        new(new LaplaceBlockLaw(InRange(scale, Rational.Zero), 1), scale, "discrete Laplace, scale", (shift, relation) => PrivacyLoss.DiscreteLaplace(scale, shift, relation), new DiscreteLaplace(scale).ExpectedError, new DiscreteLaplace(scale).HalfWidth);

    /// <summary>Discrete Gaussian noise of σ ≤ 4096.</summary>
    /// <exception cref="BadInputException">σ is not in (0, 4096].</exception>
    public static LatticeNoise DiscreteGaussian(Rational sigma) =>
        new(new GaussianLaw(InRange(sigma, Rational.Zero)), sigma, "discrete Gaussian, σ", (shift, relation) => PrivacyLoss.DiscreteGaussian(sigma, shift, relation), new DiscreteGaussian(sigma).ExpectedError, new DiscreteGaussian(sigma).HalfWidth);

    /// <summary>A continuous Gaussian of 1 ≤ σ ≤ 4096, rounded to integers.</summary>
    /// <exception cref="BadInputException">σ is not in [1, 4096].</exception>
    public static LatticeNoise RoundedGaussian(Rational sigma) =>
        new(new RoundedGaussianLaw(InRange(sigma, Rational.One)), sigma, "rounded Gaussian, σ", (shift, relation) => PrivacyLoss.Gaussian(sigma / shift, relation), sigma.ToDouble() * Math.Sqrt(2 / Math.PI),
            confidence => Math.Max(0, Math.Ceiling((sigma.ToDoubleUp() * Normal.UpperQuantile((1 - confidence) / 2) * (1 + 1e-12)) - 0.5)));

    /// <summary>E|noise| of one value; of the rounded Gaussian but for the rounding.</summary>
    public double ExpectedError { get; }

    /// <summary>The half-width that covers the noise of one value with at least probability <paramref name="confidence"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not in (0, 1).</exception>
    public double HalfWidth(double confidence)
    {
        ScoreScale.ThrowIfNoConfidence(confidence);
        return _halfWidth(confidence);
    }

    /// <summary>The loss of one draw of the whole array.</summary>
    /// <param name="shift">The sensitivity under <paramref name="relation"/>, in the units of the integers: in L1 for Laplace noise, in L2 for Gaussian noise.</param>
    /// <param name="relation">The relation of the sensitivity. A sensitivity under replace is not charged for a group of two there.</param>
    public PrivacyLoss Loss(Rational shift, Neighbours relation = Neighbours.AddRemove) => _loss(((Quantity)shift).Positive("The sensitivity"), relation);

    /// <summary>Adds independent noise to every value.</summary>
    /// <param name="values">The integers.</param>
    /// <param name="random">Where the key comes from: a seeded source repeats itself, and what it touches is not private.</param>
    /// <param name="options">Threads and instructions; they change no value.</param>
    public void AddTo(Memory<int> values, RandomSource random, BulkOptions options = default) =>
        BulkStream.Run(values.Length, random, options, (stream, from, words) =>
        {
            Span<int> noise = stackalloc int[words.Length];
            _table.Draw(stream, from, words, noise);
            var span = values.Span.Slice(from, words.Length);
            var i = 0;
            for (; i + 8 <= noise.Length; i += 8)
            {
                (Vector256.Create<int>(span[i..]) + Vector256.Create<int>(noise[i..])).CopyTo(span[i..]);
            }

            for (; i < noise.Length; i++)
            {
                span[i] = unchecked(span[i] + noise[i]);
            }
        });

    /// <summary>Adds independent noise to every value.</summary>
    /// <param name="values">The integers.</param>
    /// <param name="random">Where the key comes from: a seeded source repeats itself, and what it touches is not private.</param>
    /// <param name="options">Threads and instructions; they change no value.</param>
    public void AddTo(Memory<long> values, RandomSource random, BulkOptions options = default) =>
        BulkStream.Run(values.Length, random, options, (stream, from, words) =>
        {
            Span<int> noise = stackalloc int[words.Length];
            _table.Draw(stream, from, words, noise);
            var span = values.Span.Slice(from, words.Length);
            for (var i = 0; i < noise.Length; i++)
            {
                span[i] = unchecked(span[i] + noise[i]);
            }
        });

    private static Rational InRange(Rational scale, Rational least) => scale.Sign > 0 && scale >= least && scale <= Routes.LargestTable
        ? scale
        : throw new BadInputException($"The scale of bulk noise must be at least {least} and at most 4096 lattice steps, above zero, but was {scale}. Choose the lattice by the scale: Lattice.ForScale.");
}
