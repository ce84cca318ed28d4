using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Tacit.Local;

namespace Tacit.Bench;

/// <summary>Counting of packed reports on one core, beside the loop that a reader would write: the same hash for each value and report, each bit of each report, one table.</summary>
[MinColumn, MedianColumn]
public class LocalCountingBenchmarks
{
    public const int Reports = 4096;
    private const int Domain = 1024;
    private byte[] _hashing = null!;
    private byte[] _unary = null!;
    private byte[] _indices = null!;
    private byte[] _signs = null!;
    private IFrequencyAggregator _hashes = null!;
    private IFrequencyAggregator _bits = null!;
    private IFrequencyAggregator _values = null!;
    private IFrequencyAggregator _columns = null!;
    private int[] _mixed = null!;
    private int _size;
    private readonly long[] _counts = new long[Domain];

    [GlobalSetup]
    public void Setup()
    {
        (_hashing, _hashes) = Made(OracleKind.Olh, Domain);
        (_unary, _bits) = Made(OracleKind.Oue, Domain);
        (_indices, _values) = Made(OracleKind.Grr, 64);
        (_signs, _columns) = Made(OracleKind.Hadamard, Domain);
        _mixed = [.. Enumerable.Range(0, Domain).Select(SeededHash.Mix)];
        _size = ((FrequencyOracle)_hashes.Protocol).Parameters.Size;
    }

    [Benchmark(OperationsPerInvoke = Reports)]
    public void HashingScalar()
    {
        for (var i = 0; i < _hashing.Length; i += 9)
        {
            var a = BinaryPrimitives.ReadUInt32LittleEndian(_hashing.AsSpan(i));
            var b = BinaryPrimitives.ReadUInt32LittleEndian(_hashing.AsSpan(i + 4));
            var y = _hashing[i + 8];
            for (var v = 0; v < _mixed.Length; v++)
            {
                _counts[v] += SeededHash.Affine16(a, b, _mixed[v], _size) == y ? 1 : 0;
            }
        }
    }

    [Benchmark(OperationsPerInvoke = Reports)]
    public void Hashing() => _hashes.Add(_hashing);

    [Benchmark(OperationsPerInvoke = Reports)]
    public void UnaryScalar()
    {
        const int Size = Domain / 8;
        for (var i = 0; i < _unary.Length; i += Size)
        {
            for (var v = 0; v < Domain; v++)
            {
                _counts[v] += (_unary[i + (v >> 3)] >> (v & 7)) & 1;
            }
        }
    }

    [Benchmark(OperationsPerInvoke = Reports)]
    public void Unary() => _bits.Add(_unary);

    [Benchmark(OperationsPerInvoke = Reports)]
    public void IndexScalar()
    {
        foreach (var index in _indices)
        {
            _counts[index]++;
        }
    }

    [Benchmark(OperationsPerInvoke = Reports)]
    public void Index() => _values.Add(_indices);

    [Benchmark(OperationsPerInvoke = Reports)]
    public void Hadamard() => _columns.Add(_signs);

    private static (byte[] Reports, IFrequencyAggregator Aggregator) Made(OracleKind kind, int domain)
    {
        var oracle = FrequencyOracle.Create(kind, domain, 1);
        var client = oracle.Client(LocalRandomness.Seeded(1));
        var reports = new byte[Reports * client.ReportSize];
        for (var i = 0; i < Reports; i++)
        {
            client.Randomize(i % domain, reports.AsSpan(i * client.ReportSize));
        }

        return (reports, oracle.CreateAggregator());
    }
}
