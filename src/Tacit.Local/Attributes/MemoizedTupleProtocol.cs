using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>A protocol for tuples of d attributes that are reported again and again (<c>l-smp</c>): each installation draws one attribute for ever, names it, and reports it by a longitudinal protocol. With the better protocol for each attribute this is ALLOMFREE.</summary>
/// <remarks>
/// Unit: one installation, with all attributes of its tuple: only one is ever looked at, so a tuple pays what that one pays. n·Var is d times that of its protocol.
/// Immutable and thread-safe. Source: Arcolezi, Couchot, Al Bouna and Xiao, "Improving the utility of locally differentially private protocols for longitudinal and
/// multidimensional frequency estimates" (2022).
/// </remarks>
public sealed class MemoizedTupleProtocol : ITupleProtocol
{
    /// <summary>The protocol's name.</summary>
    public const string ProtocolName = "l-smp";

    private MemoizedTupleProtocol(Rational forever, Rational report, IReadOnlyList<LongitudinalProtocol> attributes)
    {
        Verify(forever, report, attributes);
        (ConstantValueEpsilon, SingleReportEpsilon, Attributes) = (forever, report, attributes);
        Domains = [.. attributes.Select(a => a.Parameters.Domain)];
        ReportSize = 1 + attributes.Max(a => a.ReportSize);
        CounterCount = checked(attributes.Count + attributes.Sum(a => a.CounterCount));
        Document = ProtocolDocument.Write(
            ProtocolName,
            ("attributes", ProtocolDocument.List(attributes.Select(a => a.Document))),
            ("epsilon", ProtocolDocument.Text(forever.ToString())),
            ("epsilon1", ProtocolDocument.Text(report.ToString())));
        Id = ProtocolDocument.Id(Document);
        Longitudinal = new(forever, report, attributes.Max(a => a.Longitudinal.MostCells), attributes.Max(a => a.Longitudinal.ChangeEpsilon));
        Privacy = new(
            $"one report of one installation, all attributes of its tuple at once. All its reports together: {Longitudinal}",
            report,
            Rational.Zero,
            attributes.Max(a => a.Privacy.TightEpsilon),
            PrivacyProof.IntegerThresholds) { Rounds = Longitudinal, AttributeEpsilon = attributes.Max(a => a.Parameters.ConstantValueEpsilon).ToDouble() };
    }

    /// <inheritdoc/>
    public string Name => ProtocolName;

    /// <summary>ε∞: of all reports together while the sampled value stays.</summary>
    public Rational ConstantValueEpsilon { get; }

    /// <summary>ε₁: of one report.</summary>
    public Rational SingleReportEpsilon { get; }

    /// <summary>The protocol of each attribute.</summary>
    public IReadOnlyList<LongitudinalProtocol> Attributes { get; }

    /// <summary>k of each attribute.</summary>
    public IReadOnlyList<int> Domains { get; }

    /// <inheritdoc/>
    public string Document { get; }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public int ReportSize { get; }

    /// <inheritdoc/>
    public int CounterCount { get; }

    /// <summary>What a single report gives away at most. What all of them do together is in <see cref="Longitudinal"/>.</summary>
    public PrivacyStatement Privacy { get; }

    /// <summary>What all reports of an installation give away together.</summary>
    public LongitudinalPrivacy Longitudinal { get; }

    IReadOnlyList<IReportProtocol> ITupleProtocol.Parts => Attributes;

    bool ITupleProtocol.IsSampled => true;

    /// <summary>ALLOMFREE: for each attribute whichever of <c>l-grr</c> and <c>l-osue</c> has less error at a rare value. With the exact second round that is <c>l-grr</c> below 3e^ε₁ + 2 values.</summary>
    /// <param name="domains">k of each attribute.</param>
    /// <param name="constantValueEpsilon">ε∞: of all reports together while a value stays.</param>
    /// <param name="singleReportEpsilon">ε₁: of one report, below ε∞.</param>
    /// <param name="calibration">How <c>l-grr</c> solves its second round. As published it is chosen for fewer domains.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static MemoizedTupleProtocol Create(IReadOnlyList<int> domains, Quantity constantValueEpsilon, Quantity singleReportEpsilon, Calibration calibration = Calibration.Exact)
    {
        ArgumentNullException.ThrowIfNull(domains);
        return Create([.. domains.Select(k => Better(k, constantValueEpsilon, singleReportEpsilon, calibration))], constantValueEpsilon, singleReportEpsilon);
    }

    /// <summary>The same with a protocol of choice for each attribute, each of which has at most these ε.</summary>
    /// <param name="attributes">The protocol of each attribute.</param>
    /// <param name="constantValueEpsilon">ε∞ of the tuple.</param>
    /// <param name="singleReportEpsilon">ε₁ of the tuple.</param>
    /// <exception cref="BadInputException">A protocol spends more, or there are too few or too many.</exception>
    public static MemoizedTupleProtocol Create(IReadOnlyList<LongitudinalProtocol> attributes, Quantity constantValueEpsilon, Quantity singleReportEpsilon)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return new(constantValueEpsilon.Positive("The ε of all reports together"), singleReportEpsilon.Positive("The ε of a report"), [.. attributes]);
    }

    /// <summary>The protocol of a document, checked.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or breaks the ε that it claims.</exception>
    public static MemoizedTupleProtocol Parse(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return ProtocolDocument.Read(document, root => new MemoizedTupleProtocol(
            Rational.Parse(root.GetProperty("epsilon").GetString() ?? string.Empty),
            Rational.Parse(root.GetProperty("epsilon1").GetString() ?? string.Empty),
            [.. root.GetProperty("attributes").EnumerateArray().Select(a => LongitudinalProtocol.Create(LongitudinalParameters.Parse(a.GetRawText())))]));
    }

    /// <summary>n times the variance of the estimate of a value of this frequency, with n the reports of all installations.</summary>
    /// <exception cref="BadInputException">There is no such attribute.</exception>
    public double Variance(int attribute, double frequency) => Attributes.Count * At(attribute).Law.Variance(frequency);

    /// <summary>What runs on a device that keeps its answers in <paramref name="store"/>, with randomness from the operating system for each report.</summary>
    /// <param name="store">The device's memo.</param>
    /// <param name="collection">Identity of the collection: two questions with equal parameters have nothing in common.</param>
    public MemoizedTupleClient Client(IMemoStore store, string collection) => Client(store, collection, LocalRandomness.Create());

    /// <summary>The same with another source; a seeded one protects nobody.</summary>
    public MemoizedTupleClient Client(IMemoStore store, string collection, LocalRandomness random)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(random);
        return new(this, store, collection, random);
    }

    /// <summary>An aggregator that has counted nothing. Take one for each round: its intervals hold where no installation reported twice.</summary>
    public ITupleAggregator CreateAggregator() => new TupleAggregator(this);

    /// <summary>An aggregator that goes on from counts that were kept.</summary>
    /// <exception cref="BadInputException">They cannot be the counts of so many reports of this protocol.</exception>
    public ITupleAggregator CreateAggregator(long reports, ReadOnlySpan<long> counts)
    {
        var aggregator = new TupleAggregator(this);
        aggregator.Restore(reports, counts);
        return aggregator;
    }

    ValueLaws ITupleProtocol.LawsOf(int attribute) => new(At(attribute).Law);

    IReportAggregator IReportProtocol.CreateAggregator() => CreateAggregator();

    IReportAggregator IReportProtocol.CreateAggregator(long reports, ReadOnlySpan<long> counts) => CreateAggregator(reports, counts);

    private static LongitudinalProtocol Better(int domain, Quantity forever, Quantity report, Calibration calibration)
    {
        var (values, bits) = (LongitudinalProtocol.Create(LongitudinalKind.LGrr, domain, forever, report, calibration), LongitudinalProtocol.Create(LongitudinalKind.LOsue, domain, forever, report));
        return values.Law.Variance(0) < bits.Law.Variance(0) ? values : bits;
    }

    private static void Verify(Rational forever, Rational report, IReadOnlyList<LongitudinalProtocol> attributes)
    {
        if (attributes.Count is < 2 or > TupleProtocol.MostAttributes)
        {
            throw new BadInputException($"A tuple has 2 to {TupleProtocol.MostAttributes} attributes, but {attributes.Count} were given. For one take a longitudinal protocol.");
        }

        if (attributes.Any(a => a.Parameters.ConstantValueEpsilon > forever || a.Parameters.SingleReportEpsilon > report))
        {
            throw new BadInputException($"The attributes of this {ProtocolName} document spend more than its ε = {forever} for all reports and {report} for one allow. Do not report; ask who published it for a correct one.");
        }
    }

    private LongitudinalProtocol At(int attribute) => (uint)attribute < (uint)Attributes.Count
        ? Attributes[attribute]
        : throw new BadInputException($"Attributes are 0 to {Attributes.Count - 1}, but {attribute} was asked for.");
}
