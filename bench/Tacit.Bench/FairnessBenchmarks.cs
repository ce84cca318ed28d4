using BenchmarkDotNet.Attributes;
using Tacit.Audit.Fairness;
using Tacit.Randomness;

namespace Tacit.Bench;

/// <summary>The paired bootstrap of a fairness audit: multiplicities over scores that were sorted once, beside the textbook way, which copies rows and sorts them again. One thread, 100 resamples, AUROC of all nine groups under two models; the audit also takes eight other measures.</summary>
[MemoryDiagnoser]
public class FairnessBenchmarks
{
    private const int Resamples = 100;
    private LabelledRows _rows = null!;
    private double[][] _scores = null!;
    private int[][] _strata = null!;
    private int[][] _groups = null!;

    [Params(2_000, 20_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = RandomSource.Seeded(1);
        double Uniform() => (random.NextUInt64() >> 11) * Math.ScaleB(1, -53);
        bool[] labels = [.. Enumerable.Range(0, Rows).Select(_ => random.NextBit())];
        string[] sex = [.. labels.Select(_ => random.NextBit() ? "f" : "m")], age = [.. labels.Select(_ => Uniform() < 0.3 ? "old" : "young")];
        _scores = [.. Enumerable.Range(0, 2).Select(_ => labels.Select(y => Math.Clamp((0.5 * Uniform()) + (y ? 0.3 : 0.2), 0, 1)).ToArray())];
        _rows = new(labels, [new("sex", sex), new("age", age)]);
        _strata = [.. Enumerable.Range(0, Rows).GroupBy(i => (sex[i], age[i], labels[i])).Select(g => g.ToArray())];
        Func<int, bool>[] members = [_ => true, i => sex[i] == "f", i => sex[i] == "m", i => age[i] == "old", i => age[i] == "young", i => sex[i] == "f" && age[i] == "old", i => sex[i] == "m" && age[i] == "old", i => sex[i] == "f" && age[i] == "young", i => sex[i] == "m" && age[i] == "young"];
        _groups = [.. members.Select(m => Enumerable.Range(0, Rows).Select(i => m(i) ? 1 : 0).ToArray())];
    }

    [Benchmark]
    public FairnessReport Multiplicities() => FairnessAudit.Run(
        _rows, new("r", double.PositiveInfinity, [new(_scores[0])]), [new("c", 1, [new(_scores[1])])], new() { Threshold = 0.5, Resamples = Resamples, Threads = 1 });

    [Benchmark(Baseline = true)]
    public double CopiedRows()
    {
        var (random, sum) = (RandomSource.Seeded(2), 0.0);
        for (var b = 0; b < Resamples; b++)
        {
            int[] drawn = [.. _strata.SelectMany(s => Enumerable.Range(0, s.Length).Select(_ => s[random.NextBelow((ulong)s.Length)]))];
            foreach (var group in _groups)
            {
                int[] members = [.. drawn.Where(i => group[i] == 1)];
                foreach (var scores in _scores)
                {
                    sum += Area([.. members.Select(i => scores[i])], [.. members.Select(i => _rows.Labels[i])]);
                }
            }
        }

        return sum;
    }

    // By ranks, ties in the middle (Hanley and McNeil 1982).
    private static double Area(double[] scores, bool[] labels)
    {
        Array.Sort(scores, labels);
        double won = 0, negatives = 0, positives = 0;
        for (var i = 0; i < scores.Length;)
        {
            double tiedPositives = 0, tiedNegatives = 0;
            var score = scores[i];
            for (; i < scores.Length && scores[i] == score; i++)
            {
                _ = labels[i] ? tiedPositives++ : tiedNegatives++;
            }

            won += tiedPositives * (negatives + (tiedNegatives / 2));
            negatives += tiedNegatives;
            positives += tiedPositives;
        }

        return won / (negatives * positives);
    }
}
