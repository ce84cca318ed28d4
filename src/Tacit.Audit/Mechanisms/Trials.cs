using System.Diagnostics;
using Tacit.Audit.Outputs;
using Tacit.Randomness;

namespace Tacit.Audit.Mechanisms;

/// <summary>Runs of a mechanism on two inputs. Runs of the two inputs take turns, and every second run is of the half that judges, so a fault that drifts is seen by both halves.</summary>
internal sealed class Trials<TIn, TOut>(Func<TIn, RandomSource, TOut> mechanism, AuditOptions options, Action<int> report)
{
    private const int Block = 250;

    /// <summary>The outputs: those of even runs choose, those of odd runs judge.</summary>
    public (Sample Choose, Sample Judge) Run(NeighbourPair<TIn> pair, int runs, RandomSource seeds, CancellationToken token)
    {
        var half = runs / 2;
        var all = new[] { new Observation[half], new Observation[half], new Observation[half], new Observation[half] };
        var blocks = ((2 * half) + Block - 1) / Block;
        var keys = new (ulong First, ulong Second)[blocks];
        for (var i = 0; i < blocks; i++)
        {
            keys[i] = (seeds.NextUInt64(), seeds.NextUInt64());
        }

        try
        {
            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = options.Threads ?? Environment.ProcessorCount, CancellationToken = token }, (b, loop) =>
            {
                var (first, second) = (RandomSource.Seeded(keys[b].First), RandomSource.Seeded(keys[b].Second));
                var end = Math.Min(2 * half, (b + 1) * Block);
                for (var i = b * Block; i < end; i++)
                {
                    token.ThrowIfCancellationRequested();
                    if (loop.IsExceptional)
                    {
                        return;
                    }

                    all[i & 1][i / 2] = One(pair.First, first);
                    all[2 + (i & 1)][i / 2] = One(pair.Second, second);
                }

                report(2 * (end - (b * Block)));
            });
        }
        catch (AggregateException e)
        {
            // One error is enough, and its own type tells the caller what to do.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return (new(all[0], all[2]), new(all[1], all[3]));
    }

    private Observation One(TIn input, RandomSource random)
    {
        var start = options.Timing ? Stopwatch.GetTimestamp() : 0;
        object? output;
        try
        {
            output = mechanism(input, random);
        }
        catch (Exception e) when (e is not (TacitException or OperationCanceledException or OutOfMemoryException))
        {
            return OutputReader.Thrown(e, Elapsed(start));
        }

        return OutputReader.Read(output, Elapsed(start));
    }

    private double Elapsed(long start) => options.Timing ? Stopwatch.GetElapsedTime(start).TotalMicroseconds : double.NaN;
}
