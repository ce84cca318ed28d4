using Tacit.Audit.Queries;

namespace Tacit.Audit.Tests.Queries;

/// <summary>All attacks, played for real: each beats its naive endpoint beyond what Tacit's bound allows, and stays within the bound against Tacit.</summary>
/// <remarks>Naive noise, coins and choices have a seed. Tacit's noise has none: a run raises a false alarm with probability 1/1000 at most.</remarks>
public sealed class AttackSuiteTests(AttackSuiteTests.Played played) : IClassFixture<AttackSuiteTests.Played>
{
    // So small that whoever learns all is noticed in so few plays.
    private const double Epsilon = 0.5;

    // By how many of its questions Tacit answers: a suite that is refused throughout would pass without having attacked.
    public static TheoryData<string, double, double> Attacks => new()
    {
        { "averaging", 1, Rho(12, 1) },
        { "differencing", 1, Rho(2, 1) },
        { "tracker", 1, Rho(4, 1) },
        { "reconstruction", 1, Rho(4, 16) },
        { "group-keys", 1, Rho(2, 1) },
        { "errors", 0.8, Rho(8, 1, 10) },
        { "row-order", 1, Math.Tanh(Epsilon / 2) },
        { "floating-point", 1, Rho(10, 1) },
        { "budget-race", 1.0 / 12, Math.Tanh(Epsilon / 2) },
        { "stored-answers", 1, Rho(2, 1) },
        { "collusion", 1.0 / 12, Math.Tanh(Epsilon / 2) },
        { "file-statistics", 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Beats_a_naive_endpoint_and_not_Tacit(string attack, double answered, double bound)
    {
        var result = played.Result.Results.Single(r => r.Attack.Name == attack);
        Assert.Equal(answered, (double)result.Answered / result.Asked, 2);

        // The selection of keys adds 10⁻⁶ at most.
        Assert.InRange(result.Bound!.Value, bound - 1e-9, bound + 1e-6);
        Assert.True(result.Naive!.Low > result.Bound, $"{attack} gained only {result.Naive.Value} from the naive endpoint: it would not be noticed beyond {result.Bound}.");
        Assert.True(result.Verdict == QueryAttackVerdict.Within, $"{attack}: {result.Tacit!.Value} in [{result.Tacit.Low}, {result.Tacit.High}], above {result.Bound}.");
    }

    [Fact]
    public void Time_is_measured_and_not_judged()
    {
        var result = played.Result.Results.Single(r => r.Attack.Name == "timing");
        Assert.Equal(QueryAttackVerdict.Measured, result.Verdict);
        Assert.Null(result.Bound);
        Assert.Equal(played.Result.Trials / 2, result.Tacit!.PlaysIn + result.Tacit.PlaysOut);
        Assert.Equal(result.Asked / 2, result.Answered);
    }

    [Fact]
    public void Every_attack_says_what_it_does_and_is_tested_here()
    {
        Assert.Equal(QueryAudit.Attacks.Select(a => a.Name).Order(StringComparer.Ordinal), Attacks.Select(a => a.Data.Item1).Append("timing").Order(StringComparer.Ordinal));
        Assert.All(QueryAudit.Attacks, a => Assert.True(a.Game.Length > 20 && a.Source.Length > 10));
        Assert.False(played.Result.IsExceeded);
    }

    // k questions that share ε in equal parts, n counts each: ρ = kn·(1/parts)²/2, or the bound of ε alone.
    private static double Rho(int questions, int counts, int? parts = null)
    {
        var each = Epsilon / ((parts ?? questions) * counts);
        return Math.Min(Math.Tanh(questions * counts * each / 2), Math.Sqrt(questions * counts * each * each / 2 / 2));
    }

    public sealed class Played : IAsyncLifetime
    {
        public QueryAuditResult Result { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Result = await QueryAudit.RunAsync(new() { Budget = new() { Epsilon = Epsilon, Delta = 1e-6 }, Trials = 60, Alpha = 0.001, Seed = 1 });

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
