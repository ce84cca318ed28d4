using System.Numerics;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>A linear model by stochastic gradient descent with clipped gradients of Poisson samples and Gaussian noise (Abadi et al., Deep Learning with Differential Privacy, 2016).</summary>
/// <remarks>
/// Guarantee of <see cref="Loss"/>: T Poisson-sampled Gaussian events, of one row under add/remove, which is how a Poisson sample is stated. A guarantee under
/// replace is asked of the same loss, and loss distributions give it. What is drawn is what is charged: rows are taken independently with probability
/// q, exactly; a row's gradient is rounded to a lattice and its L2 norm is at most C there, in integers, whatever the coefficients are; sums are exact; and noise is
/// a Gaussian rounded to the lattice, which is post-processing of the continuous one. So the price of the continuous mechanism holds to the last bit. A step's
/// length uses a public number of rows, not the size of the sample. Coefficients are released after every step, though only the last are given.
/// </remarks>
public sealed class DpSgd
{
    private readonly DpSgdOptions _options;
    private readonly LinearGradients _gradients;
    private readonly LatticeNoise _noise;
    private readonly uint _threshold;
    private readonly PrivacyLoss _step;

    /// <summary>A training run, before it sees data.</summary>
    /// <param name="columns">Number of features, 1 to 16,384; an intercept is added.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="BadInputException">An option cannot be used.</exception>
    public DpSgd(int columns, DpSgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var multiplier = options.NoiseMultiplier.Positive("The noise multiplier");
        Check(options, multiplier);
        _options = options;

        // σ is at most 4096 steps of the lattice, which exact noise in bulk has tables for, and C a whole number of them.
        var bound = (long)(4096 / multiplier).Floor();
        _gradients = new(SimilaritySketch.CheckColumns(columns), options, Math.Min(bound, 1 << 20));
        _noise = LatticeNoise.RoundedGaussian(_gradients.Bound * multiplier);
        Rate = RateOf(options);
        _threshold = (uint)((Rate * (1L << 32)).Floor() - 1);
        _step = _noise.Loss(_gradients.Bound).PoissonSampled(Rate);
    }

    /// <summary>q as it is drawn and charged.</summary>
    public Rational Rate { get; }

    /// <summary>The loss of all steps: what is reserved.</summary>
    public PrivacyLoss Loss => _step.Repeat(_options.Steps);

    /// <summary>The loss of a run of these options, without making one: for calibration.</summary>
    /// <param name="options">The options.</param>
    /// <param name="multiplier">σ over C, in place of that of the options.</param>
    public static PrivacyLoss LossOf(DpSgdOptions options, double multiplier)
    {
        ArgumentNullException.ThrowIfNull(options);
        return PrivacyLoss.Gaussian(multiplier).PoissonSampled(RateOf(options)).Repeat(options.Steps);
    }

    /// <summary>Runs all steps behind a permit.</summary>
    /// <param name="rows">Features [row, column].</param>
    /// <param name="labels">One for each row: a class from zero on, or a number. A row whose label cannot be has no gradient.</param>
    /// <param name="count">A public or released number of rows. Under add/remove never the exact one, which is private: it sets the length of steps.</param>
    /// <param name="permit">The permit of a call that reserved <see cref="Loss"/>.</param>
    /// <param name="progress">Takes the steps that are done.</param>
    /// <param name="token">Cancels. What was reserved stays spent.</param>
    /// <exception cref="ArgumentException">The table has another number of columns, or there are not as many labels.</exception>
    public LinearModel Fit(double[,] rows, ReadOnlySpan<double> labels, double count, Permit permit, IProgress<long>? progress = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(permit);
        if (!(count >= 1) || !double.IsFinite(count))
        {
            throw new BadInputException($"The number of rows is a finite number of at least one, but was {count}.");
        }

        var data = _gradients.Prepare(rows, labels);
        var theta = new double[_gradients.Size];
        var velocity = new double[_gradients.Size];
        var perStep = _options.ClipNorm / _gradients.Bound / Math.Max(1, Rate.ToDouble() * count);
        for (long t = 0; t < _options.Steps; t++)
        {
            token.ThrowIfCancellationRequested();
            var released = permit.Draw(_step, random => Draw(data, theta, random, true), () => Draw(data, theta, RandomSource.Seeded((ulong)t), false));
            for (var i = 0; i < theta.Length; i++)
            {
                velocity[i] = (_options.Momentum * velocity[i]) + (released[i] * perStep) + (_options.Ridge * theta[i]);
                theta[i] -= _options.LearningRate * velocity[i];
            }

            progress?.Report(t + 1);
        }

        return _gradients.ModelOf(theta);
    }

    /// <summary>One step as it is released, in lattice steps: for audits, and for whoever may see the rows.</summary>
    /// <param name="rows">Features [row, column].</param>
    /// <param name="labels">One for each row.</param>
    /// <param name="random">Sample and noise.</param>
    public long[] DrawStep(double[,] rows, ReadOnlySpan<double> labels, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Draw(_gradients.Prepare(rows, labels), new double[_gradients.Size], random, true);
    }

    /// <summary>The sum of integer gradients at some coefficients, and the bound on the norm of each.</summary>
    internal (long[] Steps, long Bound) GradientOf(double[,] rows, ReadOnlySpan<double> labels, double[] theta) =>
        (_gradients.Sum(_gradients.Prepare(rows, labels), [.. Enumerable.Range(0, labels.Length)], theta), _gradients.Bound);

    internal int Size => _gradients.Size;

    private long[] Draw(LinearGradients.Data data, double[] theta, RandomSource random, bool noisy)
    {
        var taken = Sample(data.Count, random);
        var sum = _gradients.Sum(data, taken, theta);
        if (noisy)
        {
            _noise.AddTo(sum, random);
        }

        return sum;
    }

    // Up to a multiple of 2⁻³², so that 32 bits decide it exactly.
    private static Rational RateOf(DpSgdOptions options) => new((long)Math.Ceiling(options.SamplingRate * 4294967296.0), 1L << 32);

    // Every row by 32 bits of its own.
    private int[] Sample(int rows, RandomSource random)
    {
        var taken = new int[rows];
        var count = 0;
        for (var r = 0; r < rows; r += 2)
        {
            var bits = random.NextUInt64();
            taken[count] = r;
            count += (uint)bits <= _threshold ? 1 : 0;
            if (r + 1 < rows)
            {
                taken[count] = r + 1;
                count += (uint)(bits >> 32) <= _threshold ? 1 : 0;
            }
        }

        return taken[..count];
    }

    private static void Check(DpSgdOptions options, Rational multiplier)
    {
        Positive(options.FeatureBound, "The bound of features");
        Positive(options.ClipNorm, "The clip norm");
        Positive(options.LearningRate, "The learning rate");
        if (!(options.SamplingRate > 0) || !(options.SamplingRate <= 1))
        {
            throw new BadInputException($"The sampling rate lies in (0, 1], but was {options.SamplingRate}.");
        }

        if (options.Steps is < 1 or > 10_000_000)
        {
            throw new BadInputException($"There are 1 to 10,000,000 steps, but {options.Steps} were asked for.");
        }

        if (multiplier > 512 || multiplier < new Rational(1, 100))
        {
            throw new BadInputException($"The noise multiplier is 0.01 to 512, but was {multiplier}. Beyond that, take more rows in a step, or use LogisticRegression, which takes all.");
        }

        if (!(options.Momentum >= 0) || !(options.Momentum < 1) || !(options.Ridge >= 0) || !double.IsFinite(options.Ridge))
        {
            throw new BadInputException($"The momentum lies in [0, 1) and the ridge is finite and not negative, but they were {options.Momentum} and {options.Ridge}.");
        }

        static void Positive(double value, string name)
        {
            if (!(value >= 1e-50) || !(value <= 1e50))
            {
                throw new BadInputException($"{name} must be a positive finite number, but was {value}.");
            }
        }
    }
}
