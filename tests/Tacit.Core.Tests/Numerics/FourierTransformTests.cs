using CsCheck;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Numerics;

/// <summary>The transform against sums written out, and its error bound against sums in quadruple of a double's digits.</summary>
public sealed class FourierTransformTests
{
    [Theory]
    [InlineData(256)]
    [InlineData(288)]
    [InlineData(384)]
    [InlineData(432)]
    [InlineData(576)]
    [InlineData(768)]
    [InlineData(864)]
    [InlineData(1024)]
    [InlineData(1728)]
    public void Equals_the_plain_sum(int n)
    {
        var (re, im) = Values(n, 17);
        var (u, v) = Forward(n, re, im);
        for (var k = 0; k < n; k++)
        {
            var (x, y) = (0.0, 0.0);
            for (var j = 0; j < n; j++)
            {
                var (s, c) = Math.SinCos(-2 * Math.PI * ((long)j * k % n) / n);
                x += (re[j] * c) - (im[j] * s);
                y += (re[j] * s) + (im[j] * c);
            }

            Assert.Equal(x, u[k], 1e-10);
            Assert.Equal(y, v[k], 1e-10);
        }
    }

    [Fact]
    public void Forth_and_back_is_the_length_times_the_values() => Gen.Select(Gen.Int[1, 3000], Gen.Int[0, 1000]).Sample((size, seed) =>
    {
        var n = FourierTransform.LengthFor(size);
        var plan = FourierTransform.For(n);
        var (re, im) = Values(n, seed);
        var (x, y) = ((double[])re.Clone(), (double[])im.Clone());
        plan.Forward(x, y, new double[n], new double[n]);
        plan.InverseTimesLength(x, y, new double[n], new double[n]);
        var error = Math.Sqrt(Enumerable.Range(0, n).Sum(k => Math.Pow((x[k] / n) - re[k], 2) + Math.Pow((y[k] / n) - im[k], 2)));
        Assert.True(error <= 2.1 * plan.RelativeError * Norm(re, im));
    }, iter: 100);

    [Theory]
    [InlineData(256)]
    [InlineData(288)]
    [InlineData(384)]
    [InlineData(432)]
    public void Error_is_within_the_bound(int n)
    {
        // Against sums in decimal, with 28 digits; the roots by Taylor series in decimal.
        var (cos, sin) = Roots(n);
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var (re, im) = Values(n, seed);
            var (u, v) = Forward(n, re, im);
            double square = 0;
            for (var k = 0; k < n; k++)
            {
                var (x, y) = (0m, 0m);
                for (var j = 0; j < n; j++)
                {
                    var at = (int)((long)j * k % n);
                    x += ((decimal)re[j] * cos[at]) + ((decimal)im[j] * sin[at]);
                    y += ((decimal)im[j] * cos[at]) - ((decimal)re[j] * sin[at]);
                }

                square += Math.Pow((double)(x - (decimal)u[k]), 2) + Math.Pow((double)(y - (decimal)v[k]), 2);
            }

            var bound = FourierTransform.For(n).RelativeError * Math.Sqrt(n) * Norm(re, im);
            Assert.True(Math.Sqrt(square) <= bound, $"{Math.Sqrt(square)} > {bound}");
        }
    }

    [Theory]
    [InlineData(256)]
    [InlineData(864)]
    [InlineData(98_304)]
    public void Transform_of_a_point_is_a_circle_of_roots(int n)
    {
        // The transform of a one at place 1 is the table of roots itself: symmetric to the last bit but for passes, and right to a few.
        var re = new double[n];
        re[1] = 1;
        var (u, v) = Forward(n, re, new double[n]);
        for (var k = 0; k < n; k += 1 + (n / 997))
        {
            var (s, c) = Math.SinCos(2 * Math.PI * k / n);
            Assert.Equal(c, u[k], 8e-16 * Math.Log2(n));
            Assert.Equal(-s, v[k], 8e-16 * Math.Log2(n));
            var mirror = (n - k) % n;
            Assert.Equal(u[k], u[mirror], 4e-16 * Math.Log2(n));
            Assert.Equal(v[k], -v[mirror], 4e-16 * Math.Log2(n));
        }
    }

    [Fact]
    public void Energy_is_kept() => Gen.Select(Gen.Int[1, 20_000], Gen.Int[0, 1000]).Sample((size, seed) =>
    {
        var n = FourierTransform.LengthFor(size);
        var (re, im) = Values(n, seed);
        var (u, v) = Forward(n, re, im);
        Assert.Equal(1, Norm(u, v) / (Norm(re, im) * Math.Sqrt(n)), 1e-13);
    }, iter: 50);

    [Fact]
    public void Lengths_are_the_next_of_four_families()
    {
        Assert.Equal(256, FourierTransform.LengthFor(1));
        foreach (var (size, length) in new[] { (256, 256), (257, 288), (289, 384), (385, 432), (433, 512), (513, 576) })
        {
            Assert.Equal(length, FourierTransform.LengthFor(size));
        }

        Gen.Int[1, 1 << 24].Sample(size => FourierTransform.LengthFor(size) is var n && n >= size && (size < 256 || n <= 1.34 * size) && FourierTransform.LengthFor(n) == n);
    }

    [Fact]
    public void Other_lengths_and_short_arrays_are_refused()
    {
        foreach (var bad in new[] { 0, 1, 64, 72, 216, 255, 257, 400, -256 })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => FourierTransform.For(bad));
        }

        var (full, shorter) = (new double[256], new double[255]);
        var plan = FourierTransform.For(256);
        Assert.Throws<ArgumentException>(() => plan.Forward(shorter, full, full, full));
        Assert.Throws<ArgumentException>(() => plan.Forward(full, shorter, full, full));
        Assert.Throws<ArgumentException>(() => plan.Forward(full, full, shorter, full));
        Assert.Throws<ArgumentException>(() => plan.Forward(full, full, full, shorter));
        Assert.Throws<OverflowException>(() => FourierTransform.LengthFor(1L << 40));
    }

    private static (double[] Re, double[] Im) Forward(int n, double[] re, double[] im)
    {
        var (x, y) = ((double[])re.Clone(), (double[])im.Clone());
        FourierTransform.For(n).Forward(x, y, new double[n], new double[n]);
        return (x, y);
    }

    private static (double[] Re, double[] Im) Values(int n, int seed)
    {
        var random = RandomSource.Seeded((ulong)seed);
        double One() => (random.NextBelow(2_000_001UL) / 1e6) - 1;
        return ([.. Enumerable.Range(0, n).Select(_ => One())], [.. Enumerable.Range(0, n).Select(_ => One())]);
    }

    private static double Norm(double[] re, double[] im) => Math.Sqrt(re.Sum(x => x * x) + im.Sum(x => x * x));

    private static (decimal[] Cos, decimal[] Sin) Roots(int n)
    {
        const decimal Tau = 6.2831853071795864769252867666m;
        var (cos, sin) = (new decimal[n], new decimal[n]);
        for (var k = 0; k < n; k++)
        {
            var angle = Tau * (2 * k > n ? k - n : k) / n;
            var (term, c, s) = (1m, 1m, 0m);
            for (var i = 1; i < 60 && term != 0; i++)
            {
                term *= angle / i;
                switch (i % 4)
                {
                    case 0: c += term; break;
                    case 1: s += term; break;
                    case 2: c -= term; break;
                    default: s -= term; break;
                }
            }

            (cos[k], sin[k]) = (c, s);
        }

        return (cos, sin);
    }
}
