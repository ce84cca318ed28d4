using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Accounting.Matrices;

/// <summary>A lower-triangular strategy C of a matrix mechanism y = Cx + z: noise for all prefixes of a stream, correlated over time.</summary>
/// <remarks>
/// With z ~ N(0, σ²I) the whole stream is one Gaussian event with multiplier σ/sens, also when the stream is chosen along the way (Denisov and others 2022).
/// sens² is the largest Σ_{i,j∈π}|(CᵀC)_{ij}| over the participation patterns π of one unit. Where participations are at least as far apart as the band is
/// wide, columns do not overlap and sens² is the largest sum of squared column norms (Choquette-Choo and others 2023).
/// </remarks>
public sealed class StrategyMatrix
{
    private readonly double[] _columnSquares;
    private readonly string _name;

    private StrategyMatrix(string name, int bandwidth, double[] columnSquares)
    {
        _name = name;
        Bandwidth = bandwidth;
        _columnSquares = columnSquares;
    }

    /// <summary>Number of steps of the stream.</summary>
    public int Steps => _columnSquares.Length;

    /// <summary>The number of diagonals that are not zero; the number of steps for a dense strategy.</summary>
    public int Bandwidth { get; }

    /// <summary>A binary tree over the stream: every node's sum is released once. Steps are a power of two.</summary>
    /// <exception cref="BadInputException">The number of steps is not a power of two.</exception>
    public static StrategyMatrix BinaryTree(int steps)
    {
        if (steps < 1 || !System.Numerics.BitOperations.IsPow2(steps))
        {
            throw new BadInputException($"A binary tree has a power of two of steps, but was asked for {steps}. Round up; later steps may stay empty.");
        }

        var levels = System.Numerics.BitOperations.Log2((uint)steps) + 1;
        return new(string.Create(CultureInfo.InvariantCulture, $"tree({steps})"), steps, [.. Enumerable.Repeat((double)levels, steps)]);
    }

    /// <summary>A banded Toeplitz strategy: entry (i, j) is coefficient i−j.</summary>
    /// <param name="coefficients">c₀, c₁, …: finite, the first above zero.</param>
    /// <param name="steps">Number of steps, at least the number of coefficients.</param>
    /// <exception cref="BadInputException">The coefficients or the number of steps are out of range.</exception>
    public static StrategyMatrix BandedToeplitz(IReadOnlyList<double> coefficients, int steps)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        if (coefficients.Count == 0 || steps < coefficients.Count || !coefficients.All(double.IsFinite) || !(coefficients[0] > 0))
        {
            throw new BadInputException("A Toeplitz strategy needs finite coefficients, the first above zero, and at least as many steps as coefficients.");
        }

        var squares = new double[steps];
        for (var column = 0; column < steps; column++)
        {
            // The last columns are cut off by the end of the stream.
            for (var k = 0; k < coefficients.Count && column + k < steps; k++)
            {
                squares[column] += coefficients[k] * coefficients[k];
            }
        }

        return new(string.Create(CultureInfo.InvariantCulture, $"toeplitz({string.Join(' ', coefficients.Select(c => c.ToString("R", CultureInfo.InvariantCulture)))}; {steps})"), coefficients.Count, squares);
    }

    /// <summary>The L2 sensitivity when one unit takes part at most <paramref name="times"/> times, at least <paramref name="separation"/> steps apart, with contributions of norm one.</summary>
    /// <exception cref="BadInputException">Participations may overlap within the band; their sensitivity is not bounded here.</exception>
    public double Sensitivity(int times, int separation)
    {
        if (times < 1 || separation < 1)
        {
            throw new BadInputException("A unit takes part at least once, at least one step apart.");
        }

        if (times > 1 && separation < Bandwidth)
        {
            throw new BadInputException($"Participations {separation} steps apart overlap in the {Bandwidth} diagonals of {_name}. Keep them at least {Bandwidth} steps apart, or take a narrower band.");
        }

        // The best choice of columns that are far enough apart, by the last column taken.
        var best = new double[Steps + 1];
        for (var round = 0; round < times; round++)
        {
            var next = new double[Steps + 1];
            for (var end = 1; end <= Steps; end++)
            {
                var taken = _columnSquares[end - 1] + best[Math.Max(0, end - separation)];
                next[end] = Math.Max(next[end - 1], taken);
            }

            if (next.AsSpan().SequenceEqual(best))
            {
                break;
            }

            best = next;
        }

        return Math.Sqrt(best[Steps]) * (1 + 1e-12);
    }

    /// <summary>The loss of the whole stream under noise of standard deviation <paramref name="sigma"/> for each entry.</summary>
    /// <param name="sigma">Standard deviation of z over the norm bound of one contribution.</param>
    /// <param name="times">How often a unit may take part.</param>
    /// <param name="separation">How many steps apart at least.</param>
    /// <param name="relation">The relation under which the norm bound of one contribution is stated.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public PrivacyLoss Loss(Quantity sigma, int times, int separation, Neighbours relation = Neighbours.AddRemove) => PrivacyLoss.Matrix(
        sigma.Positive("Sigma") / Rational.FromDoubleExact(Sensitivity(times, separation)),
        _name,
        string.Create(CultureInfo.InvariantCulture, $"at most {times} times, {separation} steps apart"),
        relation);

    /// <summary>
    /// The loss of the whole stream when units are split into as many groups as the band is wide, and step t takes a Poisson sample of group t modulo
    /// the bandwidth: one sampled Gaussian for each turn.
    /// </summary>
    /// <remarks>
    /// Participations of a unit are a bandwidth apart, so their columns do not overlap and each is noised on its own. Source: Choquette-Choo and others
    /// (2023), "(Amplified) banded matrix factorization", Theorem 4. The groups must not depend on data that others could change: split by a key of the unit.
    /// </remarks>
    /// <param name="sigma">Standard deviation of z over the norm bound of one contribution, under add/remove.</param>
    /// <param name="rate">The probability with which a unit of the group is taken.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public PrivacyLoss CyclicPoissonLoss(Quantity sigma, Quantity rate) => PrivacyLoss
        .Gaussian(sigma.Positive("Sigma") / Rational.FromDoubleExact(Math.Sqrt(_columnSquares.Max()) * (1 + 1e-12)))
        .PoissonSampled(rate)
        .Repeat((Steps + Bandwidth - 1L) / Bandwidth);
}
