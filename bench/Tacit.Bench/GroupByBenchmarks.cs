using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using DuckDB.NET.Data;
using Tacit.Data;
using Tacit.Query;

namespace Tacit.Bench;

/// <summary>A private mean by group, noise and accounting included, beside the same plain group-by in the same engine on the same raw rows, which lie in a database file.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 2, iterationCount: 9)]
public class GroupByBenchmarks
{
    private string _folder = string.Empty;
    private DuckDBConnection _plain = null!;
    private Dataset? _data;
    private SimulatedLedger _ledger = null!;
    private Account _account = null!;

    /// <summary>0 is the bundled labs table; otherwise rows generated with 100 rows a person and 12 groups.</summary>
    [ParamsSource(nameof(Sizes))]
    public long GeneratedRows { get; set; }

    public static IEnumerable<long> Sizes => BenchSizes.Rows;

    [GlobalSetup(Target = nameof(Plain))]
    public async Task PlainAsync() => await RowsAsync();

    [GlobalSetup(Targets = [nameof(PrivateAsync), nameof(PrivateWithFewerRowsAsync), nameof(PrivateWithFewerGroupsAsync)])]
    public async Task OpenedAsync() => await OpenAsync(await RowsAsync(), Declare);

    [GlobalSetup(Target = nameof(PrivateOfFewerGroupsAsync))]
    public async Task OpenedWithFewerGroupsAsync() => await OpenAsync(await RowsAsync(), labs => Columns(labs).AtMost(rowsPerUnit: 5, per: "test", valuesPerUnit: 3));

    private async Task<string> RowsAsync()
    {
        _folder = Directory.CreateTempSubdirectory("tacit-bench-").FullName;
        _plain = new DuckDBConnection($"DataSource={Path.Combine(_folder, "plain.duckdb")}");
        await _plain.OpenAsync();
        Run("SET memory_limit='8GiB'"); // Beside the limit of what is opened, so that both fit.
        string file;
        if (GeneratedRows == 0)
        {
            file = Path.Combine(await DatasetCatalogue.Installed().FetchAsync("nafld"), "nafld-labs.parquet");
        }
        else
        {
            file = Path.Combine(_folder, "rows.parquet");
            Run(string.Create(CultureInfo.InvariantCulture,
                $"COPY (SELECT (hash(i, 1) % {GeneratedRows / 100})::INTEGER AS id, 'g' || (hash(i, 2) % 12) AS test, (hash(i, 3) % 100000) / 1000.0 AS value FROM range({GeneratedRows}) t(i)) TO '{file}'"));
        }

        Run($"CREATE TABLE labs AS SELECT id, test, value FROM read_parquet('{file}')");
        Run("CHECKPOINT");
        return file;
    }

    private async Task OpenAsync(string file, Action<TableBuilder> declare)
    {
        var started = TimeProvider.System.GetTimestamp();
        _data = await Dataset.OpenAsync("bench", PrivacyUnit.Person("id"), data => data.Memory(10L << 30).SpillTo(_folder).Table("labs", file, declare));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"// opening took {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.00} s"));
        _ledger = new SimulatedLedger(seed: 1);
        _account = await _ledger.AccountAsync(_data);
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        if (_data is not null)
        {
            await _data.DisposeAsync();
            await _ledger.DisposeAsync();
        }

        await _plain.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public int Plain()
    {
        using var command = _plain.CreateCommand();
        command.CommandText = "SELECT test, count(value), sum(value) FROM labs GROUP BY test";
        using var reader = command.ExecuteReader();
        var groups = 0;
        while (reader.Read())
        {
            groups++;
        }

        return groups;
    }

    [Benchmark]
    public Task<Release<Table>> PrivateAsync() => _data!.QueryAsync(Question.From("labs").GroupBy("test").Mean("value"), _account.Spend(0.2));

    /// <summary>Fewer rows of each person, by the rank that opening gave them.</summary>
    [Benchmark]
    public Task<Release<Table>> PrivateWithFewerRowsAsync() => _data!.QueryAsync(Question.From("labs").AtMost(rowsPerUnit: 10).GroupBy("test").Mean("value"), _account.Spend(0.2));

    /// <summary>Fewer groups of each person, and fewer rows in each, chosen when asked.</summary>
    [Benchmark]
    public Task<Release<Table>> PrivateWithFewerGroupsAsync() =>
        _data!.QueryAsync("select test, avg(value) as mean from labs group by test with privacy (max_groups = 3, max_rows_per_group = 5)", _account.Spend(0.2));

    /// <summary>The same limits as declared facts: opening has bounded groups and rows.</summary>
    [Benchmark]
    public Task<Release<Table>> PrivateOfFewerGroupsAsync() => _data!.QueryAsync(Question.From("labs").GroupBy("test").Mean("value"), _account.Spend(0.2));

    private void Declare(TableBuilder labs) => Columns(labs).AtMost(rowsPerUnit: GeneratedRows == 0 ? 20 : 200);

    private TableBuilder Columns(TableBuilder labs)
    {
        if (GeneratedRows == 0)
        {
            return labs.Category("test", "hdl", "sbp", "fib4", "smoke").Number("value", per: "test", ("hdl", 0, 120), ("sbp", 60, 260), ("fib4", 0, 20), ("smoke", 0, 1));
        }

        return labs.Category("test", [.. Enumerable.Range(0, 12).Select(i => string.Create(CultureInfo.InvariantCulture, $"g{i}"))]).Number("value", 0, 100);
    }

    private void Run(string sql)
    {
        using var command = _plain.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
