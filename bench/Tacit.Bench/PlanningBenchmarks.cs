using BenchmarkDotNet.Attributes;
using Tacit.Query;

namespace Tacit.Bench;

/// <summary>What happens to a question before any row is read, beside the engine's own planning of the plain query. The tables are small: plans do not look at them.</summary>
[MedianColumn, MinColumn]
public class PlanningBenchmarks
{
    private OrderBook _book = null!;
    private SimulatedLedger _ledger = null!;
    private Spend _spend = null!;
    private string _sql = string.Empty;
    private QueryExplanation _plan = null!;

    [Params("Q1", "Q5", "Q6", "Q14", "Q19")]
    public string Query { get; set; } = string.Empty;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _sql = OrderBookQueries.Of(Query);
        _book = await OrderBook.CreateAsync(0.001);
        _ledger = new SimulatedLedger(seed: 1);
        _spend = (await _ledger.AccountAsync(_book.Data)).Spend(1);
        _plan = _book.Data.Explain(_sql, _spend);
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _ledger.DisposeAsync();
        await _book.DisposeAsync();
    }

    /// <summary>The engine's parser, binder and optimizer, and a plan in words.</summary>
    [Benchmark(Baseline = true)]
    public int EngineExplain() => _book.Read("EXPLAIN " + _sql);

    /// <summary>The engine's parser alone, its tree as a text.</summary>
    [Benchmark]
    public int EngineParse() => _book.Read("SELECT json_serialize_sql('" + _sql.Replace("'", "''", StringComparison.Ordinal) + "')");

    /// <summary>From the text to statements that were printed and read again, with sensitivities, noise, price, derivation and the plan in words.</summary>
    [Benchmark]
    public int Plan()
    {
        var plan = _book.Data.Explain(_sql, _spend);
        return PrintedStatement.Faults(plan, plan.Sql).Count;
    }

    /// <summary>The reading again alone, beside a text of what was planned that is written already. It happens once for equal questions.</summary>
    [Benchmark]
    public int Check() => PrintedStatement.Faults(_plan, _plan.Sql).Count;
}
