using BenchmarkDotNet.Attributes;
using Tacit.Audit;
using Tacit.Mechanisms;

namespace Tacit.Bench;

/// <summary>A whole audit on one thread: runs on both inputs, choice, learning and judgement.</summary>
public class AuditBenchmarks
{
    private static readonly DiscreteLaplace Noise = new(1);
    private static readonly NeighbourPair<long>[] Pairs = [new(0, 1, "nobody and one unit")];

    [Params(20_000, 200_000)]
    public int Runs { get; set; }

    [Benchmark]
    public Task<MechanismAuditResult> OneNumber() =>
        MechanismAudit.RunAsync((count, random) => count + (long)Noise.Sample(random), Pairs, new(1), new() { Runs = Runs, Seed = 1, Threads = 1 });

    [Benchmark]
    public Task<MechanismAuditResult> EightNumbers() =>
        MechanismAudit.RunAsync(
            (count, random) =>
            {
                var answer = new long[8];
                for (var i = 0; i < answer.Length; i++)
                {
                    answer[i] = count + (long)Noise.Sample(random);
                }

                return answer;
            },
            Pairs,
            new(8),
            new() { Runs = Runs, Seed = 1, Threads = 1 });
}
