using System.Runtime.CompilerServices;

namespace Tacit.Identity;

/// <summary>A generator without locks: one number for each kind, tick and sequence together, that only compare-and-swap moves, and only upward.</summary>
/// <remarks>
/// Strictly growing, so without duplicates in a process whatever the clock does; between processes the lease sees to it. A clock that is behind by less than five
/// seconds is waited for where the frozen tick is exhausted; beyond that there is an exception. At most 262,144 keys of a kind in a tick: then the next one is
/// waited for, asleep. Thread-safe.
/// </remarks>
public sealed class SkidGenerator : ISkidGenerator
{
    // Numbers of kinds are apart by a line of the cache.
    private const int Apart = 8;
    private static readonly ConditionalWeakTable<IInstanceLease, SkidGenerator> Makers = [];
    private readonly long[] _states = new long[256 * Apart];
    private readonly IInstanceLease _lease;
    private readonly TimeProvider _time;
    private readonly Lock _reserving = new();
    private readonly long _origin;
    private long _reserved = -1;

    /// <summary>A generator of an instance.</summary>
    /// <param name="lease">The instance. The generator does not dispose of it.</param>
    /// <param name="epoch">The epoch of its keys.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    /// <exception cref="InvalidOperationException">The instance has a generator already.</exception>
    public SkidGenerator(IInstanceLease lease, byte epoch = 0, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(lease);

        // It would begin where the first one did, and make the same keys.
        if (!Makers.TryAdd(lease, this))
        {
            throw new InvalidOperationException($"Instance {lease.InstanceId} of application {lease.AppId} has a generator already, and a second one would make its keys again. Share the one: it is thread-safe.");
        }

        (_lease, _time, Epoch) = (lease, time ?? TimeProvider.System, epoch);
        _origin = ((long)lease.AppId << 24) | ((long)lease.InstanceId << Skid.SequenceBits);

        // The last key of the tick before the first.
        Array.Fill(_states, (lease.FirstTick << Skid.SequenceBits) - 1);
    }

    /// <summary>The epoch of its keys.</summary>
    public byte Epoch { get; }

    /// <inheritdoc/>
    public Skid Next(byte entityType, CancellationToken token = default)
    {
        if (entityType is 0 or 255)
        {
            throw new ArgumentOutOfRangeException(nameof(entityType), "The numbers 0 and 255 are of no kind.");
        }

        ref var state = ref _states[entityType * Apart];
        while (true)
        {
            var now = SkidTime.Of(_time.GetUtcNow(), Epoch);
            if (now is < 0 or >= SkidTime.Ticks)
            {
                throw new InvalidOperationException($"The clock shows {_time.GetUtcNow():O}, which is not in epoch {Epoch}. Set the clock, or make keys of the next epoch.");
            }

            var before = Volatile.Read(ref state);
            var tick = before >> Skid.SequenceBits;
            long next;
            if (now > tick)
            {
                next = now << Skid.SequenceBits;
            }
            else if (tick - now >= SkidTime.TicksOfFiveSeconds)
            {
                throw new ClockRegressionException($"The clock is {(tick - now) / 4.0:0.##} s behind the last key. Shut down, and start with another instance once the clock is right.");
            }
            else if ((before & Skid.MostSequence) < Skid.MostSequence)
            {
                next = before + 1;
            }
            else
            {
                WaitBeyond(tick, token);
                continue;
            }

            var wanted = next >> Skid.SequenceBits;
            if (wanted > Volatile.Read(ref _reserved))
            {
                Reserve(wanted);
            }

            if (Interlocked.CompareExchange(ref state, next, before) == before)
            {
                return new((long)(((ulong)wanted << 31) ^ (1UL << 63)) | _origin | (next & Skid.MostSequence));
            }
        }
    }

    /// <inheritdoc cref="ISkidGenerator.Next{TEntity}(CancellationToken)"/>
    public EntityId<TEntity> Next<TEntity>(CancellationToken token = default)
        where TEntity : IEntityType => new(Next(TEntity.EntityType, token));

    private void Reserve(long tick)
    {
        lock (_reserving)
        {
            if (tick > _reserved)
            {
                Volatile.Write(ref _reserved, _lease.Reserve(tick));
            }
        }
    }

    private void WaitBeyond(long tick, CancellationToken token)
    {
        var wait = SkidTime.Instant(tick + 1, Epoch) - _time.GetUtcNow() ?? TimeSpan.Zero;
        if (wait > TimeSpan.Zero)
        {
            // The clock of the generator decides; this one is only asked to wake in time.
            using var woken = new ManualResetEventSlim();
            using var timer = _time.CreateTimer(static w => ((ManualResetEventSlim)w!).Set(), woken, wait, Timeout.InfiniteTimeSpan);
            woken.Wait(token);
        }
    }
}
