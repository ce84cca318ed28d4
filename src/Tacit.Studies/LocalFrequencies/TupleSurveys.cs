using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Studies.LocalFrequencies;

/// <summary>Five attributes of k values: n times the mean squared error at values that nobody has.</summary>
internal static class TupleSurveys
{
    public const int Attributes = 5;
    private const int Users = 2000;

    public static double Error(TupleProtocol protocol, int runs, RandomSource random, CancellationToken token) => Users * VarianceCell.Repeated(
        runs,
        random,
        source =>
        {
            var counted = protocol.CreateAggregator();
            counted.Add(Instrument.Reports(protocol.Client(source), Enumerable.Repeat(new int[protocol.Domains.Count], Users), Users));
            return Enumerable.Range(0, protocol.Domains.Count).Average(j => counted.Estimate(j).Raw.Skip(1).Average(e => e * e));
        },
        token).Average();
}
