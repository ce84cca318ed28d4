using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>A protocol for tuples of d attributes, each with a domain of its own: makes clients and aggregators, knows what an attribute and what the whole tuple pay.</summary>
/// <remarks>
/// Immutable and thread-safe. Fakes are compared by <see cref="TupleEpsilon"/>, never by the nominal <see cref="Epsilon"/>: at equal <see cref="TupleEpsilon"/>
/// <see cref="TupleKind.Sampled"/> has several times less error, and what fakes buy is that nobody learns which attribute was real.
/// </remarks>
public sealed class TupleProtocol : ITupleProtocol
{
    /// <summary>Attributes of a tuple at most.</summary>
    public const int MostAttributes = 256;

    private readonly FakePrior[] _priors;

    internal TupleProtocol(TupleKind kind, Rational epsilon, IReadOnlyList<FrequencyOracle> oracles, FakePrior[] priors)
    {
        TupleChecks.Verify(kind, epsilon, oracles, priors);
        (Kind, Epsilon, Oracles, _priors) = (kind, epsilon, oracles, priors);
        Domains = [.. oracles.Select(o => o.Parameters.Domain)];
        var isSampled = kind == TupleKind.Sampled;
        ReportSize = isSampled ? 1 + oracles.Max(o => o.ReportSize) : checked(oracles.Sum(o => o.ReportSize));
        CounterCount = checked(oracles.Sum(o => o.CounterCount) + (isSampled ? oracles.Count : 0));
        Document = TupleDocument.Write(this);
        Id = ProtocolDocument.Id(Document);
        var isSplit = kind == TupleKind.Split;
        var paid = IsFake ? oracles.Select(o => o.Parameters.Epsilon).Aggregate(Rational.Max) : epsilon;
        var tight = isSplit ? oracles.Sum(o => o.Privacy.TightEpsilon) : oracles.Max(o => o.Privacy.TightEpsilon);
        AttributeEpsilon = TuplePrivacy.AttributeEpsilon(this);
        Privacy = new(OneTuple, paid, Rational.Zero, Math.Min(tight, paid.ToDouble()), isSplit ? PrivacyProof.Composition : PrivacyProof.IntegerThresholds) { AttributeEpsilon = AttributeEpsilon };
    }

    /// <summary>Whose change is hidden: the wording for one report of a tuple.</summary>
    public const string OneTuple = "one report of one tuple, all of its attributes at once: every further report about the same person is paid again";

    /// <summary>How tuples are reported.</summary>
    public TupleKind Kind { get; }

    /// <inheritdoc/>
    public string Name => TupleNames.Of(Kind);

    /// <summary>The nominal ε. With fakes it is less than what a tuple pays.</summary>
    public Rational Epsilon { get; }

    /// <summary>What is given away at most when one attribute changes and the others do not: the largest over attributes.</summary>
    public double AttributeEpsilon { get; }

    /// <summary>What is given away at most when all attributes change: what is paid, and what <see cref="Privacy"/> holds.</summary>
    public double TupleEpsilon => Privacy.TightEpsilon;

    /// <summary>k of each attribute.</summary>
    public IReadOnlyList<int> Domains { get; }

    /// <summary>The protocol of each attribute by itself, at the ε that it spends.</summary>
    public IReadOnlyList<FrequencyOracle> Oracles { get; }

    /// <inheritdoc/>
    public string Document { get; }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public int ReportSize { get; }

    /// <inheritdoc/>
    public int CounterCount { get; }

    /// <summary>What a report gives away at most of the whole tuple.</summary>
    public PrivacyStatement Privacy { get; }

    IReadOnlyList<IReportProtocol> ITupleProtocol.Parts => Oracles;

    bool ITupleProtocol.IsSampled => Kind == TupleKind.Sampled;

    internal bool IsFake => Kind is not (TupleKind.Split or TupleKind.Sampled);

    internal IReadOnlyList<FakePrior> Priors => _priors;

    /// <summary>A protocol for attributes with these domains. Without an oracle, <c>spl</c> and <c>smp</c> take for each attribute whichever of GRR and OUE has less error.</summary>
    /// <param name="kind">How tuples are reported; none of those with priors.</param>
    /// <param name="domains">k of each attribute.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="oracle">The oracle of every attribute, for <c>spl</c> and <c>smp</c> alone.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static TupleProtocol Create(TupleKind kind, IReadOnlyList<int> domains, Quantity epsilon, OracleKind? oracle = null)
    {
        ArgumentNullException.ThrowIfNull(domains);
        return TupleChecks.Make(kind, domains, epsilon.Positive("Epsilon"), oracle, []);
    }

    /// <summary><c>spl</c> or <c>smp</c> with an oracle of choice for each attribute: under <c>spl</c> their ε sum to <paramref name="epsilon"/> at most, under <c>smp</c> each has at most all of it.</summary>
    /// <param name="kind"><see cref="TupleKind.Split"/> or <see cref="TupleKind.Sampled"/>.</param>
    /// <param name="oracles">The oracle of each attribute.</param>
    /// <param name="epsilon">ε of the tuple.</param>
    /// <exception cref="BadInputException">The oracles spend more, or the kind has an oracle of its own.</exception>
    public static TupleProtocol Create(TupleKind kind, IReadOnlyList<FrequencyOracle> oracles, Quantity epsilon)
    {
        ArgumentNullException.ThrowIfNull(oracles);
        return kind is TupleKind.Split or TupleKind.Sampled
            ? new(kind, epsilon.Positive("Epsilon"), [.. oracles], [])
            : throw new BadInputException($"The protocol {TupleNames.Of(kind)} has an oracle of its own. Give the domains alone.");
    }

    /// <summary>A protocol whose fakes follow public priors, which must not come from the data of the people who report.</summary>
    /// <param name="kind"><see cref="TupleKind.PriorGrr"/> or <see cref="TupleKind.PriorOueRandom"/>.</param>
    /// <param name="priors">Of each attribute, how frequent each value is expected to be. None counts as less than 2^−30.</param>
    /// <param name="epsilon">The nominal ε.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static TupleProtocol CreateWithPriors(TupleKind kind, IReadOnlyList<IReadOnlyList<double>> priors, Quantity epsilon)
    {
        ArgumentNullException.ThrowIfNull(priors);
        return TupleChecks.Make(kind, [.. priors.Select(p => p.Count)], epsilon.Positive("Epsilon"), null, [.. priors.Select(FakePrior.Of)]);
    }

    /// <summary>The protocol of a document, checked.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or breaks the ε that it claims.</exception>
    public static TupleProtocol Parse(string document) => TupleDocument.Read(document);

    /// <summary>With which probability a report that speaks of an attribute supports its true value, and another one.</summary>
    /// <exception cref="BadInputException">There is no such attribute or value.</exception>
    public SupportLaw Law(int attribute, int value)
    {
        Verify(attribute);
        var law = Oracles[attribute].Law;
        if ((uint)value >= (uint)Domains[attribute])
        {
            throw new BadInputException($"Values of attribute {attribute} are 0 to {Domains[attribute] - 1}.");
        }

        if (!IsFake)
        {
            return law;
        }

        var d = Oracles.Count;
        var frequency = _priors.Length > 0 ? _priors[attribute].Frequency(value) : 1.0 / Domains[attribute];
        var fake = Kind switch
        {
            TupleKind.FakeGrr or TupleKind.PriorGrr => frequency,
            TupleKind.FakeSueZero or TupleKind.FakeOueZero => law.Other,
            _ => (frequency * law.Truth) + ((1 - frequency) * law.Other),
        };
        return new((law.Truth + ((d - 1) * fake)) / d, (law.Other + ((d - 1) * fake)) / d);
    }

    /// <summary>n times the variance of the estimate of a value of this frequency, with n the reports of all users.</summary>
    public double Variance(int attribute, int value, double frequency) => Law(attribute, value).Variance(frequency) * (Kind == TupleKind.Sampled ? Oracles.Count : 1);

    /// <summary>What runs on a user's device, with randomness from the operating system.</summary>
    public ITupleRandomizer Client() => Client(LocalRandomness.Create());

    /// <summary>The same with another source; a seeded one protects nobody.</summary>
    public ITupleRandomizer Client(LocalRandomness random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return IsFake ? new FakeTupleClient(this, random) : new TupleClient(this, random);
    }

    /// <summary>An aggregator that has counted nothing.</summary>
    public ITupleAggregator CreateAggregator() => new TupleAggregator(this);

    /// <summary>An aggregator that goes on from counts that were kept.</summary>
    /// <exception cref="BadInputException">They cannot be the counts of so many reports of this protocol.</exception>
    public ITupleAggregator CreateAggregator(long reports, ReadOnlySpan<long> counts)
    {
        var aggregator = new TupleAggregator(this);
        aggregator.Restore(reports, counts);
        return aggregator;
    }

    ValueLaws ITupleProtocol.LawsOf(int attribute)
    {
        Verify(attribute);
        return _priors.Length == 0 ? new(Law(attribute, 0)) : new([.. Enumerable.Range(0, Domains[attribute]).Select(v => Law(attribute, v))]);
    }

    IReportAggregator IReportProtocol.CreateAggregator() => CreateAggregator();

    IReportAggregator IReportProtocol.CreateAggregator(long reports, ReadOnlySpan<long> counts) => CreateAggregator(reports, counts);

    /// <summary>The least and the largest frequency of a value among fakes.</summary>
    internal (double Rare, double Common) FakeRange(int attribute) => _priors.Length == 0
        ? (1.0 / Domains[attribute], 1.0 / Domains[attribute])
        : (Enumerable.Range(0, Domains[attribute]).Min(_priors[attribute].Frequency), Enumerable.Range(0, Domains[attribute]).Max(_priors[attribute].Frequency));

    internal void Verify(int attribute)
    {
        if ((uint)attribute >= (uint)Oracles.Count)
        {
            throw new BadInputException($"Attributes are 0 to {Oracles.Count - 1}, but {attribute} was asked for.");
        }
    }
}
