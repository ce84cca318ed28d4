using BenchmarkDotNet.Attributes;
using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Sticky;
using Tacit.Randomness;

namespace Tacit.Bench;

/// <summary>One question of an attack, six conditions, on the bitmap engine; beside it the exact count alone, row by row.</summary>
[MemoryDiagnoser]
public class StickyNoiseBenchmarks
{
    private MicroTable _table = null!;
    private StickyNoiseEngine _engine = null!;
    private RowCondition[] _question = null!;

    [Params(17_549, 1_000_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = RandomSource.Seeded(1);
        string[] columns = ["age", "sex", "height", "weight", "day"];
        int[] values = [80, 2, 60, 120, 2000];
        _table = MicroTable.Of([.. columns, "ill"], Enumerable.Range(0, Rows).Select(_ => (IReadOnlyList<string>)[.. values.Select(n => RowCondition.Number(random.NextBelow((ulong)n))), random.NextBit() ? "'yes'" : "'no'"]));
        _engine = new(_table, DiffixProfile.Paper, [1]);
        _question = [.. _table.Is(0, ["age", "sex"]), RowCondition.IsNot("height", _table.Cell(0, "height")), RowCondition.IsNot("weight", "1000001"), RowCondition.Between("day", 0, 1000), RowCondition.Is("ill", "'yes'")];
    }

    [GlobalCleanup]
    public void Cleanup() => _engine.Dispose();

    [Benchmark(Baseline = true)]
    public long Scan() => _table.Scan(_question);

    [Benchmark]
    public long? Engine() => _engine.Count(_question);
}
