using Tacit.Accounting;
using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Secrets;
using Tacit.Audit.Sticky;
using Tacit.Data;

namespace Tacit.Audit.Tests.Secrets;

/// <summary>Attacks on secrets behind Tacit: whoever asks is held to what the ledger says was spent; and endpoints that say too little are caught.</summary>
/// <remarks>Coins and choices have a seed. Tacit's noise has none: intervals that hold but for 10⁻¹⁰ keep a false alarm out of all these tests together.</remarks>
public sealed class SecretWorldTests(SecretWorldTests.World world) : IClassFixture<SecretWorldTests.World>
{
    private const double Alpha = 1e-10;
    private const double Epsilon = 2;

    public static TheoryData<string> Attacks => [.. Attackers.Select(a => a.Name)];

    private static SecretAttack[] Attackers { get; } =
    [
        new DifferentialNoiseAttack(), new DifferentialNoiseAttack { NoiseIsFresh = true }, new CloningAttack { Search = CloningSearch.None, Dummies = 6 }, new CloningAttack { Search = CloningSearch.None, Dummies = 6, NoiseIsFresh = true },
        new DirectAttack(), new BothValuesAttack(),
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Nobody_learns_more_than_was_paid_for(string name)
    {
        var attack = Attackers.Single(a => a.Name == name);
        var games = attack is DirectAttack or BothValuesAttack ? 100 : 20;
        var report = await SecretGames.RunDrawnAsync(attack, world.Tacit.Has, world.Tacit.HasNot, world.Tacit.Victim, games, 5, Alpha);
        TestContext.Current.TestOutputHelper?.WriteLine($"{report.Accuracy} in [{report.Low}, {report.High}], bound {report.Bound}, {report.Spent}");
        Assert.False(report.IsExceeded, $"{report.Accuracy} is above {report.Bound}.");
        Assert.StartsWith("ε = ", report.Spent, StringComparison.Ordinal);
        Assert.Equal(attack is DirectAttack ? OfEpsilon(Epsilon) : report.Bound!.Value, report.Bound!.Value, 9);
        Assert.InRange(report.Bound!.Value, 0.6, OfEpsilon(attack.AsksBothValues ? 2 * Epsilon : Epsilon) + 1e-9);
        Assert.Equal(games, report.Guesses);
    }

    [Fact]
    public async Task A_single_question_reaches_the_bound_and_half_the_noise_is_caught()
    {
        // Noise for ε = 2, and the claim of ε = 1. Accuracy is within six standard errors of that of ε = 2, and six above what passes with ε = 1 at 1%.
        var half = await SecretGames.RunDrawnAsync(new DirectAttack(), new Claims(world.Tacit.Has, 1), new Claims(world.Tacit.HasNot, 1), world.Tacit.Victim, 400, 6);
        Assert.InRange(half.Accuracy, OfEpsilon(Epsilon) - 0.1, OfEpsilon(Epsilon) + 0.1);
        Assert.Equal(OfEpsilon(1), half.Bound!.Value, 9);
        Assert.True(half.IsExceeded, $"{half.Low} is not above {half.Bound}.");
    }

    [Theory]
    [InlineData("cloning", 1.5)]
    [InlineData("differential", 0.5)]
    public async Task Noise_that_sticks_to_persons_is_caught_whatever_it_claims(string name, double epsilon)
    {
        var attack = Attackers.Single(a => a.Name == name);
        var (has, hasNot) = (new StickyTarget(BestCase.Table(5, 10, true), DiffixProfile.Paper), new StickyTarget(BestCase.Table(5, 10, false), DiffixProfile.Paper));
        var report = await SecretGames.RunDrawnAsync(attack, new Claims(has, epsilon), new Claims(hasNot, epsilon), BestCase.Victim(5), 400, 8, Alpha);
        Assert.True(report.IsExceeded, $"{report.Low} is not above {report.Bound}.");
    }

    [Fact]
    public async Task A_bound_is_that_of_the_price()
    {
        var target = new StickyTarget(BestCase.Table(3, 10, true), DiffixProfile.Paper);
        foreach (var (price, one, both) in new[]
        {
            (Price.Pure(0.1, 0), 0.524979, 0.549834), (Price.Pure(1, 0), 0.731059, 0.880797), (Price.Pure(2, 0), 0.880797, 0.982014),
            (Price.Pure(1, 0.01), (Math.E + 0.01) / (1 + Math.E), (Math.Exp(2) + (0.01 * (1 + Math.E))) / (1 + Math.Exp(2))),
        })
        {
            var reports = await Task.WhenAll(new SecretAttack[] { new DirectAttack(), new BothValuesAttack() }.Select(a => SecretGames.RunDrawnAsync(a, new Claims(target, price), new Claims(target, price), BestCase.Victim(3), 20, 1)));
            Assert.Equal(one, reports[0].Bound!.Value, 6);
            Assert.Equal(both, reports[1].Bound!.Value, 6);
        }
    }

    [Fact]
    public async Task A_world_needs_a_victim_who_is_singled_out_and_a_secret_with_two_values()
    {
        var table = BestCase.Table(3, 2, true);
        var budget = new BudgetPolicy { Epsilon = 1 };
        await Assert.ThrowsAsync<BadInputException>(() => SecretWorld.OpenAsync(table, 1, ["a2"], BestCase.Secret, BestCase.Value, budget));
        await Assert.ThrowsAsync<BadInputException>(() => SecretWorld.OpenAsync(table, 0, BestCase.Columns(3), "a1", "1", budget));
        var one = MicroTable.Of(["a", "person", "s"], [["1", "1", "'yes'"], ["2", "1", "'yes'"]]);
        await Assert.ThrowsAsync<BadInputException>(() => SecretWorld.OpenAsync(one, 0, ["a"], "s", "'yes'", budget));

        // A column may have any name.
        await using var named = await SecretWorld.OpenAsync(one.With(1, "s", "'n\"o'"), 0, ["a"], "s", "'yes'", budget);
        await using var endpoint = await named.Has.StartAsync(1, default);
        Assert.NotNull((await endpoint.AskAsync(new("count(*)", named.Victim.Table) { Conditions = [RowCondition.Is("person", "1")] }, default)).Number);
    }

    // e^ε/(1 + e^ε).
    private static double OfEpsilon(double epsilon) => 1 / (1 + Math.Exp(-epsilon));

    public sealed class World : IAsyncLifetime
    {
        public SecretWorld Tacit { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Tacit = await SecretWorld.OpenAsync(BestCase.Table(3, 5, true), 0, BestCase.Columns(3), BestCase.Secret, BestCase.Value, new() { Epsilon = 2 });

        public ValueTask DisposeAsync() => Tacit.DisposeAsync();
    }

    // A broken twin: answers as its target does, and says that it spent something else.
    private sealed class Claims(IQueryTarget target, Price price) : IQueryTarget
    {
        public Claims(IQueryTarget target, double epsilon)
            : this(target, Price.Pure(Numerics.Rational.FromDoubleExact(epsilon), 0))
        {
        }

        public async Task<IQueryEndpoint> StartAsync(ulong seed, CancellationToken token) => new Endpoint(await target.StartAsync(seed, token), price);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private sealed class Endpoint(IQueryEndpoint inner, Price price) : IQueryEndpoint
        {
            public Task<QueryReply> AskAsync(EndpointQuestion question, CancellationToken token) => inner.AskAsync(question, token);

            public Task<Price?> SpentAsync(CancellationToken token) => Task.FromResult<Price?>(price);

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
