namespace Tacit.Local;

/// <summary>What a report gives away about one attribute when all others stay as they are: the largest log-ratio over attributes, in closed form from the thresholds.</summary>
/// <remarks>
/// A report y has probability Π F_j(y_j)·(1/d)·Σ_j M_j(y_j|x_j)/F_j(y_j), with M_j the randomizer and F_j the law of fakes. Only one summand depends on the
/// attribute that changes, so the ratio is (r + ρ)/(r′ + ρ) with the least ρ that the others can have.
/// </remarks>
internal static class TuplePrivacy
{
    public static double AttributeEpsilon(TupleProtocol protocol)
    {
        if (protocol.Kind is TupleKind.Split or TupleKind.Sampled)
        {
            return protocol.Oracles.Max(o => o.Privacy.TightEpsilon);
        }

        var parts = Enumerable.Range(0, protocol.Oracles.Count).Select(j => Part(protocol, j)).ToList();
        var rest = parts.Sum(p => p.Least);
        return parts.Max(p => Math.Log((p.High + rest - p.Least) / (p.Low + rest - p.Least)));
    }

    // The two summands whose ratio is largest, and the least summand there is.
    private static (double High, double Low, double Least) Part(TupleProtocol protocol, int attribute)
    {
        var oracle = protocol.Oracles[attribute];
        var (p, q) = (oracle.Law.Truth, oracle.Law.Other);
        var (rare, common) = protocol.FakeRange(attribute);
        if (protocol.Kind is TupleKind.FakeGrr or TupleKind.PriorGrr)
        {
            return (p / rare, q / rare, q / common);
        }

        var (set, clear) = (p / q, (1 - p) / (1 - q));
        if (protocol.Kind is TupleKind.FakeSueZero or TupleKind.FakeOueZero)
        {
            return (set, clear, clear);
        }

        // Only the rarest value's bit is set; for the others only theirs is not.
        var alone = (rare * set) + ((1 - rare) * clear);
        return (set / alone, clear / alone, clear / ((rare * clear) + ((1 - rare) * set)));
    }
}
