using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Tacit.Identity;

namespace Tacit.Bench;

/// <summary>Source-known identifiers below the cap of a tick, beside UUIDs of the library. Making more than 262,144 in a quarter of a second waits, which is measured apart.</summary>
[MemoryDiagnoser, MinColumn, GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory), CategoriesColumn]
public class IdentityBenchmarks
{
    // Kinds take turns, so that no tick is exhausted.
    private const int Kinds = 128;
    private readonly IdentityKeyRing _ring = IdentityKeyRing.Create();
    private readonly FixedInstance _instance = new(5, 3);
    private readonly TextbookSnowflake[] _workers = [.. Enumerable.Range(0, Kinds).Select(i => new TextbookSnowflake(i))];
    private SkidGenerator _generator = null!;
    private IdentityCodec _codec = null!;
    private PublicId _plain;
    private PublicId _secure;
    private Skid _skid;
    private int _kind;

    [GlobalSetup]
    public void Setup()
    {
        (_generator, _codec) = (new(_instance), new(_ring, IdentityPolicy.Trusted));
        _skid = _generator.Next(7);
        (_plain, _secure) = (_codec.ToPlain(_skid, 7), _codec.ToSecure(_skid, 7));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _ring.Dispose();
        _instance.Dispose();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("make")]
    public Guid Version7() => Guid.CreateVersion7();

#pragma warning disable RS0030 // What others make is what is measured.
    [Benchmark, BenchmarkCategory("make")]
    public Guid Version4() => Guid.NewGuid();
#pragma warning restore RS0030

    [Benchmark, BenchmarkCategory("make")]
    public Ulid SortableUlid() => Ulid.NewUlid();

    [Benchmark, BenchmarkCategory("make")]
    public MassTransit.NewId Flake() => MassTransit.NewId.Next();

    [Benchmark, BenchmarkCategory("make")]
    public NUlid.Ulid OtherSortableUlid() => NUlid.Ulid.NewUlid();

    // Workers take turns as kinds do: one alone would be exhausted after 4,096 in a millisecond, and its spinning be measured.
    [Benchmark, BenchmarkCategory("make")]
    public long Snowflake() => _workers[_kind++ % Kinds].Next();

    [Benchmark, BenchmarkCategory("make")]
    public Skid Key() => _generator.Next((byte)(1 + (_kind++ % Kinds)));

    [Benchmark(Baseline = true, OperationsPerInvoke = 1 << 20), BenchmarkCategory("make a million of one kind")]
    public long SnowflakesOfOneWorker()
    {
        var last = 0L;
        for (var i = 0; i < 1 << 20; i++)
        {
            last = _workers[0].Next();
        }

        return last;
    }

    [Benchmark(OperationsPerInvoke = 1 << 20), BenchmarkCategory("make a million of one kind")]
    public Skid KeysOfOneKind()
    {
        var last = default(Skid);
        for (var i = 0; i < 1 << 20; i++)
        {
            last = _generator.Next(200);
        }

        return last;
    }

    [Benchmark, BenchmarkCategory("make")]
    public PublicId KeyAndVerifiable() => _codec.ToPlain(_generator.Next((byte)(1 + (_kind++ % Kinds))), 7);

    [Benchmark, BenchmarkCategory("make")]
    public PublicId KeyAndEncrypted() => _codec.ToSecure(_generator.Next((byte)(1 + (_kind++ % Kinds))), 7);

    [Benchmark(Baseline = true), BenchmarkCategory("convert")]
    public PublicId Verifiable() => _codec.ToPlain(_skid, 7);

    [Benchmark, BenchmarkCategory("convert")]
    public PublicId Encrypted() => _codec.ToSecure(_skid, 7);

    [Benchmark, BenchmarkCategory("convert")]
    public bool OpenVerifiable() => _codec.TryOpen(_plain, 7, out _);

    [Benchmark, BenchmarkCategory("convert")]
    public bool OpenEncrypted() => _codec.TryOpen(_secure, 7, out _);

    [Benchmark, BenchmarkCategory("convert")]
    public bool ReadText() => PublicId.TryParse("00081b32-0005-8d01-8d0c-002a492c0e75", null, out _);
}
