using System.Runtime.InteropServices;
using Tacit.Audit.Local;
using Tacit.Randomness;

namespace Tacit.Studies.LocalAudits;

/// <summary>Histogram encoding whose noisy numbers are sent as they are (SHE): one-hot with Laplace noise of scale 2/ε on each, in floating point as the paper has it. It protects nobody; the client of Tacit has a grid and exact noise.</summary>
internal static class SummedHistogram
{
    private const int Steps = 4000;

    public static ReportSource Source(int domain, double epsilon) => ReportSource.Of("she", new LocalClaim(epsilon), 0, domain - 1, (value, random) =>
    {
        var numbers = new double[domain];
        for (var i = 0; i < domain; i++)
        {
            numbers[i] = (i == value ? 1 : 0) + Laplace(2 / epsilon, random);
        }

        return MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
    });

    /// <summary>The value of the largest number, where all from one on and all from zero down are alike.</summary>
    public static ReportAttack Guess { get; } = ReportAttack.Of(new ReportEvent("the guess is 0", (report, coins) =>
    {
        var numbers = MemoryMarshal.Cast<byte, double>(report);
        var (largest, ties) = (double.NegativeInfinity, 0);
        foreach (var number in numbers)
        {
            var clamped = Math.Clamp(number, 0, 1);
            (largest, ties) = clamped > largest ? (clamped, 1) : (largest, ties + (clamped < largest ? 0 : 1));
        }

        return Math.Clamp(numbers[0], 0, 1) >= largest && coins.NextBelow((ulong)ties) == 0;
    }));

    public static ReportAttack Pairwise { get; } = ReportAttack.Of(new ReportEvent("the first number is at least one, the last at most zero", report =>
    {
        var numbers = MemoryMarshal.Cast<byte, double>(report);
        return numbers[0] >= 1 && numbers[^1] <= 0;
    }));

    public static AttackRates PairwiseLaw(double epsilon) => new(0.25, 0.25 * Math.Exp(-epsilon));

    /// <summary>By Simpson's rule over the true number between 0 and 1.</summary>
    public static AttackRates GuessLaw(int domain, double epsilon)
    {
        var above = 0.5 * Math.Exp(-epsilon / 2);
        var inside = 0.0;
        for (var i = 0; i <= Steps; i++)
        {
            var y = (double)i / Steps;
            var weight = i is 0 or Steps ? 1 : (i & 1) == 1 ? 4 : 2;
            inside += weight * epsilon / 4 * Math.Exp((y - 1) * epsilon / 2) * Math.Pow(1 - (0.5 * Math.Exp(-y * epsilon / 2)), domain - 1);
        }

        var hit = (0.5 * AttackLaw.Alone(domain - 1, above)) + (inside / Steps / 3) + (above * Math.Pow(0.5, domain - 1) / domain);
        return new(hit, (1 - hit) / (domain - 1));
    }

    private static double Laplace(double scale, RandomSource random)
    {
        var u = Generated.Uniform(random) - 0.5;
        return -scale * Math.Sign(u) * Math.Log(1 - (2 * Math.Abs(u)));
    }
}
