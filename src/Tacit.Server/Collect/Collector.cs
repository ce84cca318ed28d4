using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tacit.Local;

namespace Tacit.Server;

/// <summary>Takes uploads of locally private reports, counts each once, and says what they mean. Thread-safe.</summary>
/// <remarks>
/// An upload is answered as counted when its counts and its identity are durable in one transaction: no acknowledged report is lost, and none is counted twice,
/// however often it is sent, wherever it arrives, whatever is killed. Identities are kept for the present epoch and the one before; older uploads are refused.
/// </remarks>
public sealed class Collector
{
    private const int EpochsAhead = 2;
    private static readonly TimeSpan ClockStep = TimeSpan.FromMinutes(2);

    // Made-up identities must not make the store work.
    private static readonly TimeSpan RefreshAtMost = TimeSpan.FromSeconds(1);
    private readonly ICollectorStore _store;
    private readonly IShardRouter _router;
    private readonly TimeProvider _clock;
    private readonly CollectorLimits _limits;
    private readonly IUploadGate? _gate;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<string, StoredCollection> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, uint> _doubted = new(StringComparer.Ordinal);
    private readonly Lock _refreshGate = new();
    private readonly DateTimeOffset _startedAt;
    private readonly long _started;
    private Task _refreshing = Task.CompletedTask;
    private long _refreshed;

    /// <summary>A collector over a store.</summary>
    public Collector(ICollectorStore store, IShardRouter router, TimeProvider clock, CollectorLimits limits, ILogger<Collector> log, IUploadGate? gate = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(limits);
        (_store, _router, _clock, _limits, _log, _gate) = (store, router, clock, limits, log, gate);
        Room = new(limits, clock);
        (_startedAt, _started) = (clock.GetUtcNow(), clock.GetTimestamp());
    }

    /// <summary>A collector that reads estimates of a store and takes no uploads.</summary>
    public static Collector Reader(ICollectorStore store) => new(store, new NoRouter(), TimeProvider.System, new(), NullLogger<Collector>.Instance);

    /// <summary>Room for uploads that have no answer yet.</summary>
    internal HeldRoom Room { get; }

    /// <summary>After how long who was answered busy should try again.</summary>
    public TimeSpan RetryAfter => _limits.RetryAfter;

    /// <summary>Opens a collection for uploads; one that is open already goes on.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="shards">Into how many parts its counting is divided: fixed from the first time on.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="BadInputException">It has too many counters, or is kept in another number of shards.</exception>
    public async Task OpenAsync(Collection collection, int shards = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(collection);
        if (collection.Protocol.CounterCount > _limits.Counters)
        {
            throw new BadInputException($"Collection {collection.Name} needs {collection.Protocol.CounterCount} counters in every shard, and this collector takes {_limits.Counters}. Choose a sketch or a smaller domain, or raise the limit.");
        }

        var supports = Envelope.MostBytes / collection.Protocol.ReportSize * SupportsOfOne(collection.Protocol);
        if (supports > _limits.Supports && await FindAsync(collection.Id, cancellation) is null)
        {
            throw new BadInputException($"One upload to collection {collection.Name} could ask for {supports:N0} hashes, and this collector takes {_limits.Supports:N0}: others would wait for minutes. Choose hr, grr or a sketch, or a smaller domain, or raise the limit.");
        }

        if (Collection.Parse(collection.Document).Id != collection.Id)
        {
            throw new BadInputException($"The document of collection {collection.Name} cannot be read back. Nothing was opened.");
        }

        await _store.AddAsync(collection, shards, cancellation);
        await LoadAsync();
    }

    /// <summary>All collections that are kept here.</summary>
    public async Task<IReadOnlyList<StoredCollection>> CollectionsAsync(CancellationToken cancellation = default)
    {
        await RefreshAsync(cancellation);
        return All();
    }

    private List<StoredCollection> All() => [.. _known.Values.OrderBy(c => c.Collection.Name, StringComparer.Ordinal).ThenBy(c => c.Collection.Id, StringComparer.Ordinal)];

    /// <summary>The collection with an identity, or null.</summary>
    public async Task<StoredCollection?> FindAsync(string id, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!_known.ContainsKey(id))
        {
            await RefreshAsync(cancellation);
        }

        return _known.GetValueOrDefault(id);
    }

    /// <summary>The epoch that it is by this collector's clock: what a device that asks is told. Null before the first.</summary>
    public uint? EpochOf(Collection collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        return collection.Epochs.At(_clock.GetUtcNow());
    }

    /// <summary>Counts an upload, and answers when that is durable.</summary>
    /// <param name="upload">All bytes of the upload; they must not change before it is counted, even where nobody waits for the answer any more.</param>
    /// <param name="cancellation">Ends the wait, not the counting.</param>
    public Task<UploadAnswer> AddAsync(ReadOnlyMemory<byte> upload, CancellationToken cancellation = default) => Room.TryTake(upload.Length)
        ? AddHeldAsync(upload, upload.Length, cancellation)
        : Task.FromResult(CollectorMetrics.Count(new(UploadStatus.Busy, string.Empty, 0, UploadOutcome.TooMuch.Message)));

    /// <summary>The same for an upload that has its room already: it is given back here.</summary>
    internal async Task<UploadAnswer> AddHeldAsync(ReadOnlyMemory<byte> upload, long held, CancellationToken cancellation)
    {
        Envelope envelope;
        try
        {
            envelope = Envelope.Read(upload);
        }
        catch (BadInputException e)
        {
            Room.Give(held);
            return CollectorMetrics.Count(new(UploadStatus.Malformed, string.Empty, 0, e.Message));
        }

        // Whoever goes leaves the upload in the queue: its bytes are held until it is counted.
        var outcome = await CountAsync(envelope, upload, held, cancellation).WaitAsync(cancellation);
        return CollectorMetrics.Count(new(outcome.Status, envelope.BatchText, envelope.Count, outcome.Message));
    }

    /// <summary>What the reports of an epoch say, with the receipt of a release whose loss each device has paid itself.</summary>
    /// <param name="id">The collection's identity.</param>
    /// <param name="epoch">The epoch; the present one unless given.</param>
    /// <param name="options">How it is estimated.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="BadInputException">There is no such collection, it has too few reports, or its protocol does not take an option or needs one.</exception>
    public async Task<Release<CollectionEstimate>> EstimateAsync(string id, uint? epoch = null, EstimateOptions? options = null, CancellationToken cancellation = default)
    {
        var collection = (await FindAsync(id, cancellation) ?? throw new BadInputException($"No collection {id} is kept here. Ask for the list of collections.")).Collection;
        var counts = await _store.ReadAsync(collection, epoch ?? Present(collection), cancellation);

        // Nobody waits for what comes next, if nobody waits now.
        cancellation.ThrowIfCancellationRequested();
        var estimate = CollectionEstimate.Of(collection, counts, options);
        var privacy = collection.Protocol.Privacy;
        return ReportRelease.Of(estimate, privacy.PaidLoss, privacy.Price, collection.Id, $"{collection.Protocol.Name} on {privacy.Unit}");
    }

    /// <summary>Closes what is over: the epochs before the one before the present.</summary>
    public async Task CloseAsync(CancellationToken cancellation = default)
    {
        await LoadAsync();
        ForgetClosed();

        // What is closed stays closed: a clock that was set must not do it.
        if ((_clock.GetUtcNow() - _startedAt - _clock.GetElapsedTime(_started)).Duration() > ClockStep)
        {
            CollectorLog.ClockWasSet(_log);
            return;
        }

        foreach (var (collection, _, openFrom) in All())
        {
            // Whoever closed them: what is left of them in the store is removed.
            var before = Math.Max(Oldest(collection), openFrom);
            if (before > openFrom && !await IsClockLikelyAsync(collection, cancellation))
            {
                before = openFrom;
            }

            if (before > 0)
            {
                await _store.CloseAsync(collection.Id, before, cancellation);
            }

            if (before > openFrom)
            {
                CollectorLog.Closed(_log, collection.Id, before);
            }
        }
    }

    // Local hashing asks of a report whether it supports each value; all others cost what their bytes do. A tuple is counted by its parts, of which a sampled one speaks of one.
    private static long SupportsOfOne(IReportProtocol protocol) => protocol switch
    {
        FrequencyOracle { Parameters.Kind: OracleKind.Olh or OracleKind.Blh } or LongitudinalProtocol { Parameters.IsHashing: true } => protocol.CounterCount,
        TupleProtocol { Kind: TupleKind.Sampled } tuple => tuple.Oracles.Max(SupportsOfOne),
        TupleProtocol tuple => tuple.Oracles.Sum(SupportsOfOne),
        MemoizedTupleProtocol tuple => tuple.Attributes.Max(SupportsOfOne),
        _ => 0,
    };

    // What others closed, and what uploads are refused for anyway, needs no memory, whatever the clock is worth.
    private void ForgetClosed()
    {
        foreach (var (collection, _, openFrom) in All())
        {
            _router.Close(collection.Id, Math.Max(Oldest(collection), openFrom));
        }
    }

    private async Task<UploadOutcome> CountAsync(Envelope envelope, ReadOnlyMemory<byte> upload, long held, CancellationToken cancellation)
    {
        try
        {
            return await DecideAsync(envelope, upload, cancellation);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            CollectorLog.NotReached(_log, e);
            return UploadOutcome.NotDurable;
        }
        finally
        {
            Room.Give(held);
        }
    }

    private async Task<UploadOutcome> DecideAsync(Envelope envelope, ReadOnlyMemory<byte> upload, CancellationToken cancellation)
    {
        if (await FindAsync(envelope.Collection, cancellation) is not { } stored)
        {
            return new(UploadStatus.UnknownCollection, $"No collection {envelope.Collection} is open here. Fetch the document again from who published it.");
        }

        var collection = stored.Collection;
        if (envelope.ReportSize != collection.Protocol.ReportSize)
        {
            return new(UploadStatus.Malformed, $"Reports of collection {collection.Name} have {collection.Protocol.ReportSize} bytes, and those of the upload {envelope.ReportSize}. Nothing was counted; make them with the document of the collection.");
        }

        if (envelope.Epoch < Math.Max(Oldest(collection), stored.OpenFrom))
        {
            return UploadOutcome.Closed;
        }

        if (EpochOf(collection) is not { } present || envelope.Epoch > present)
        {
            return new(UploadStatus.WrongEpoch, $"Epoch {envelope.Epoch} of collection {collection.Name} has not begun. Nothing was counted; whoever asks for the document of the collection is told which epoch it is.");
        }

        return _gate is null || await _gate.MayReportAsync(envelope, cancellation)
            ? await _router.AddAsync(stored, envelope, upload)
            : new(UploadStatus.Refused, "The token of the upload was not accepted. Nothing was counted.");
    }

    // A clock that is far ahead of all uploads may be wrong. The next upload that is counted says that it is right; until then there is little to forget, and without any there is nothing.
    private async Task<bool> IsClockLikelyAsync(Collection collection, CancellationToken cancellation)
    {
        if (_limits.TrustsClock)
        {
            return true;
        }

        var (present, newest) = (Present(collection), await _store.NewestAsync(collection.Id, cancellation));
        if (newest is { } last && present > (long)last + EpochsAhead && (!_doubted.TryGetValue(collection.Id, out var told) || told != last))
        {
            _doubted[collection.Id] = last;
            CollectorLog.ClockIsAhead(_log, collection.Id, present, last);
        }

        return present <= newest + (long)EpochsAhead;
    }

    private uint Present(Collection collection) => EpochOf(collection) ?? 0;

    // Uploads of the epoch that has just ended are still on their way.
    private uint Oldest(Collection collection) => Present(collection) is > 0 and var present ? present - 1 : 0;

    // Whoever asks at once waits for one answer of the store; who asks soon after takes it.
    private Task RefreshAsync(CancellationToken cancellation)
    {
        lock (_refreshGate)
        {
            if (_refreshed != 0 && _clock.GetElapsedTime(_refreshed) <= RefreshAtMost)
            {
                return Task.CompletedTask;
            }

            if (_refreshing.IsCompleted)
            {
                _refreshing = LoadAsync();
            }

            return _refreshing.WaitAsync(cancellation);
        }
    }

    private async Task LoadAsync()
    {
        foreach (var stored in await _store.CollectionsAsync(CancellationToken.None))
        {
            _known[stored.Collection.Id] = stored;
        }

        lock (_refreshGate)
        {
            _refreshed = _clock.GetTimestamp();
        }
    }

    private sealed class NoRouter : IShardRouter
    {
        public Task<UploadOutcome> AddAsync(StoredCollection collection, Envelope envelope, ReadOnlyMemory<byte> bytes) => throw new NotSupportedException("This collector takes no uploads.");

        public void Close(string collection, uint before)
        {
        }
    }
}
