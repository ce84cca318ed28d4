using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Tacit.Audit.Local;
using Tacit.Local;

namespace Tacit.Bench;

/// <summary>Trials of a local audit on one thread, beside the loop that a reader would write: each is a new user's report and what the attack makes of it.</summary>
[MemoryDiagnoser, MinColumn, MedianColumn]
public class LocalTrialBenchmarks
{
    private const int Trials = 100_000;
    private FrequencyOracle _oracle = null!;
    private ILocalRandomizer _client = null!;
    private ReportAttack _attack = null!;

    [Params("grr 64", "oue 64", "olh 64")]
    public string Protocol { get; set; } = string.Empty;

    [GlobalSetup]
    public void Setup()
    {
        var words = Protocol.Split(' ');
        _oracle = FrequencyOracle.Create(OracleNames.Parse(words[0]), int.Parse(words[1], null), 1);
        _client = _oracle.Client();
        _attack = ReportAttack.Pairwise(_oracle, 0, _oracle.Parameters.Domain - 1);
    }

    [Benchmark(OperationsPerInvoke = 2 * Trials)]
    public Task<LocalAuditResult> Blocks() => LdpAuditor.RunAsync(ReportSource.Of(_oracle), _attack, new() { Trials = Trials, Seed = 1, Threads = 1 });

    // An array for each report, and the event written out.
    [Benchmark(OperationsPerInvoke = 2 * Trials, Baseline = true)]
    public (long Tp, long Fp) NaiveLoop()
    {
        var (tp, fp) = (0L, 0L);
        for (var i = 0; i < Trials; i++)
        {
            tp += Happens(Report(0)) ? 1 : 0;
            fp += Happens(Report(_oracle.Parameters.Domain - 1)) ? 1 : 0;
        }

        return (tp, fp);
    }

    private byte[] Report(int value)
    {
        var report = new byte[_client.ReportSize];
        _client.NewUser().Randomize(value, report);
        return report;
    }

    private bool Happens(byte[] report)
    {
        var last = _oracle.Parameters.Domain - 1;
        switch (_oracle.Parameters.Kind)
        {
            case OracleKind.Grr:
                return report[0] == 0;
            case OracleKind.Oue:
                return (report[0] & 1) == 1 && (report[last / 8] & (1 << (last % 8))) == 0;
            default:
                int Hash(int value) => SeededHash.Affine16(BinaryPrimitives.ReadUInt32LittleEndian(report), BinaryPrimitives.ReadUInt32LittleEndian(report.AsSpan(4)), SeededHash.Mix(value), _oracle.Parameters.Size);
                return Hash(0) == report[8] && Hash(last) != report[8];
        }
    }
}
