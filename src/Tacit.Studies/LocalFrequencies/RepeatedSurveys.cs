using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Studies.LocalFrequencies;

/// <summary>Eight attributes that are reported again and again: the mean squared error of one round of new installations.</summary>
internal sealed class RepeatedSurveys(RandomSource random, int runs, CancellationToken token)
{
    /// <summary>ε∞ and ε₁.</summary>
    public static readonly (double Forever, double Report)[] Pairs = [(1, 0.5), (2, 1), (4, 2)];

    private const int Single = 500;
    private const int Sampled = 2000;
    private static readonly LongitudinalKind[] Kinds = [LongitudinalKind.LOsue, LongitudinalKind.LSue, LongitudinalKind.LSoue, LongitudinalKind.LOue];

    /// <summary>The error of each of four unary protocols on all attributes of the rows, and the one that is announced, at one pair of ε.</summary>
    public List<(string Name, double Measured, double Announced)> Unary(int[][] rows, double forever, double report)
    {
        var users = Resampled(rows, Single);
        return [.. Kinds.Select(kind =>
        {
            var (measured, announced) = (0.0, 0.0);
            for (var j = 0; j < SurveyRows.Domains.Count; j++)
            {
                var protocol = LongitudinalProtocol.Create(kind, SurveyRows.Domains[j], forever, report);
                var (values, truth) = (users.Select(u => u[j]).ToArray(), Truth(users, j));
                measured += VarianceCell.Repeated(
                    runs,
                    random,
                    source =>
                    {
                        var counted = protocol.CreateAggregator();
                        counted.Add(Instrument.Reports(protocol.Client(new MemoryMemoStore(source), protocol.Id, source), values));
                        return Instrument.Frequencies(counted, protocol.Law).Zip(truth, (e, f) => (e - f) * (e - f)).Sum();
                    },
                    token).Average();
                announced += truth.Sum(protocol.Law.FixedVariance) / Single;
            }

            return (LongitudinalNames.Of(kind), measured / SurveyRows.Domains.Sum(), announced / SurveyRows.Domains.Sum());
        })];
    }

    /// <summary>The error of tuples by the better protocol for each attribute over that by optimized, then symmetric unary encoding: of users from the rows, or, without rows, of values that nobody has.</summary>
    public double Adaptive(int[][]? rows, double forever, double report, Calibration calibration)
    {
        var adaptive = MemoizedTupleProtocol.Create(SurveyRows.Domains, forever, report, calibration);
        var bits = MemoizedTupleProtocol.Create([.. SurveyRows.Domains.Select(k => LongitudinalProtocol.Create(LongitudinalKind.LOsue, k, forever, report))], forever, report);
        var users = rows is null ? [.. Enumerable.Repeat(new int[SurveyRows.Domains.Count], Sampled)] : Resampled(rows, Sampled);
        return Error(adaptive, users, rows is null) / Error(bits, users, rows is null);
    }

    // The mean over attributes of the mean over their values.
    private double Error(MemoizedTupleProtocol protocol, int[][] users, bool isOfAbsent)
    {
        double[][] truths = [.. Enumerable.Range(0, SurveyRows.Domains.Count).Select(j => Truth(users, j))];
        return VarianceCell.Repeated(
            runs,
            random,
            source =>
            {
                var counted = protocol.CreateAggregator();
                counted.Add(Instrument.Reports(protocol.Client(new MemoryMemoStore(source), protocol.Id, source), users, users.Length));
                return truths.Select((truth, j) => counted.Estimate(j).Raw.Zip(truth, (e, f) => (e - f) * (e - f)).Skip(isOfAbsent ? 1 : 0).Average()).Average();
            },
            token).Average();
    }

    private int[][] Resampled(int[][] rows, int users) => [.. Enumerable.Range(0, users).Select(_ => rows[(int)random.NextBelow((ulong)rows.Length)])];

    private static double[] Truth(int[][] users, int attribute)
    {
        var truth = new double[SurveyRows.Domains[attribute]];
        foreach (var user in users)
        {
            truth[user[attribute]] += 1.0 / users.Length;
        }

        return truth;
    }
}
