using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Mechanisms.Tables;

/// <summary>
/// |round(N)| of a continuous Gaussian N with standard deviation s ≥ 1, in lattice steps. With m = k/s and h = 1/2s, the mass of the cell around k
/// is proportional to e^(−m²/2)·Σ Heₙ(m)·hⁿ/((n+1)·n!) over even n: the integral of the generating function of the Hermite polynomials.
/// </summary>
internal sealed record RoundedGaussianLaw(Rational Sigma) : MagnitudeLaw
{
    public override Enclosure[] Cumulative(int bits)
    {
        var (twice, s) = (1 / (2 * Sigma * Sigma), Sigma.ToDouble());
        for (var work = bits + 128; ; work += 64)
        {
            var terms = Terms(1 / (2 * s), work);
            var one = Constant(BigInteger.One, work);
            var ratio = Enclosure.Exp(-twice, work);
            var step = Enclosure.Exp(-2 * twice, work);
            var slope = twice * new Rational(BigInteger.One << work, 1);
            var square = (twice / 2 * new Rational(BigInteger.One << work, 1)).Floor();
            var weight = one;
            var sum = Cell(0, slope, square, terms, work, s);
            var sums = new List<Enclosure> { sum };
            var end = BigInteger.One << (work - bits - 8);
            BigInteger beyond;
            for (var k = 1; ; k++)
            {
                weight = weight.Times(ratio);
                ratio = ratio.Times(step);

                // The cells from k on hold at most s·e^(−x²/2)/x for x = (k − ½)/s, and e^(−x²/2) ≤ w(k)·e^(k/2s²).
                beyond = 2 * weight.High * (BigInteger)Math.Ceiling((1.01 * s * s * Math.Exp(k / (2 * s * s)) / (k - 0.5)) + 1);
                if (beyond <= end)
                {
                    break;
                }

                var cell = weight.Times(Cell(k, slope, square, terms, work, s));
                sum = sum + cell + cell;
                sums.Add(sum);
            }

            var total = sum with { High = sum.High + beyond };
            var result = Shares(sums, partial => partial.Over(total), bits, work);
            if (Narrow(result, bits))
            {
                return [.. result];
            }
        }
    }

    // How many terms until 1.1·hⁿ/√n!·2 < 2^−work: |Heₙ(x)| ≤ 1.0865·√n!·e^(x²/4) (Cramér), and the terms at least halve from there.
    private static int Terms(double h, int work)
    {
        var log = Math.Log2(2.2);
        var n = 0;
        while (log > -work || h * h > 0.5 * Math.Sqrt((n + 1.0) * (n + 2)))
        {
            n++;
            log += Math.Log2(h) - (0.5 * Math.Log2(n));
        }

        return n + (n & 1);
    }

    // bₙ = Heₙ(m)·hⁿ/n!, b(n+1) = (m·h·bₙ − h²·b(n−1))/(n+1), in fixed point; errors are counted in units of 2^−work and rounded up.
    private static Enclosure Cell(int k, Rational slope, BigInteger square, int terms, int work, double s)
    {
        var mh = (k * slope.Numerator) / slope.Denominator;
        var (mhSize, hhSize) = (k / (2 * s * s), 1 / (4 * s * s));
        BigInteger before = 0, b = BigInteger.One << work, sum = 0;
        double errorBefore = 0, error = 0, lost = 0;
        for (var n = 0; n < terms; n++)
        {
            if ((n & 1) == 0)
            {
                sum += b / (n + 1);
                lost += (error / (n + 1)) + 1;
            }

            var (size, sizeBefore) = (Math.Abs(Math.ScaleB((double)(b >> (work - 60)), -60)), Math.Abs(Math.ScaleB((double)(before >> (work - 60)), -60)));
            var next = ((mh * b >> work) - (square * before >> work)) / (n + 1);
            var errorNext = ((((mhSize * error) + (hhSize * errorBefore) + size + sizeBefore + 4) / (n + 1)) + 1) * 1.001;
            (before, b, errorBefore, error) = (b, next, error, errorNext);
        }

        var m = k / s;
        var margin = (BigInteger)Math.Ceiling((lost + Math.Exp(m * m / 4)) * 1.01) + 1;
        return new(BigInteger.Max(0, sum - margin), sum + margin, work);
    }
}
