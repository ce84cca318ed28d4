using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Mechanisms.Tables;

/// <summary>|Z| of a discrete Gaussian: weights 1, 2w(1), 2w(2), … with w(k) = e^(−k²/2σ²), by w(k+1) = w(k)·c(k) and c(k+1) = c(k)·e^(−1/σ²).</summary>
internal sealed record GaussianLaw(Rational Sigma) : MagnitudeLaw
{
    public override Enclosure[] Cumulative(int bits)
    {
        var variance = Sigma * Sigma;
        var twice = (2 * variance).Ceiling();
        for (var work = bits + 96; ; work += 64)
        {
            var one = Constant(BigInteger.One, work);
            var ratio = Enclosure.Exp(-Rational.One / (2 * variance), work);
            var step = Enclosure.Exp(-Rational.One / variance, work);
            var weight = one;
            var sum = one;
            var sums = new List<Enclosure> { sum };
            var end = BigInteger.One << (work - bits - 8);
            BigInteger beyond;
            for (var k = 1; ; k++)
            {
                weight = weight.Times(ratio);
                ratio = ratio.Times(step);

                // From k on, weights fall at least by e^(−(2k+1)/2σ²): they sum to at most w(k)·(1 + 2σ²/(2k+1)).
                beyond = 2 * weight.High * (2 + (twice / ((2 * k) + 1)));
                if (beyond <= end)
                {
                    break;
                }

                sum = sum + weight + weight;
                sums.Add(sum);
            }

            var inverse = one.Over(sum with { High = sum.High + beyond });
            var result = Shares(sums, partial => partial.Times(inverse), bits, work);
            if (Narrow(result, bits))
            {
                return [.. result];
            }
        }
    }
}
