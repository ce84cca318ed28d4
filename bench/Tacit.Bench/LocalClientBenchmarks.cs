using BenchmarkDotNet.Attributes;
using Tacit.Local;

namespace Tacit.Bench;

/// <summary>Clients: reports a second of one core, packed and with randomness from the operating system.</summary>
[MemoryDiagnoser, MinColumn, MedianColumn]
public class LocalClientBenchmarks
{
    public const int Reports = 10_000;
    private byte[] _report = null!;
    private ILocalRandomizer _client = null!;

    [Params("grr 64", "olh 1024", "oue 1024", "ss 64", "hr 1024")]
    public string Protocol { get; set; } = string.Empty;

    [GlobalSetup]
    public void Setup()
    {
        var words = Protocol.Split(' ');
        _client = FrequencyOracle.Create(OracleNames.Parse(words[0]), int.Parse(words[1], null), 1).Client();
        _report = new byte[_client.ReportSize];
    }

    [Benchmark(OperationsPerInvoke = Reports)]
    public byte Client()
    {
        for (var i = 0; i < Reports; i++)
        {
            _client.Randomize(i & 63, _report);
        }

        return _report[0];
    }
}
