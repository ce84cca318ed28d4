using System.Diagnostics;
using Tacit.Audit.Outputs;
using Tacit.Randomness;

namespace Tacit.Audit.Mechanisms;

/// <summary>Runs of a mechanism on one input: as many as there is room for.</summary>
internal delegate void Runs<in TIn>(TIn input, RandomSource random, Span<Observation> outputs);

/// <summary>Runs of a mechanism on two inputs. Runs of the two inputs take turns, and every second run is of the half that judges, so a fault that drifts is seen by both halves.</summary>
/// <param name="mechanism">The mechanism.</param>
/// <param name="batch">Runs on one input before it is the other's turn.</param>
/// <param name="options">Threads and timing.</param>
/// <param name="report">Hears of every block.</param>
internal sealed class Trials<TIn>(Runs<TIn> mechanism, int batch, AuditOptions options, Action<int> report)
{
    public const int Block = 250;

    /// <summary>Runs of a delegate, one by one.</summary>
    public static Runs<TIn> Of<TOut>(Func<TIn, RandomSource, TOut> mechanism, bool timing) => (input, random, outputs) =>
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = One(mechanism, input, random, timing);
        }
    };

    /// <summary>The outputs: those of even runs choose, those of odd runs judge.</summary>
    public (Sample Choose, Sample Judge) Run(NeighbourPair<TIn> pair, int runs, RandomSource seeds, CancellationToken token)
    {
        var half = runs / 2;
        var all = new[] { new Observation[half], new Observation[half], new Observation[half], new Observation[half] };
        var blocks = ((2 * half) + Block - 1) / Block;
        var keys = new (ulong First, ulong Second, ulong Turns)[blocks];
        for (var i = 0; i < blocks; i++)
        {
            keys[i] = (seeds.NextUInt64(), seeds.NextUInt64(), options.Timing ? seeds.NextUInt64() : 0);
        }

        try
        {
            if (options.Timing)
            {
                WarmUp(pair, RandomSource.Seeded(keys[0].Turns), token);
            }

            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = options.ThreadsInUse, CancellationToken = token }, (b, loop) =>
            {
                var end = Math.Min(2 * half, (b + 1) * Block);
                RunBlock(pair, keys[b], b * Block, end, all, () => loop.IsExceptional, token);
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

    private void RunBlock(NeighbourPair<TIn> pair, (ulong First, ulong Second, ulong Turns) key, int start, int end, Observation[][] all, Func<bool> failed, CancellationToken token)
    {
        var (first, second, turns) = (RandomSource.Seeded(key.First), RandomSource.Seeded(key.Second), RandomSource.Seeded(key.Turns));
        var (a, b) = (new Observation[batch], new Observation[batch]);
        for (var i = start; i < end; i += batch)
        {
            token.ThrowIfCancellationRequested();
            if (failed())
            {
                return;
            }

            // The run that comes second finds the machine as the first one left it, so a coin says which it is where time is looked at.
            var many = Math.Min(batch, end - i);
            var swap = options.Timing && turns.NextBit();
            if (swap)
            {
                mechanism(pair.Second, second, b.AsSpan(0, many));
            }

            mechanism(pair.First, first, a.AsSpan(0, many));
            if (!swap)
            {
                mechanism(pair.Second, second, b.AsSpan(0, many));
            }

            for (var j = 0; j < many; j++)
            {
                all[(i + j) & 1][(i + j) / 2] = a[j];
                all[2 + ((i + j) & 1)][(i + j) / 2] = b[j];
            }
        }
    }

    // Code that is compiled during the first runs would be timed with them.
    private void WarmUp(NeighbourPair<TIn> pair, RandomSource random, CancellationToken token)
    {
        var unused = new Observation[1];
        for (var i = 0; i < Block; i++)
        {
            token.ThrowIfCancellationRequested();
            mechanism(pair.First, random, unused);
            mechanism(pair.Second, random, unused);
        }
    }

    private static Observation One<TOut>(Func<TIn, RandomSource, TOut> mechanism, TIn input, RandomSource random, bool timing)
    {
        var start = timing ? Stopwatch.GetTimestamp() : 0;
        object? output;
        try
        {
            output = mechanism(input, random);
        }
        catch (Exception e) when (e is not (TacitException or OperationCanceledException or OutOfMemoryException))
        {
            return OutputReader.Thrown(e, Elapsed());
        }

        return OutputReader.Read(output, Elapsed());

        double Elapsed() => timing ? Stopwatch.GetElapsedTime(start).TotalSeconds : double.NaN;
    }
}
