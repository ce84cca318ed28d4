using Tacit.Audit.Local;
using Tacit.Audit.Targets;
using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Studies.LocalAudits;

/// <summary>Audits of one seed: each its own stream.</summary>
internal sealed class AuditWorld(RandomSource seeds, long trials, CancellationToken token)
{
    public const double Alpha = 0.01;
    public const string Summed = "she";

    /// <summary>Protocols of the paper, Hadamard response, and SHE by a client of the study.</summary>
    public static readonly string[] Protocols = [.. OracleNames.Names, Summed];

    /// <summary>One report of the first value against one of the last.</summary>
    public async Task<AuditedCell> CorrectAsync(string protocol, int domain, double epsilon, bool guess, double alpha = Alpha, long? trialsOfIt = null)
    {
        if (protocol == Summed)
        {
            return new(protocol, domain, epsilon, await RunAsync(SummedHistogram.Source(domain, epsilon), guess ? SummedHistogram.Guess : SummedHistogram.Pairwise, alpha, trialsOfIt).ConfigureAwait(false), guess ? SummedHistogram.GuessLaw(domain, epsilon) : SummedHistogram.PairwiseLaw(epsilon));
        }

        var oracle = OracleOf(OracleNames.Parse(protocol), domain, epsilon);
        return new(protocol, domain, epsilon, await RunAsync(ReportSource.Of(oracle), AttackOf(oracle, guess), alpha, trialsOfIt).ConfigureAwait(false), guess ? AttackLaw.Guess(oracle, 0, domain - 1) : AttackLaw.Pairwise(oracle));
    }

    /// <summary>Unary encodings whose true bit is not cleared.</summary>
    public async Task<AuditedCell> UnclearedAsync(string protocol, int domain, double epsilon, bool guess)
    {
        var oracle = OracleOf(OracleNames.Parse(protocol), domain, epsilon);
        var (q, p) = (oracle.Law.Other, oracle.Law.Truth + ((1 - oracle.Law.Truth) * oracle.Law.Other));
        var hit = (p * AttackLaw.Alone(domain - 1, q)) + ((1 - p) * Math.Pow(1 - q, domain - 1) / domain);
        var law = guess ? new AttackRates(hit, (1 - hit) / (domain - 1)) : new(p * (1 - q), q * (1 - p));
        return new(protocol, domain, epsilon, await RunAsync(ReportSource.Of(seed => new BuggyUnaryEncodingClient(oracle, seed)), AttackOf(oracle, guess), Alpha).ConfigureAwait(false), law);
    }

    /// <summary>A hash that is sent as it is: 25 values, 10 hash values.</summary>
    public async Task<AuditedCell> HashOnlyAsync(bool guess)
    {
        const int Domain = 25, Size = 10;
        var oracle = FrequencyOracle.Create(OracleKind.Olh, Domain, 2, Size);
        var hit = AttackLaw.Alone(Domain - 1, 1.0 / Size);
        return new("hash-only", Domain, 2, await RunAsync(ReportSource.Of(seed => new HashOnlyClient(oracle, seed)), AttackOf(oracle, guess), Alpha).ConfigureAwait(false), new(hit, (1 - hit) / (Domain - 1)));
    }

    /// <summary>Randomized response for one of two attributes and a fake for the other, at ε = ln 2: the tuple pays ln 3.</summary>
    public Task<LocalAuditResult> TupleAsync()
    {
        var protocol = TupleProtocol.Create(TupleKind.FakeGrr, [2, 2], 0.693147);
        return RunAsync(ReportSource.Of(protocol), ReportAttack.Pairwise(protocol), Alpha);
    }

    /// <summary>Eight reports of two values, ε∞ = 1 and ε₁ = ½, by randomized response twice: a value that changes in the middle against one that stays, by the event that the reports are the history.</summary>
    public Task<LocalAuditResult> ChangedHistoryAsync()
    {
        int[] changed = [0, 0, 0, 0, 1, 1, 1, 1];
        byte[] reports = [.. changed.Select(v => (byte)v)];

        // The literature claims ε∞ for each of the two values that are kept.
        return RunAsync(Histories(LongitudinalKind.LGrr, changed, new int[8], 2), ReportAttack.Of(new ReportEvent("the reports are the history", report => report.SequenceEqual(reports))), Alpha);
    }

    /// <summary>The same for values that stay, by unary encodings and by a search on all reports.</summary>
    public Task<LocalAuditResult> ConstantHistoryAsync() => RunAsync(Histories(LongitudinalKind.LOsue, new int[8], [1, 1, 1, 1, 1, 1, 1, 1], 1), ReportAttack.Search(), Alpha);

    private static ReportSource Histories(LongitudinalKind kind, int[] first, int[] second, double claimed) =>
        ReportSource.OfHistories(LongitudinalProtocol.Create(kind, 2, 1, 0.5), first, second, new LocalClaim(claimed));

    // The size of a subset is the one of the paper, the nearest integer: Tacit's own is another where that is better.
    private static FrequencyOracle OracleOf(OracleKind kind, int domain, double epsilon) =>
        FrequencyOracle.Create(kind, domain, epsilon, kind == OracleKind.Subset ? Math.Max(1, (int)Math.Round(domain / (Math.Exp(epsilon) + 1))) : null);

    private static ReportAttack AttackOf(FrequencyOracle oracle, bool guess) => guess ? ReportAttack.Guess(oracle, 0) : ReportAttack.Pairwise(oracle, 0, oracle.Parameters.Domain - 1);

    private Task<LocalAuditResult> RunAsync(ReportSource source, ReportAttack attack, double alpha, long? trialsOfIt = null) =>
        LdpAuditor.RunAsync(source, attack, new() { Trials = trialsOfIt ?? trials, Alpha = alpha, Seed = seeds.NextUInt64() }, token: token);
}
