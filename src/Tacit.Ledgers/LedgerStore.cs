using System.Threading.Channels;

namespace Tacit.Ledgers;

/// <summary>A ledger in a file or a database. Thread-safe; several processes may have the same one open.</summary>
/// <remarks>
/// A commit costs one flush of the disk, however much is in it. So one thread writes: it takes every request that waits, lets each decide under its
/// own savepoint in one transaction, commits once, and only then answers all callers.
/// </remarks>
internal sealed class LedgerStore : ILedgerStore
{
    private const int MostInOneCommit = 256;

    // Synchronous continuations wake the writer directly: it must not depend on a free thread of the pool, all of which may wait for it.
    private readonly Channel<LedgerRequest> _requests = Channel.CreateUnbounded<LedgerRequest>(new() { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly Queue<LedgerRequest> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LedgerPlace _place;
    private LedgerSession? _session;

    private LedgerStore(LedgerPlace place, string ledgerId, LedgerSession session)
    {
        _place = place;
        _session = session;
        LedgerId = ledgerId;
        new Thread(Write) { IsBackground = true, Name = "Tacit ledger writer" }.Start();
    }

    /// <inheritdoc/>
    public string LedgerId { get; }

    /// <summary>Opens the ledger of a place, which must exist. What the storage reports comes as it is: the caller puts it in words.</summary>
    /// <exception cref="LedgerException">It is not a ledger, too new, made with other keys, or cannot be written.</exception>
    public static LedgerStore Open(LedgerPlace place, LedgerKeys keys)
    {
        LedgerSession? session = null;
        try
        {
            session = place.Open();
            return place.Identify(session, keys) is (var id, true)
                ? new LedgerStore(place, id, session)
                : throw new LedgerException($"The ledger '{place.Name}' was made with another key. Restore the key that was made with it: "
                    + "with any other, stored answers cannot be opened and new records would not follow from the old ones.");
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<TResult> TransactAsync<TResult>(Func<ILedgerTransaction, TResult> decide, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(decide);
        if (token.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(token);
        }

        var request = new LedgerRequest<TResult>(decide, token);
        return _requests.Writer.TryWrite(request)
            ? request.Task
            : Task.FromException<TResult>(new ObjectDisposedException(nameof(Ledger), $"The ledger '{_place.Name}' was closed."));
    }

    /// <inheritdoc/>
    public Task<LedgerSnapshot> ReadAsync(CancellationToken token) => Task.Run(
        () =>
        {
            try
            {
                return _place.Read(token);
            }
            catch (Exception e) when (_place.IsStorageError(e))
            {
                throw _place.Describe(e);
            }
        },
        token);

    /// <summary>Answers what was asked before, then closes the ledger.</summary>
    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Write()
    {
        while (_waiting.Count > 0 || WaitForRequest())
        {
            WriteBatch();
        }

        CloseSession();
        _ended.SetResult();
    }

    private bool WaitForRequest() => _requests.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void WriteBatch()
    {
        TakeWaiting();
        LedgerSession session;
        try
        {
            session = _session ??= _place.Open();
            session.Begin();
        }
        catch (Exception e)
        {
            Fail(Start(int.MaxValue), e);
            return;
        }

        // While another process had the ledger, more may have come.
        TakeWaiting();
        var batch = new List<LedgerRequest>();
        try
        {
            foreach (var request in Start(MostInOneCommit))
            {
                batch.Add(request);
                session.Run(request);
            }

            session.Commit();
        }
        catch (Exception e)
        {
            Fail(batch, e);
            return;
        }

        batch.ForEach(r => r.Complete());
    }

    private void TakeWaiting()
    {
        while (_requests.Reader.TryRead(out var request))
        {
            _waiting.Enqueue(request);
        }
    }

    // Lazily, so that a batch that breaks off leaves the requests behind it unstarted for the next one.
    private IEnumerable<LedgerRequest> Start(int most)
    {
        for (var started = 0; started < most && _waiting.TryDequeue(out var request);)
        {
            if (request.TryStart())
            {
                started++;
                yield return request;
            }
        }
    }

    private void Fail(IEnumerable<LedgerRequest> requests, Exception error)
    {
        // What the storage holds after an error is learnt by opening it again, as after a crash.
        CloseSession();
        foreach (var request in requests)
        {
            request.Refuse(_place.Describe(error));
            request.Complete();
        }
    }

    private void CloseSession()
    {
        try
        {
            _session?.Dispose();
        }
        catch (Exception e) when (_place.IsStorageError(e))
        {
            // Every acknowledged record is stored already; the next one to open the ledger takes it over.
        }

        _session = null;
    }
}
