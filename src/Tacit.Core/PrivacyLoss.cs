using System.Text;
using System.Text.Json;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit;

/// <summary>
/// What happened to the data, as an immutable expression: which noise, relative to the sensitivity under the stated relation, and how it composes.
/// Priced late, under a stated relation; never collapsed to one (ε, δ) early.
/// </summary>
/// <remarks>
/// Validated when built and when read. The meaning of a type never changes; an unknown type or member is refused.
/// Two losses are equal when their canonical JSON is. Noise scales are relative to the sensitivity, never to a clip norm.
/// </remarks>
public abstract class PrivacyLoss : IEquatable<PrivacyLoss>
{
    /// <summary>The deepest expression; the reader takes no more.</summary>
    private const int MaxDepth = 64;

    private readonly int _depth;
    private string? _json;

    private protected PrivacyLoss(Neighbours relation, params ReadOnlySpan<PrivacyLoss> parts)
    {
        Relation = relation;
        foreach (var part in parts)
        {
            _depth = Math.Max(_depth, part._depth + 1);
        }

        if (_depth >= MaxDepth)
        {
            throw new BadInputException($"A loss is at most {MaxDepth} expressions deep. Compose its parts side by side.");
        }
    }

    /// <summary>The relation under which the sensitivity of every part was stated.</summary>
    public Neighbours Relation { get; }

    /// <summary>Name of the type in JSON, for example <c>gaussian</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Continuous Gaussian noise of standard deviation <paramref name="noiseMultiplier"/> × L2 sensitivity.</summary>
    public static PrivacyLoss Gaussian(Quantity noiseMultiplier, Neighbours relation = Neighbours.AddRemove) =>
        new GaussianEvent(noiseMultiplier.Positive("The noise multiplier"), relation);

    /// <summary>Continuous Laplace noise of scale <paramref name="scale"/> × L1 sensitivity.</summary>
    public static PrivacyLoss Laplace(Quantity scale, Neighbours relation = Neighbours.AddRemove) =>
        new LaplaceEvent(scale.Positive("The scale"), relation);

    /// <summary>Discrete Gaussian noise with parameter <paramref name="sigma"/> on integers whose L2 sensitivity is <paramref name="shift"/>.</summary>
    public static PrivacyLoss DiscreteGaussian(Quantity sigma, Quantity shift, Neighbours relation = Neighbours.AddRemove) =>
        new DiscreteGaussianEvent(sigma.Positive("Sigma"), shift.Positive("The shift"), relation);

    /// <summary>
    /// Discrete Gaussian noise with parameter <paramref name="sigma"/> × weight on each of some integers, which divided by their weights have an L2 sensitivity of
    /// <paramref name="shift"/>. It costs ρ as without weights; its δ is another one, and has no exact curve here.
    /// </summary>
    public static PrivacyLoss WeightedDiscreteGaussian(Quantity sigma, Quantity shift, Neighbours relation = Neighbours.AddRemove) =>
        new WeightedDiscreteGaussianEvent(sigma.Positive("Sigma"), shift.Positive("The shift"), relation);

    /// <summary>Discrete Laplace noise of scale <paramref name="scale"/> on integers whose L1 sensitivity is <paramref name="shift"/>.</summary>
    public static PrivacyLoss DiscreteLaplace(Quantity scale, Quantity shift, Neighbours relation = Neighbours.AddRemove) =>
        new DiscreteLaplaceEvent(scale.Positive("The scale"), shift.Positive("The shift"), relation);

    /// <summary>Any ε-differentially private event.</summary>
    public static PrivacyLoss Pure(Quantity epsilon, Neighbours relation = Neighbours.AddRemove) =>
        new PureEvent(epsilon.NonNegative("Epsilon"), relation);

    /// <summary>Any event that is ρ-zCDP outside an event of probability <paramref name="delta"/>.</summary>
    public static PrivacyLoss Zcdp(Quantity rho, Quantity delta = default, Neighbours relation = Neighbours.AddRemove) =>
        new ZcdpEvent(rho.NonNegative("Rho"), delta.Delta(), relation);

    /// <summary>Any (ε, δ)-differentially private event, for example private selection of group keys.</summary>
    public static PrivacyLoss Approximate(Quantity epsilon, Quantity delta, Neighbours relation = Neighbours.AddRemove) =>
        new ApproximateEvent(epsilon.NonNegative("Epsilon"), delta.Delta(), relation);

    /// <summary>The exponential mechanism or any ε-differentially private event of bounded range ε.</summary>
    public static PrivacyLoss Exponential(Quantity epsilon, Neighbours relation = Neighbours.AddRemove) =>
        new ExponentialEvent(epsilon.NonNegative("Epsilon"), relation);

    /// <summary>Randomized response over <paramref name="values"/> values that keeps the truth with odds e^ε to 1 against each other value. Replace relation.</summary>
    public static PrivacyLoss RandomizedResponse(Quantity epsilon, long values) =>
        new RandomizedResponseEvent(epsilon.NonNegative("Epsilon"), values);

    /// <summary>Noise added to a linear stream through a matrix mechanism, as one Gaussian event.</summary>
    /// <param name="noiseMultiplier">σ over the sensitivity of the strategy for the stated participation.</param>
    /// <param name="strategy">Name and parameters of the strategy matrix.</param>
    /// <param name="participation">The participation pattern for which the sensitivity was taken.</param>
    /// <param name="relation">The relation of the sensitivity.</param>
    public static PrivacyLoss Matrix(Quantity noiseMultiplier, string strategy, string participation, Neighbours relation = Neighbours.AddRemove) =>
        new MatrixEvent(noiseMultiplier.Positive("The noise multiplier"), strategy, participation, relation);

    /// <summary>Reports of <paramref name="users"/> users, each ε-locally private, shuffled. Replace relation.</summary>
    public static PrivacyLoss Shuffled(Quantity localEpsilon, long users) =>
        new ShuffledEvent(localEpsilon.Positive("The local epsilon"), users);

    /// <summary>A Rényi curve: the way in for a mechanism that Tacit does not know.</summary>
    /// <param name="orders">Increasing orders above one.</param>
    /// <param name="divergences">An upper bound on the Rényi divergence at each order; non-negative and non-decreasing.</param>
    /// <param name="relation">The relation under which the bound holds.</param>
    public static PrivacyLoss Renyi(IEnumerable<double> orders, IEnumerable<double> divergences, Neighbours relation = Neighbours.AddRemove) =>
        new RenyiEvent([.. orders], [.. divergences], relation);

    /// <summary>Losses composed, adaptively or not.</summary>
    public static PrivacyLoss Composed(params IEnumerable<PrivacyLoss> losses) => new ComposedEvent([.. losses]);

    /// <summary>Losses on parts that are disjoint by construction or by a column that is constant for each unit.</summary>
    public static PrivacyLoss Parallel(params IEnumerable<PrivacyLoss> losses) => new ParallelEvent([.. losses]);

    /// <summary>An answer without protection. It has no price and no account takes it.</summary>
    public static PrivacyLoss NonPrivate(Neighbours relation = Neighbours.AddRemove) => new NonPrivateEvent(relation);

    /// <summary>This loss on a Poisson sample that takes every unit independently with probability <paramref name="rate"/>.</summary>
    public PrivacyLoss PoissonSampled(Quantity rate) => new PoissonSampledEvent(rate.Probability("The sampling rate"), this);

    /// <summary>This loss on a uniform sample of exactly <paramref name="size"/> of <paramref name="total"/> units. Replace relation.</summary>
    public PrivacyLoss SampledWithoutReplacement(long size, long total) => new SampledWithoutReplacementEvent(size, total, this);

    /// <summary>This loss <paramref name="count"/> times.</summary>
    public PrivacyLoss Repeat(long count) => new RepeatedEvent(count, this);

    /// <summary>The exact price under this loss's own relation.</summary>
    /// <exception cref="UnpricedLossException">There is no exact price for a part.</exception>
    public abstract Price Price();

    /// <summary>The exact price under <paramref name="relation"/>. From add/remove to replace it is the price of a group of two; the other way does not exist.</summary>
    /// <exception cref="UnpricedLossException">There is no exact price for a part or no way to the relation.</exception>
    public Price Price(Neighbours relation) => relation == Relation
        ? Price()
        : Relation == Neighbours.AddRemove
            ? PriceUnderReplace()
            : throw new UnpricedLossException($"'{Type}' stated under replace in an account under add/remove (the number of units is then public)");

    /// <summary>The smallest ε that any accountant certifies at <paramref name="delta"/>, rounded up. <see cref="Accountant"/> names them and gives both ends.</summary>
    /// <exception cref="UnpricedLossException">No accountant takes every event of the loss, or its δ alone is above <paramref name="delta"/>.</exception>
    public double Epsilon(Quantity delta, Neighbours relation)
    {
        var bracket = Accountant.Tightest.Epsilon(this, delta, relation);
        return double.IsFinite(bracket.Upper)
            ? bracket.Upper
            : throw new UnpricedLossException($"this loss at δ = {delta} (it needs a larger δ)");
    }

    /// <summary>The smallest δ that any accountant certifies at <paramref name="epsilon"/>, rounded up.</summary>
    /// <exception cref="UnpricedLossException">No accountant takes every event of the loss.</exception>
    public double Delta(Quantity epsilon, Neighbours relation) => Accountant.Tightest.Delta(this, epsilon, relation).Upper;

    /// <summary>Reads the JSON form. Key order does not matter; unknown types and members, bad ranges and missing fields are refused.</summary>
    /// <exception cref="FormatException">The text is not a loss; the message names the place.</exception>
    public static PrivacyLoss FromJson(string json) => PrivacyLossReader.Read(json);

    /// <summary>The canonical JSON form. Numbers read back exactly.</summary>
    public string ToJson()
    {
        if (_json is null)
        {
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream))
            {
                Write(writer);
            }

            _json = Encoding.UTF8.GetString(stream.ToArray());
        }

        return _json;
    }

    /// <inheritdoc/>
    public bool Equals(PrivacyLoss? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PrivacyLoss);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToJson());

    /// <summary>The canonical JSON form.</summary>
    public override string ToString() => ToJson();

    /// <summary>The parts that are drawn separately, each with how often: the draws that a permit expects.</summary>
    internal virtual IEnumerable<(PrivacyLoss Event, long Count)> Draws() => [(this, 1)];

    internal virtual Price PriceUnderReplace() => Price().ForGroupsOf(2);

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", Type);
        WriteMembers(writer);
        if (Relation == Neighbours.Replace)
        {
            writer.WriteString("relation", "replace");
        }

        writer.WriteEndObject();
    }

    private protected abstract void WriteMembers(Utf8JsonWriter writer);

    private protected static void WriteNumber(Utf8JsonWriter writer, string name, Rational value)
    {
        var text = value.ToString();
        if (text.Contains('/', StringComparison.Ordinal))
        {
            writer.WriteString(name, text);
        }
        else
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(text);
        }
    }
}
