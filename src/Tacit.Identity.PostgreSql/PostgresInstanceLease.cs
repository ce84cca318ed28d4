using Tacit.Identity.PostgreSql;

namespace Tacit.Identity;

/// <summary>An instance that a row of a table in PostgreSQL guards, for several machines. A second owner is refused; after a crash the next one waits, ten seconds at most.</summary>
/// <remarks>
/// The row has a mark: the last tick of which its owner may make keys. The mark is written before those keys are made, and a new owner starts after it. So an owner
/// that was paused, is slow or has been superseded can use up what it reserved, and its successor never meets it. Renewed in the background; without the server
/// keys are made up to the mark. Whoever has the lease is judged by the server's clock alone. Thread-safe.
/// </remarks>
public sealed partial class PostgresInstanceLease : IInstanceLease, IAsyncDisposable
{
    private readonly LeaseTable _table;
    private readonly PostgresLeaseOptions _options;
    private readonly LeaseClaim _claim;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private readonly Lock _granting = new();
    private readonly Task _renewal;
    private LeaseLostException? _lost;
    private long _mark;
    private long _granted;
    private bool _isReturned;
    private (long Until, Exception Cause)? _away;

    private PostgresInstanceLease(LeaseTable table, PostgresLeaseOptions options, LeaseClaim claim)
    {
        (_table, _options, _claim) = (table, options, claim);

        // Nothing of it has been used, which is what the next owner is told if nothing will be.
        (_mark, _granted) = (claim.Mark, claim.First - 1);
        _renewal = RenewInBackgroundAsync(_stopping.Token);
    }

    /// <inheritdoc/>
    public int AppId => _claim.AppId;

    /// <inheritdoc/>
    public int InstanceId => _claim.InstanceId;

    /// <inheritdoc/>
    public long FirstTick => Math.Max(0, _claim.First - Offset);

    /// <summary>Who has it, in words, as others are told.</summary>
    public string Owner => _claim.Owner;

    private long Offset => _options.Offset;

    /// <inheritdoc/>
    public long Reserve(long tick)
    {
        var wanted = tick + Offset;
        if (Grant(wanted) is { } granted)
        {
            return granted;
        }

        // Seldom: what is renewed in the background has not come through, or the clock jumped.
        _renewing.Wait();
        try
        {
            // Meanwhile it may have been renewed.
            if (Grant(wanted) is { } late)
            {
                return late;
            }

            if (_away is { } away && Environment.TickCount64 < away.Until)
            {
                throw NotReached(away.Cause);
            }

            var mark = _table.Renew(_claim, Math.Max(wanted, _options.LocalTick()), _options);
            Renewed(mark, mark is null ? _table.Read(AppId, InstanceId) : default);
            return Grant(wanted) ?? throw NotReached(null);
        }
        catch (Exception e) when (LeaseTable.IsAway(e))
        {
            // Whoever waited behind this call would wait as long again.
            _away = (Environment.TickCount64 + 1000, e);
            throw NotReached(e);
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Gives the instance back: the next owner may have it at once, and starts after the last tick that was used.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Return() is { } used)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            await _renewal.ConfigureAwait(false);
            await _renewing.WaitAsync().ConfigureAwait(false);
            try
            {
                await _table.ReleaseAsync(_claim, used).ConfigureAwait(false);
            }
            catch (Exception e) when (LeaseTable.IsAway(e))
            {
                // Without the server the mark stays, and the next owner waits for it.
            }
            finally
            {
                _renewing.Release();
            }

            _stopping.Dispose();
        }
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        if (Return() is { } used)
        {
            _stopping.Cancel();
            _renewing.Wait();
            try
            {
                _table.Release(_claim, used);
            }
            catch (Exception e) when (LeaseTable.IsAway(e))
            {
                // As above.
            }
            finally
            {
                _renewing.Release();
            }

            _stopping.Dispose();
        }
    }

    // One tick at a time, so that what has been used is known when the instance is given back.
    private long? Grant(long wanted)
    {
        lock (_granting)
        {
            if (_lost is not null)
            {
                throw new LeaseLostException(_lost.Message, _lost);
            }

            if (_isReturned)
            {
                throw new LeaseLostException($"Instance {InstanceId} of application {AppId} was given back. Take it again before keys are made.");
            }

            if (wanted > _mark)
            {
                return null;
            }

            _granted = Math.Max(_granted, wanted);
            return _granted - Offset;
        }
    }

    private long? Return()
    {
        lock (_granting)
        {
            (var was, _isReturned) = (_isReturned, true);
            return was ? null : _granted;
        }
    }

    // What an update of the row has done; without a mark it did nothing, and the row says why.
    private void Renewed(long? mark, LeaseRow row)
    {
        lock (_granting)
        {
            if (mark is { } raised)
            {
                _mark = Math.Max(_mark, raised);
                return;
            }

            if (row.Owner != _claim.Owner)
            {
                _lost ??= new LeaseLostException($"Instance {InstanceId} of application {AppId} is held by {(row.Owner.Length == 0 ? "nobody, as its row is gone" : row.Owner)}. Start again, with another instance if this one is held.");
                throw _lost;
            }
        }

        throw new LeaseLostException($"Instance {InstanceId} of application {AppId} is not renewed: {LeaseTable.ClockWords(row.ServerTick, _options.LocalTick())}") { MayReturn = true };
    }

    private LeaseLostException NotReached(Exception? cause) => new(
        $"Instance {InstanceId} of application {AppId} could not be renewed, because its database is not reached: {cause?.Message ?? "it was too slow."} Keys are made again once it is.", cause!)
    {
        MayReturn = true,
    };

    private async Task RenewInBackgroundAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_options.Lease / 4, _options.Time, stopping).ConfigureAwait(false);
                await _renewing.WaitAsync(stopping).ConfigureAwait(false);
                try
                {
                    var mark = await _table.RenewAsync(_claim, _options.LocalTick(), _options, stopping).ConfigureAwait(false);
                    Renewed(mark, mark is null ? await _table.ReadAsync(AppId, InstanceId, stopping).ConfigureAwait(false) : default);
                }
                finally
                {
                    _renewing.Release();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or LeaseLostException { MayReturn: true } || LeaseTable.IsAway(e))
            {
                // Stopped; or tried again soon, and up to the mark nobody needs to know.
            }
            catch (LeaseLostException)
            {
                // Whoever makes the next key is told.
                return;
            }
        }
    }
}
