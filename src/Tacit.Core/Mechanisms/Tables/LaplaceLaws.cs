using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Mechanisms.Tables;

/// <summary>
/// |Z| of a discrete Laplace Z in blocks: 0 is zero itself, j ≥ 1 the block of magnitudes 1 + (j−1)·Block … j·Block. With a = e^(−1/b),
/// P(|Z| > j·Block) = 2a^(1+j·Block)/(1+a).
/// </summary>
internal sealed record LaplaceBlockLaw(Rational Scale, int Block) : MagnitudeLaw
{
    public override Enclosure[] Cumulative(int bits)
    {
        for (var work = bits + 32; ; work += 32)
        {
            var one = Constant(BigInteger.One, work);
            var a = Enclosure.Exp(-Rational.One / Scale, work);
            var step = Enclosure.Exp(-(Rational)Block / Scale, work);
            var tail = (a + a).Over(one + a);
            var list = new List<Enclosure>();
            var end = BigInteger.One << (work - bits);
            while (true)
            {
                list.Add(one - tail);
                if (tail.High <= end)
                {
                    break;
                }

                tail = tail.Times(step);
            }

            if (Narrow(list, bits))
            {
                return [.. list];
            }
        }
    }
}

/// <summary>The place inside a block: P(r) ∝ a^r for r = 0 … Block−1, the same in every block because the geometric law has no memory.</summary>
internal sealed record LaplaceDigitLaw(Rational Scale, int Block) : MagnitudeLaw
{
    public override int? Outcomes => Block;

    public override Enclosure[] Cumulative(int bits)
    {
        for (var work = bits + 32; ; work += 32)
        {
            var one = Constant(BigInteger.One, work);
            var a = Enclosure.Exp(-Rational.One / Scale, work);
            var rest = one - Enclosure.Exp(-(Rational)Block / Scale, work);
            var list = new Enclosure[Block - 1];
            var power = a;
            for (var r = 0; r < list.Length; r++)
            {
                list[r] = (one - power).Over(rest);
                power = power.Times(a);
            }

            if (Narrow(list, bits))
            {
                return list;
            }
        }
    }
}
