using System.Runtime.Intrinsics;
using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>Poisson-subsampled Gaussian noise: (1−q)N(0,σ²) + qN(1,σ²) against N(0,σ²), or the other way round.</summary>
/// <remarks>
/// The loss L(x) = ln(1−q + q e^{(2x−1)/2σ²}) grows with x, so a cell of losses is an interval of x. Its masses are integrals of positive
/// densities by Gauss–Legendre: no differences of tails, hence relative accuracy. Source: Koskela, Jälkö and Honkela (2020).
/// </remarks>
internal sealed class GaussianSource(double sigma, double rate, bool remove) : LossSource
{
    // Nodes and weights of five-point Gauss–Legendre; with |c| ≤ ¼ its error is below 1e-15 relative.
    private const double Node1 = 0.53846931010568309104;
    private const double Node2 = 0.90617984593866399280;
    private const double Weight0 = 0.56888888888888888889;
    private const double Weight1 = 0.47862867049936646804;
    private const double Weight2 = 0.23692688505618908751;
    private const double WidestPanel = 0.25;
    private const double RootTwoPi = 2.50662827463100050242;

    public override (double Low, double High) Range(double cut)
    {
        var z = Normal.UpperQuantile(Math.Max(cut, 1e-300));
        var (low, high) = remove ? (Loss(-z * sigma), Loss(1 + (z * sigma))) : (-Loss(z * sigma), -Loss(-z * sigma));
        return (low, high);
    }

    public override double MassAbove(double loss) => remove
        ? Up(((1 - rate) * Normal.UpperTail(Position(loss) / sigma)) + (rate * Normal.UpperTail((Position(loss) - 1) / sigma)))
        : Up(Normal.Cdf(Position(-loss) / sigma));

    public override void Masses(double origin, double h, Span<double> p, Span<double> q)
    {
        var n = p.Length;
        using var lent = new Lent();
        var edges = lent.Array(n + 5).AsSpan(0, n + 5);
        for (var k = 0; k <= n; k++)
        {
            // In the other direction the loss is −L: the cells come in reverse order.
            edges[k] = remove ? origin + (k * h) : -(origin + ((n - k) * h));
        }

        edges[(n + 1)..].Fill(edges[n]);
        Positions(edges);
        if (remove)
        {
            Fill(edges, p, q);
            return;
        }

        Fill(edges, q, p);
        p.Reverse();
        q.Reverse();
    }

    private void Fill(ReadOnlySpan<double> edges, Span<double> mixture, Span<double> plain)
    {
        var n = plain.Length;
        var k = 0;
        var shift = Vector256.Create(1 / sigma);
        var (q, rest) = (Vector256.Create(rate), Vector256.Create(1 - rate));
        for (; k + 4 <= n; k += 4)
        {
            var left = Vector256.Create(edges.Slice(k, 4));
            var right = Vector256.Create(edges.Slice(k + 1, 4));
            var middle = (left + right) * 0.5;
            var width = (right - left) * 0.5;
            var reach = Vector256.Max(Vector256.Abs(middle), Vector256.Abs(middle - shift)) + Vector256.Create(1.0);
            if (!Vector256.LessThanAll(reach * width, Vector256.Create(WidestPanel)))
            {
                for (var i = k; i < k + 4; i++)
                {
                    (mixture[i], plain[i]) = Panels(edges[i], edges[i + 1]);
                }

                continue;
            }

            var zero = Panel(middle, width);
            var one = Panel(middle - shift, width);
            zero.CopyTo(plain[k..]);
            ((rest * zero) + (q * one)).CopyTo(mixture[k..]);
        }

        for (; k < n; k++)
        {
            (mixture[k], plain[k]) = Panels(edges[k], edges[k + 1]);
        }
    }

    private (double Mixture, double Plain) Panels(double left, double right)
    {
        var (zero, one) = (Panels(left, right, 0), Panels(left, right, 1 / sigma));
        return (((1 - rate) * zero) + (rate * one), zero);
    }

    // A wide cell in panels, for the density about a centre; beyond 39 standard deviations it is below the smallest double.
    private static double Panels(double left, double right, double centre)
    {
        const double Far = 39;
        left = Math.Max(left - centre, -Far);
        right = Math.Min(right - centre, Far);
        double sum = 0;
        while (left < right)
        {
            var next = Math.Min(right, left + (2 * WidestPanel / (Math.Abs(left) + 2)));
            sum += Panel(Vector256.Create((left + next) / 2), Vector256.Create((next - left) / 2))[0];
            left = next;
        }

        return sum;
    }

    // ∫φ over (m−w, m+w) = φ(m) w ∫_{−1}^{1} e^{−mwu − w²u²/2} du; the even part of the integrand alone counts.
    private static Vector256<double> Panel(Vector256<double> middle, Vector256<double> width)
    {
        var square = width * width;
        var c = middle * middle * square;
        var density = Vector256.Exp(middle * middle * -0.5) * (1 / RootTwoPi);
        return density * width * (Vector256.Create(Weight0) + (2 * Weight1 * Node(c, square, Node1)) + (2 * Weight2 * Node(c, square, Node2)));
    }

    private static Vector256<double> Node(Vector256<double> c, Vector256<double> square, double u)
    {
        var x = c * (u * u);
        var y = square * (-u * u / 2);
        var one = Vector256.Create(1.0);
        var cosh = one + (x * 0.5 * (one + (x * (1.0 / 12) * (one + (x * (1.0 / 30) * (one + (x * (1.0 / 56) * (one + (x * (1.0 / 90))))))))));
        var exp = one + (y * (one + (y * 0.5 * (one + (y * (1.0 / 3) * (one + (y * 0.25 * (one + (y * 0.2 * (one + (y * (1.0 / 6) * (one + (y * (1.0 / 7))))))))))))));
        return cosh * exp;
    }

    // x/σ of each loss L(x).
    private void Positions(Span<double> losses)
    {
        if (rate == 1)
        {
            foreach (ref var loss in losses)
            {
                loss = (sigma * loss) + (0.5 / sigma);
            }

            return;
        }

        // ln(1 + (e^ℓ−1)/q): e^ℓ−1 keeps its relative accuracy near zero, and the sum its absolute one, which is what the loss needs.
        foreach (ref var loss in losses)
        {
            loss = Position(loss) / sigma;
        }
    }

    private double Position(double loss)
    {
        if (rate == 1)
        {
            return (sigma * sigma * loss) + 0.5;
        }

        return (sigma * sigma * Amplification.Whole(loss, rate)) + 0.5;
    }

    private double Loss(double x)
    {
        var t = ((2 * x) - 1) / (2 * sigma * sigma);
        return rate == 1 ? t : Amplification.Loss(t, rate);
    }

    private static double Up(double mass) => mass * (1 + 1e-9);
}
