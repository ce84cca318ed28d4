using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Studies.LocalFrequencies;

/// <summary>What repeated surveys of the same users by one protocol say of the error that is announced.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Domain">k.</param>
/// <param name="Epsilon">ε.</param>
/// <param name="Ratio">Mean squared error over what was announced.</param>
/// <param name="Astray">How far that is from one, in standard deviations of a mean of as many squares.</param>
/// <param name="Bias">The largest mean error of a value, in standard errors.</param>
internal sealed record VarianceCell(string Protocol, int Domain, double Epsilon, double Ratio, double Astray, double Bias)
{
    public static VarianceCell Of(Instrument instrument, int domain, double epsilon, int runs, RandomSource random, CancellationToken token)
    {
        var counts = SurveySimulation.Zipf(domain, instrument.Users, 1);
        int[] values = [.. counts.SelectMany((c, v) => Enumerable.Repeat(v, (int)c))];
        double[] truth = [.. counts.Select(c => (double)c / instrument.Users)];
        var errors = Repeated<double[]>(runs, random, source => [.. instrument.Survey(source, values).Zip(truth, (e, f) => e - f)], token);
        var floor = instrument.Floor is { } of ? of(truth.Sum(f => f * f)) : 0;
        double[] variances = [.. truth.Select((f, v) => instrument.Variance(v, f) / instrument.Users)];
        var ratio = errors.Average(run => run.Sum(e => e * e)) / (variances.Sum() + (domain * floor * floor));
        return new(
            instrument.Name,
            domain,
            epsilon,
            ratio,
            Math.Abs(ratio - 1) / Math.Sqrt(2.0 / (runs * (domain - 1.0))),
            variances.Select((variance, v) => Math.Abs(errors.Average(run => run[v])) / Math.Sqrt((variance / runs) + (floor * floor))).Max());
    }

    /// <summary>Runs on all processors, each from a source of randomness of its own: what comes out does not depend on how many there are.</summary>
    public static T[] Repeated<T>(int runs, RandomSource random, Func<LocalRandomness, T> run, CancellationToken token)
    {
        var (first, results) = (random.NextUInt64(), new T[runs]);
        Parallel.For(0, runs, new ParallelOptions { CancellationToken = token }, i => results[i] = run(LocalRandomness.Seeded(unchecked(first + (ulong)i))));
        return results;
    }
}
