using BenchmarkDotNet.Attributes;
using DuckDB.NET.Data;
using Tacit.Data;
using Tacit.Identity;

namespace Tacit.Bench;

/// <summary>Pseudonyms in the place of a key, beside the engine's plain copy of the same file, which keeps the order of rows as well. A row of three columns; ten rows a person.</summary>
[MemoryDiagnoser, MinColumn, SimpleJob(launchCount: 1, warmupCount: 1, iterationCount: 5)]
public class PseudonymBenchmarks
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tacit-bench-");
    private readonly IdentityKeyRing _ring = IdentityKeyRing.Create();
    private FileInstanceLease _instance = null!;
    private SkidGenerator _generator = null!;
    private int _fresh;

    [Params(1_000_000)]
    public int Rows { get; set; }

    [Params("csv", "parquet")]
    public string Kind { get; set; } = "csv";

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _instance = new(PathOf("instance"), 127, 0);
        _generator = new(_instance);
        Run($"COPY (SELECT 'person-' || (i * 7919 % {Rows / 10}) AS id, i AS n, i % 97 / 10 AS value FROM range({Rows}) r(i)) TO '{PathOf("in." + Kind)}'");
        await ReplaceAsync("known.db");
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _instance.Dispose();
        _ring.Dispose();
        _folder.Delete(recursive: true);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => Run($"COPY (SELECT * FROM '{PathOf("in." + Kind)}') TO '{PathOf("copy." + Kind)}'");

    [Benchmark]
    public Task<PseudonymSummary> KnownPersons() => ReplaceAsync("known.db");

    [Benchmark]
    public Task<PseudonymSummary> NewPersons() => ReplaceAsync($"fresh-{_fresh++}.db");

    [Benchmark]
    public Task<PseudonymSummary> Reveal() => Maker("known.db").RevealAsync(new(PathOf("out-known.db." + Kind), "id", PathOf("back." + Kind)));

    private Task<PseudonymSummary> ReplaceAsync(string crosswalk) => Maker(crosswalk).ReplaceAsync(new(PathOf("in." + Kind), "id", PathOf($"out-{(crosswalk == "known.db" ? crosswalk : "fresh")}.{Kind}")));

    private Pseudonymiser Maker(string crosswalk) => new(_ring, "registry", PathOf(crosswalk)) { Generator = _generator };

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static void Run(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
