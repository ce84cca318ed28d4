using System.Buffers.Binary;
using Tacit.Audit.Local;
using Tacit.Audit.Tests.Local.Support;
using Tacit.Local;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Local;

/// <summary>Inputs that are more than one value: tuples, histories, and mechanisms of one's own with a δ.</summary>
public sealed class TupleAndHistoryTests
{
    private static readonly double E = Math.E;

    // Randomized response for one of two attributes, a fake for the other: ln 2 for an attribute, ln 3 for both.
    private static readonly ReportSource Fakes = ReportSource.Of("rsfd, grr", new LocalClaim(Math.Log(2), Math.Log(3), unit: "a tuple of two values"), 0, 1, (value, random) =>
    {
        var sampled = random.NextBit() ? 1 : 0;
        var report = new byte[2];
        report[sampled] = (byte)(random.NextBelow(4) < 3 ? value : 1 - value);
        report[1 - sampled] = (byte)(random.NextBit() ? 1 : 0);
        return report;
    });

    [Fact]
    public async Task A_tuple_may_exceed_the_loss_of_an_attribute_and_stays_within_its_own()
    {
        var options = new LocalAuditOptions { Trials = 100_000, Seed = 1 };
        var paper = await LdpAuditor.RunAsync(Fakes, ReportAttack.Of(new ReportEvent("the guess of an attribute is 0", (report, coins) => report[coins.NextBit() ? 1 : 0] == 0)), options);
        Assert.Equal(.5108, Math.Log((double)paper.Tp / paper.Fp), 0.05);
        Assert.Equal(LocalVerdict.Within, paper.Verdict);
        var joint = await LdpAuditor.RunAsync(Fakes, ReportAttack.Of(new ReportEvent("both attributes are 0", report => report[0] == 0 && report[1] == 0)), options);
        var law = new AttackRates(.375, .125);
        Assert.InRange(joint.EpsilonLower, 1.067 - (6.1 * law.Deviation(100_000)), 1.0987);
        Assert.Equal(LocalVerdict.AboveNominal, joint.Verdict);
        Assert.Contains("within the tight", joint.ToString(), StringComparison.Ordinal);
        Assert.Equal(LocalVerdict.AboveNominal, (await LdpAuditor.RunAsync(Fakes, ReportAttack.Search(), options)).Verdict);
    }

    // Confidence costs less than 0.15 of ε here; the seed is fixed.
    [Theory]
    [InlineData(TupleKind.Split)]
    [InlineData(TupleKind.Sampled)]
    [InlineData(TupleKind.FakeGrr)]
    [InlineData(TupleKind.FakeSueZero)]
    [InlineData(TupleKind.FakeOueZero)]
    [InlineData(TupleKind.FakeOueRandom)]
    public async Task Tuples_of_a_protocol_show_what_a_tuple_pays(TupleKind kind)
    {
        var protocol = TupleProtocol.Create(kind, [2, 2], .693147);
        var result = await LdpAuditor.RunAsync(ReportSource.Of(protocol), ReportAttack.Pairwise(protocol), new() { Trials = 100_000, Seed = 1 });
        Assert.InRange(result.EpsilonLower, protocol.TupleEpsilon - 0.15, protocol.TupleEpsilon);
        Assert.Equal(kind is TupleKind.Split or TupleKind.Sampled ? LocalVerdict.Within : LocalVerdict.AboveNominal, result.Verdict);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.01)]
    [InlineData(0.1)]
    public async Task Approximate_randomized_response_stays_at_its_epsilon(double delta)
    {
        const int Domain = 10;
        var p = (E + ((Domain - 1) * delta)) / (E + Domain - 1);
        var source = ReportSource.Of("agrr", new LocalClaim(1, delta: delta), 0, Domain - 1, (value, random) =>
        {
            var kept = random.NextUInt64() < p * Math.ScaleB(1, 64);
            var other = (int)random.NextBelow(Domain - 1);
            return [(byte)(kept ? value : other + (other >= value ? 1 : 0))];
        });
        var result = await LdpAuditor.RunAsync(source, ReportAttack.Of(new ReportEvent("the report is 0", report => report[0] == 0)), new() { Trials = 100_000, Seed = 1 });
        Assert.Equal(LocalVerdict.Within, result.Verdict);
        Assert.InRange(result.EpsilonLower, .85, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(25)]
    public async Task A_constant_value_that_is_remembered_costs_what_the_memory_does(int reports)
    {
        // L-OSUE of ε∞ = 1, ε1 = .5.
        var q1 = 1 / (E + 1);
        var q2 = ((1 / (Math.Exp(.5) + 1)) - q1) / (1 - (2 * q1));
        var source = Constant(reports, new(4, (.5, q1), (1 - q2, q2), false, Privacy(1), RandomSource.Seeded(0)));
        foreach (var attack in new[] { ReportAttack.Likelihood(Votes), ReportAttack.Search("votes", report => BitConverter.DoubleToUInt64Bits(Votes(report))), ReportAttack.Search() })
        {
            Assert.Equal(LocalVerdict.Within, (await LdpAuditor.RunAsync(source, attack, new() { Trials = 10_000, Seed = 1 })).Verdict);
        }
    }

    [Fact]
    public async Task Noise_that_is_drawn_anew_for_each_report_is_found()
    {
        var source = Constant(25, new(4, (.5, 1 / (E + 1)), (1, 0), true, Privacy(1), RandomSource.Seeded(0)));
        var result = await LdpAuditor.RunAsync(source, ReportAttack.Likelihood(Votes), new() { Trials = 10_000, Seed = 1 });
        Assert.Equal(LocalVerdict.Exceeded, result.Verdict);
        Assert.True(result.EpsilonLower > 3, result.ToString());
    }

    [Fact]
    public async Task A_value_that_changes_shows_more_than_the_memory_claims()
    {
        // Exact L-GRR of two values, ε∞ = 1, ε1 = .5: the literature claims k·ε∞ = 2.
        var r = ((E * Math.Exp(.5)) - 1) / (E - Math.Exp(.5));
        ILocalRandomizer Client(ulong seed) => new MemoResponse(E / (E + 1), r / (r + 1), Privacy(1), RandomSource.Seeded(seed));
        int[] changes = [0, 0, 0, 0, 1, 1, 1, 1], constant = new int[8];
        var source = ReportSource.OfHistories(Client, changes, constant, new LocalClaim(2, unit: "any history"));
        var exact = ReportAttack.Of(new ReportEvent("the reports are the history", reports =>
        {
            var same = true;
            for (var t = 0; t < 8; t++)
            {
                same &= reports[(2 * t) + 1] == changes[t];
            }

            return same;
        }));
        var result = await LdpAuditor.RunAsync(source, exact, new() { Trials = 100_000, Seed = 1 });
        var law = new AttackRates(.0631, .001045);
        Assert.Equal(LocalVerdict.Exceeded, result.Verdict);
        Assert.Equal(3.83, result.EpsilonLower, 6.1 * law.Deviation(100_000));
        Assert.Equal(LocalVerdict.Exceeded, (await LdpAuditor.RunAsync(source, ReportAttack.Search(), new() { Trials = 100_000, Seed = 1 })).Verdict);

        // Of one report nothing but ε1 is seen.
        var once = ReportSource.OfHistories(Client, [1], [0], new LocalClaim(.5));
        Assert.Equal(LocalVerdict.Within, (await LdpAuditor.RunAsync(once, ReportAttack.Search(), new() { Trials = 100_000, Seed = 1 })).Verdict);
    }

    [Fact]
    public async Task Devices_that_remember_are_audited_by_histories()
    {
        ReportSource Source(LongitudinalKind kind, int[] first, int[] second, double claimed)
        {
            var protocol = LongitudinalProtocol.Create(kind, 2, 1, .5);
            return ReportSource.OfHistories(protocol, first, second, new LocalClaim(claimed));
        }

        var options = new LocalAuditOptions { Trials = 20_000, Seed = 1 };
        int[] changed = [0, 0, 0, 0, 1, 1, 1, 1], constant = new int[8], other = [1, 1, 1, 1, 1, 1, 1, 1];
        byte[] reports = [.. changed.Select(v => (byte)v)];
        var exact = ReportAttack.Of(new ReportEvent("the reports are the history", report => report.SequenceEqual(reports)));
        var result = await LdpAuditor.RunAsync(Source(LongitudinalKind.LGrr, changed, constant, 2), exact, options);
        Assert.Equal(LocalVerdict.Exceeded, result.Verdict);
        var law = new AttackRates(.0631, .001045);
        Assert.Equal(law.Epsilon, Math.Log((double)result.Tp / result.Fp), 6.1 * law.Deviation(20_000));
        foreach (var kind in new[] { LongitudinalKind.LGrr, LongitudinalKind.LOsue, LongitudinalKind.LSue, LongitudinalKind.BiLoloha })
        {
            var stays = await LdpAuditor.RunAsync(Source(kind, constant, other, 1), ReportAttack.Search(), options);
            Assert.Equal(LocalVerdict.Within, stays.Verdict);
        }
    }

    private static ReportSource Constant(int reports, MemoUnary user)
    {
        int[] first = new int[reports], second = [.. Enumerable.Repeat(3, reports)];
        return ReportSource.OfHistories(
            seed => new MemoUnary(user.Domain, user.One, user.Two, user.IsFresh, user.Privacy, RandomSource.Seeded(seed)), first, second);
    }

    // Reports are four bytes, one for each value: how much oftener the first than the last.
    private static double Votes(ReadOnlySpan<byte> reports)
    {
        var votes = 0;
        for (var at = 0; at < reports.Length; at += 4)
        {
            var one = BinaryPrimitives.ReadUInt32LittleEndian(reports[at..]);
            votes += (int)(one & 1) - (int)(one >> 24);
        }

        return votes;
    }

    private static PrivacyStatement Privacy(Rational epsilon) => new("a constant value", epsilon, Rational.Zero, epsilon.ToDouble(), PrivacyProof.Composition);
}
