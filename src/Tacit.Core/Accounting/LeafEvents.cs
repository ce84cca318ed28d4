using System.Text.Json;
using Tacit.Numerics;

namespace Tacit.Accounting;

internal sealed class GaussianEvent(Rational noiseMultiplier, Neighbours relation) : PrivacyLoss(relation)
{
    public override string Type => "gaussian";

    public Rational NoiseMultiplier => noiseMultiplier;

    // Bun and Steinke (2016), Proposition 1.6: ρ = 1/(2σ²). Dong, Roth and Su (2022): μ = 1/σ.
    public override Price Price()
    {
        var mu2 = 1 / (noiseMultiplier * noiseMultiplier);
        return new(null, mu2 / 2, Rational.Zero, mu2);
    }

    private protected override void WriteMembers(Utf8JsonWriter writer) => WriteNumber(writer, "noiseMultiplier", noiseMultiplier);
}

internal sealed class LaplaceEvent(Rational scale, Neighbours relation) : PrivacyLoss(relation)
{
    public override string Type => "laplace";

    public Rational Scale => scale;

    public override Price Price() => Accounting.Price.Pure(1 / scale, Rational.Zero);

    private protected override void WriteMembers(Utf8JsonWriter writer) => WriteNumber(writer, "scale", scale);
}

/// <summary>Discrete Gaussian noise: each coordinate is vᵢ²/(2wᵢ²σ²)-zCDP, and they add up.</summary>
internal abstract class DiscreteGaussianNoise(Rational sigma, Rational shift, Neighbours relation) : PrivacyLoss(relation)
{
    public Rational Sigma => sigma;

    public Rational Shift => shift;

    // Canonne, Kamath and Steinke (2020), Theorem 4: ρ = Δ²/(2σ²). It is no continuous Gaussian: no μ.
    public override Price Price() => new(null, shift * shift / (2 * sigma * sigma), Rational.Zero, null);

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        WriteNumber(writer, "sigma", sigma);
        WriteNumber(writer, "shift", shift);
    }
}

internal sealed class DiscreteGaussianEvent(Rational sigma, Rational shift, Neighbours relation) : DiscreteGaussianNoise(sigma, shift, relation)
{
    public override string Type => "discreteGaussian";
}

/// <summary>Coordinates of other steps than one: no curve of a single lattice bounds them, so that ρ is all that is known.</summary>
internal sealed class WeightedDiscreteGaussianEvent(Rational sigma, Rational shift, Neighbours relation) : DiscreteGaussianNoise(sigma, shift, relation)
{
    public override string Type => "weightedDiscreteGaussian";
}

internal sealed class DiscreteLaplaceEvent(Rational scale, Rational shift, Neighbours relation) : PrivacyLoss(relation)
{
    public override string Type => "discreteLaplace";

    public Rational Scale => scale;

    public Rational Shift => shift;

    // Ghosh, Roughgarden and Sundararajan (2009): ε = Δ/b.
    public override Price Price() => Accounting.Price.Pure(shift / scale, Rational.Zero);

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        WriteNumber(writer, "scale", scale);
        WriteNumber(writer, "shift", shift);
    }
}

internal sealed class PureEvent(Rational epsilon, Neighbours relation) : PrivacyLoss(relation)
{
    public override string Type => "pure";

    public Rational Epsilon0 => epsilon;

    public override Price Price() => Accounting.Price.Pure(epsilon, Rational.Zero);

    private protected override void WriteMembers(Utf8JsonWriter writer) => WriteNumber(writer, "epsilon", epsilon);
}

internal sealed class ZcdpEvent(Rational rho, Rational delta, Neighbours relation) : PrivacyLoss(relation)
{
    public override string Type => "zcdp";

    public Rational Rho => rho;

    public Rational Delta0 => delta;

    public override Price Price() => new(null, rho, delta, null);

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        WriteNumber(writer, "rho", rho);
        WriteNumber(writer, "delta", delta);
    }
}

internal sealed class ApproximateEvent(Rational epsilon, Rational delta, Neighbours relation) : PrivacyLoss(relation)
{
    public override string Type => "approximate";

    public Rational Epsilon0 => epsilon;

    public Rational Delta0 => delta;

    public override Price Price() => Accounting.Price.Pure(epsilon, delta);

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        WriteNumber(writer, "epsilon", epsilon);
        WriteNumber(writer, "delta", delta);
    }
}

internal sealed class ExponentialEvent(Rational epsilon, Neighbours relation) : PrivacyLoss(relation)
{
    public override string Type => "exponential";

    public Rational Epsilon0 => epsilon;

    // Bounded range: Cesar and Rogers (2021), Lemma 3.4: ρ = ε²/8. Under replace the range doubles with ε.
    public override Price Price() => Accounting.Price.Pure(epsilon, Rational.Zero, boundedRange: true);

    private protected override void WriteMembers(Utf8JsonWriter writer) => WriteNumber(writer, "epsilon", epsilon);
}

internal sealed class RandomizedResponseEvent : PrivacyLoss
{
    private readonly Rational _epsilon;
    private readonly long _values;

    public RandomizedResponseEvent(Rational epsilon, long values)
        : base(Neighbours.Replace)
    {
        _epsilon = epsilon;
        _values = values >= 2 ? values : throw new BadInputException($"Randomized response needs at least 2 values, but was given {values}.");
    }

    public override string Type => "randomizedResponse";

    public Rational Epsilon0 => _epsilon;

    public long Values => _values;

    public override Price Price() => Accounting.Price.Pure(_epsilon, Rational.Zero);

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        WriteNumber(writer, "epsilon", _epsilon);
        writer.WriteNumber("values", _values);
    }
}

internal sealed class NonPrivateEvent(Neighbours relation) : PrivacyLoss(relation)
{
    public override string Type => "nonPrivate";

    public override Price Price() => throw new UnpricedLossException("'nonPrivate': it has no protection at all");

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
    }
}

internal sealed class MatrixEvent : PrivacyLoss
{
    private readonly Rational _noiseMultiplier;
    private readonly string _strategy;
    private readonly string _participation;

    public MatrixEvent(Rational noiseMultiplier, string strategy, string participation, Neighbours relation)
        : base(relation)
    {
        if (string.IsNullOrWhiteSpace(strategy) || string.IsNullOrWhiteSpace(participation))
        {
            throw new BadInputException("A matrix event names its strategy and its participation pattern, for example \"tree(1024)\" and \"once\".");
        }

        _noiseMultiplier = noiseMultiplier;
        _strategy = strategy;
        _participation = participation;
    }

    public override string Type => "matrix";

    public Rational NoiseMultiplier => _noiseMultiplier;

    // Denisov et al. (2022): the stream is one Gaussian mechanism on the strategy's output.
    public override Price Price()
    {
        var mu2 = 1 / (_noiseMultiplier * _noiseMultiplier);
        return new(null, mu2 / 2, Rational.Zero, mu2);
    }

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        WriteNumber(writer, "noiseMultiplier", _noiseMultiplier);
        writer.WriteString("strategy", _strategy);
        writer.WriteString("participation", _participation);
    }
}

internal sealed class ShuffledEvent : PrivacyLoss
{
    private readonly Rational _localEpsilon;
    private readonly long _users;

    public ShuffledEvent(Rational localEpsilon, long users)
        : base(Neighbours.Replace)
    {
        _localEpsilon = localEpsilon;
        _users = users >= 1 ? users : throw new BadInputException($"A shuffle needs at least 1 user, but was given {users}.");
    }

    public override string Type => "shuffled";

    public Rational LocalEpsilon => _localEpsilon;

    public long Users => _users;

    public override Price Price() => throw new UnpricedLossException("'shuffled' (its ε depends on δ; loss distributions and the basic accountant price it)");

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        WriteNumber(writer, "localEpsilon", _localEpsilon);
        writer.WriteNumber("users", _users);
    }
}

internal sealed class RenyiEvent : PrivacyLoss
{
    private readonly double[] _orders;
    private readonly double[] _divergences;

    public RenyiEvent(double[] orders, double[] divergences, Neighbours relation)
        : base(relation)
    {
        if (orders.Length == 0 || orders.Length != divergences.Length)
        {
            throw new BadInputException("A Rényi curve needs as many divergences as orders, and at least one.");
        }

        for (var i = 0; i < orders.Length; i++)
        {
            if (!(orders[i] > 1) || !double.IsFinite(orders[i]) || !(divergences[i] >= 0) || !double.IsFinite(divergences[i])
                || (i > 0 && (!(orders[i] > orders[i - 1]) || !(divergences[i] >= divergences[i - 1]))))
            {
                throw new BadInputException("A Rényi curve needs increasing finite orders above 1 and finite, non-negative, non-decreasing divergences.");
            }
        }

        _orders = orders;
        _divergences = divergences;
    }

    public override string Type => "renyi";

    public ReadOnlySpan<double> Orders => _orders;

    public ReadOnlySpan<double> Divergences => _divergences;

    public override Price Price() => throw new UnpricedLossException("'renyi' (a curve at some orders has neither a pure nor a zCDP price)");

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        WriteArray(writer, "orders", _orders);
        WriteArray(writer, "divergences", _divergences);
    }

    private static void WriteArray(Utf8JsonWriter writer, string name, double[] values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }
}
