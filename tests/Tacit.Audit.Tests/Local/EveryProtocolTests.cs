using Tacit.Audit.Local;
using Tacit.Local;
using Tacit.Numerics;

namespace Tacit.Audit.Tests.Local;

/// <summary>Every protocol shows at least a part of its ε and never more; and a twin whose reports give away twice as much as it says is caught.</summary>
public sealed class EveryProtocolTests
{
    private static readonly LocalAuditOptions Options = new() { Trials = 10_000, Seed = 1 };

    // Each with the least share of its ε that is shown.
    private static readonly Dictionary<string, (Func<double, IReportProtocol> Of, double Share)> Protocols = Make();

    public static TheoryData<string> Names { get; } = [.. Protocols.Keys];

    public static TheoryData<string> Remembering { get; } = ["l-grr", "l-sue", "l-oue", "l-osue", "l-soue", "biloloha", "ololoha", "dbitflip", "1bitmean", "rappor", "l-smp"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task One_report_shows_its_epsilon_and_no_more(string name)
    {
        var (of, share) = Protocols[name];
        var protocol = of(1);
        var audit = ProtocolAudit.Of(protocol);
        var result = await LdpAuditor.RunAsync(audit.Source, audit.Attack, Options);
        Assert.True(result.Verdict is LocalVerdict.Within or LocalVerdict.AboveNominal, result.ToString());
        Assert.InRange(result.EpsilonLower, share * result.Claim.TightEpsilon, result.Claim.TightEpsilon);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_twin_that_gives_away_twice_as_much_is_caught(string name)
    {
        var of = Protocols[name].Of;
        var audit = ProtocolAudit.Of(of(2), claimed: of(1));
        var result = await LdpAuditor.RunAsync(audit.Source, audit.Attack, Options);
        Assert.True(result.Verdict == LocalVerdict.Exceeded, result.ToString());
    }

    [Theory]
    [MemberData(nameof(Remembering))]
    public async Task Reports_of_a_value_that_stays_cost_what_all_do(string name)
    {
        var audit = ProtocolAudit.Of(Protocols[name].Of(1), rounds: 5);
        var result = await LdpAuditor.RunAsync(audit.Source, audit.Attack, Options);
        Assert.True(result.Verdict == LocalVerdict.Within, result.ToString());
        Assert.InRange(result.EpsilonLower, 0.3, result.Claim.TightEpsilon);
    }

    [Fact]
    public void Rounds_are_of_devices_that_remember() =>
        Assert.Throws<BadInputException>(() => ProtocolAudit.Of(FrequencyOracle.Create(OracleKind.Grr, 4, 1), rounds: 2));

    private static Dictionary<string, (Func<double, IReportProtocol> Of, double Share)> Make()
    {
        var protocols = new Dictionary<string, (Func<double, IReportProtocol> Of, double Share)>(StringComparer.Ordinal);
        foreach (var kind in Enum.GetValues<OracleKind>())
        {
            protocols[OracleNames.Of(kind)] = (e => FrequencyOracle.Create(kind, 8, e), kind is OracleKind.The ? 0.5 : 0.6);
        }

        foreach (var kind in Enum.GetValues<LongitudinalKind>())
        {
            protocols[LongitudinalNames.Of(kind)] = (e => LongitudinalProtocol.Create(kind, 8, 2 * e, e), 0.6);
        }

        foreach (var kind in Enum.GetValues<TupleKind>())
        {
            // A prior that favours the fakes least: uniform.
            double[] prior = [1, 1, 1];
            protocols[TupleNames.Of(kind)] = (e => kind is TupleKind.PriorGrr or TupleKind.PriorOueRandom ? TupleProtocol.CreateWithPriors(kind, [prior, prior], e) : TupleProtocol.Create(kind, [3, 3], e), 0.6);
        }

        foreach (var kind in Enum.GetValues<NumberKind>())
        {
            protocols[NumberNames.Of(kind)] = (e => NumberProtocol.Create(kind, e, Rational.Zero, 10, kind == NumberKind.Duchi ? null : 64), 0.6);
        }

        protocols["cms"] = (e => SketchProtocol.Create(SketchKind.CountMean, e, 4, 16), 0.6);
        protocols["hcms"] = (e => SketchProtocol.Create(SketchKind.HadamardCountMean, e, 4, 16), 0.4);
        protocols["she"] = (e => HistogramProtocol.Create(4, e), 0.6);
        protocols["pem"] = (e => HeavyHitterProtocol.Create(WordCode.Number, 4, e, firstBits: 4, pool: 4), 0.5);
        protocols["dbitflip"] = (e => BucketProtocol.Create(4, 4, e), 0.6);
        protocols["1bitmean"] = (e => OneBitMean.Create(10, e), 0.6);
        protocols["rappor"] = (e => Rappor(new Rational(1, e > 1 ? 8 : 2)), 0.3);
        protocols["l-smp"] = (e => MemoizedTupleProtocol.Create([2, 2], 2 * e, e), 0.6);
        return protocols;
    }

    private static RapporProtocol Rappor(Rational f) => RapporProtocol.Create(8, 1, 1, f, new Rational(1, 4), new Rational(3, 4));
}
