using Tacit.Data;
using Tacit.Query.Tests.Derivations;

namespace Tacit.Query.Tests;

/// <summary>Prices, plans, targets and refusals come from public facts alone: behind them stands an engine from which nothing can be read.</summary>
/// <remarks>Trap 27 of the peers: a price found by touching the data; charged only after success; the exception's text passed on.</remarks>
public sealed class UnreadTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task No_price_no_plan_and_no_refusal_reads_anything()
    {
        var engine = new Unread();
        await using var data = await OpenAsync(engine);
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(data.Population);
        var (explained, aimed) = (0, 0);
        foreach (var sql in DerivedQuestions.Sql)
        {
            try
            {
                _ = data.Explain(sql, account.Spend(1, 1e-6));
                explained++;
                _ = data.LeastSpend(sql, account, ErrorTarget.Within(50), delta: 1e-6);
                aimed++;
            }
            catch (BadInputException)
            {
                // Questions over tables that are not here, or without an error to aim at.
            }
        }

        Assert.True(explained > 20 && aimed > 5, $"{explained} were explained, {aimed} aimed at.");
        await Assert.ThrowsAsync<BadInputException>(() => data.QueryAsync("select max(nothing) from persons", account.Spend(1)));
        await Assert.ThrowsAsync<BadInputException>(() => data.QueryAsync("select town, count(*) from persons group by town", account.Spend(1)));
        await using var small = await Ledger.OpenAsync(_scratch.PathOf("small.ledger"));
        var poor = await small.AccountAsync(data.Population, PrivacyBudget.Pure(0.5));
        await Assert.ThrowsAsync<BudgetExceededException>(() => data.QueryAsync("select count(*) from persons", poor.Spend(1)));
        Assert.Equal(0, (await poor.StatusAsync()).Entries);
        Assert.Equal(0, engine.Reads);

        // What is read is charged first, and what the engine says of it is withheld.
        var failed = await Assert.ThrowsAsync<MechanismFailedException>(() => data.QueryAsync("select count(*) from persons", poor.Spend(0.25)));
        Assert.DoesNotContain("secret", failed.Everything(), StringComparison.Ordinal);
        Assert.Equal((1, 0.25), (engine.Reads, (await poor.StatusAsync()).Spent.Epsilon!.Value.ToDouble()));
    }

    private static Task<Dataset> OpenAsync(Unread engine) => Dataset.OpenAsync("clinic", PrivacyUnit.Person("id"), d => d.From(engine)
        .Table("persons", "persons", t => t.Category("sex", "f", "m", "nobody").Number("age", 0, 90).Flag("smokes").Text("town").Number("days", 0, 20).Category("kind", "a", "b").Bands("band", "age", 0, 40, double.PositiveInfinity).OnePerUnit())
        .Table("visits", "visits", t => Visits(t).AtMost(3))
        .Table("each", "visits", t => Visits(t).AtMost(2, per: "kind")));

    private static TableBuilder Visits(TableBuilder t) => t.Category("kind", "lab", "call").Number("days", -1000, 1000).Number("value", per: "kind", ("lab", 0, 1), ("call", 100, 500)).Text("note");

    private sealed class Unread : DataEngine
    {
        public int Reads { get; private set; }

        public override Task<PreparedData> PrepareAsync(DataDeclaration declaration, IProgress<string>? progress, CancellationToken token) => Task.FromResult<PreparedData>(new Data(this));

        public override Task<IReadOnlyList<SourceTable>> TablesAsync(CancellationToken token = default) => throw new NotSupportedException();

        private sealed class Data(Unread engine) : PreparedData
        {
            public override SqlDialect Dialect => SqlDialect.DuckDb;

            public override ValueTask<IReadOnlyList<IntegerRow>> ReadAsync(PushedStatement statement, CancellationToken token)
            {
                engine.Reads++;
                throw new InvalidOperationException("secret-1 is no number");
            }

            public override IReadOnlyList<IReadOnlyList<string?>> PublicValues(string table, IReadOnlyList<string> columns, int atMost) => throw new NotSupportedException();

            public override long PublicFanOut(string table, IReadOnlyList<PublicKey> keys) => throw new NotSupportedException();

            public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
