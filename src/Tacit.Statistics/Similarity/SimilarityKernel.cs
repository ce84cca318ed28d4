using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>A kernel of the difference of two points that is the mean of cos ⟨ω, x − y⟩ over a law of frequencies ω (Bochner 1932).</summary>
public sealed class SimilarityKernel
{
    private readonly Func<RandomSource, int, double[]> _frequency;
    private readonly Func<double[], double> _value;

    private SimilarityKernel(string name, double bandwidth, Func<RandomSource, int, double[]> frequency, Func<double[], double> value)
    {
        if (!double.IsFinite(bandwidth) || bandwidth < 1e-50 || bandwidth > 1e50)
        {
            throw new BadInputException($"The bandwidth of a kernel is a positive finite number, but was {bandwidth}.");
        }

        (Name, Bandwidth, _frequency, _value) = (name, bandwidth, frequency, value);
    }

    /// <summary>The kernel in words.</summary>
    public string Name { get; }

    /// <summary>h: what differences are divided by.</summary>
    public double Bandwidth { get; }

    /// <summary>exp(−‖x − y‖²/h²).</summary>
    /// <param name="bandwidth">h.</param>
    public static SimilarityKernel Gaussian(double bandwidth) => new(
        "exp(−‖x−y‖²/h²)", bandwidth, (random, d) => Scaled(PublicNet.Normals(random, d), Math.Sqrt(2)), z => Math.Exp(-Squared(z)));

    /// <summary>exp(−‖x − y‖₂/h).</summary>
    /// <param name="bandwidth">h.</param>
    public static SimilarityKernel Exponential(double bandwidth) => new(
        "exp(−‖x−y‖/h)", bandwidth, Cauchy, z => Math.Exp(-Math.Sqrt(Squared(z))));

    /// <summary>exp(−‖x − y‖₁/h).</summary>
    /// <param name="bandwidth">h.</param>
    public static SimilarityKernel ExponentialL1(double bandwidth) => new(
        "exp(−‖x−y‖₁/h)", bandwidth, CauchyOfEach, z => Math.Exp(-Manhattan(z)));

    /// <summary>1/(1 + ‖x − y‖₂/h)^power: a mixture of exponential kernels, whose scale is drawn with each frequency.</summary>
    /// <param name="bandwidth">h.</param>
    /// <param name="power">1 to 64.</param>
    public static SimilarityKernel Rational(double bandwidth, int power = 1) => new(
        $"1/(1+‖x−y‖/h){Exponent(power)}", bandwidth, (random, d) => Mixed(random, d, power, Cauchy, t => t), z => Math.Pow(1 + Math.Sqrt(Squared(z)), -power));

    /// <summary>1/(1 + ‖x − y‖₁/h)^power.</summary>
    /// <param name="bandwidth">h.</param>
    /// <param name="power">1 to 64.</param>
    public static SimilarityKernel RationalL1(double bandwidth, int power = 1) => new(
        $"1/(1+‖x−y‖₁/h){Exponent(power)}", bandwidth, (random, d) => Mixed(random, d, power, CauchyOfEach, t => t), z => Math.Pow(1 + Manhattan(z), -power));

    /// <summary>1/(1 + ‖x − y‖²/h²)^power: a mixture of Gaussian kernels.</summary>
    /// <param name="bandwidth">h.</param>
    /// <param name="power">1 to 64.</param>
    public static SimilarityKernel RationalSquared(double bandwidth, int power = 1) => new(
        $"1/(1+‖x−y‖²/h²){Exponent(power)}", bandwidth, (random, d) => Mixed(random, d, power, (r, n) => Scaled(PublicNet.Normals(r, n), Math.Sqrt(2)), Math.Sqrt), z => Math.Pow(1 + Squared(z), -power));

    /// <summary>The kernel of two points, exactly.</summary>
    /// <param name="x">A point.</param>
    /// <param name="y">Another of as many coordinates.</param>
    public double Value(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException("Two points have as many coordinates.", nameof(y));
        }

        var z = new double[x.Length];
        for (var i = 0; i < z.Length; i++)
        {
            z[i] = (x[i] - y[i]) / Bandwidth;
        }

        return _value(z);
    }

    /// <summary>ω/2π of some frequencies, [column, feature]: then phases are turns.</summary>
    internal double[,] Frequencies(int columns, int features, ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var all = new double[columns, features];
        for (var j = 0; j < features; j++)
        {
            var one = _frequency(random, columns);
            for (var c = 0; c < columns; c++)
            {
                all[c, j] = Math.Clamp(one[c] / Bandwidth / (2 * Math.PI), -1e150, 1e150);
            }
        }

        return all;
    }

    // A normal vector over the size of a normal number: e^(−‖z‖) is its characteristic function.
    private static double[] Cauchy(RandomSource random, int count)
    {
        var all = PublicNet.Normals(random, count + 1);
        return Scaled(all[..count], 1 / Math.Max(Math.Abs(all[count]), 1e-20));
    }

    private static double[] CauchyOfEach(RandomSource random, int count)
    {
        var all = new double[count];
        for (var i = 0; i < count; i++)
        {
            all[i] = Math.Tan(Math.PI * (PublicNet.Uniform(random) - 0.5));
        }

        return all;
    }

    // (1+z)^−p = E e^(−tz) for t of a Gamma law of p, the sum of p exponential times.
    private static double[] Mixed(RandomSource random, int count, int power, Func<RandomSource, int, double[]> frequency, Func<double, double> scale)
    {
        var time = 0.0;
        for (var i = 0; i < power; i++)
        {
            time -= Math.Log(PublicNet.Uniform(random));
        }

        return Scaled(frequency(random, count), scale(time));
    }

    private static string Exponent(int power) => power is >= 1 and <= 64
        ? power == 1 ? string.Empty : $"^{power}"
        : throw new BadInputException($"The power of a kernel is 1 to 64, but was {power}.");

    private static double[] Scaled(double[] x, double factor) => [.. x.Select(v => v * factor)];

    private static double Squared(double[] z) => z.Sum(v => v * v);

    private static double Manhattan(double[] z) => z.Sum(Math.Abs);
}
