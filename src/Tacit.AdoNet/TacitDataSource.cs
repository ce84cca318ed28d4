using System.Data.Common;
using Tacit.Query;

namespace Tacit.AdoNet;

/// <summary>Data and ledger of a policy, opened once and shared by all connections that come from here. Where a database lost its connection, the next connection that is opened opens the data again.</summary>
/// <remarks>Thread-safe. Dispose of it when no connection is used any more.</remarks>
public sealed class TacitDataSource : DbDataSource
{
    private readonly TacitConnectionStringBuilder _settings;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<PolicySession> _lost = [];
    private PolicySession? _opened;
    private bool _isDisposed;

    /// <summary>A source for a connection string. Nothing is opened before the first connection is.</summary>
    /// <exception cref="TacitDbException">It is no connection string.</exception>
    public TacitDataSource(string connectionString)
    {
        try
        {
            _settings = new(connectionString);
        }
        catch (ArgumentException e)
        {
            throw new TacitDbException("INPUT", e.Message);
        }
    }

    /// <inheritdoc/>
    public override string ConnectionString => _settings.ConnectionString;

    internal async Task<QuerySession> SessionAsync(CancellationToken token)
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_opened is { Data.IsLost: true })
            {
                // A question may still be under way there, and its spend is settled in that ledger: it is let go with the source.
                _lost.Add(_opened);
                _opened = null;
            }

            _opened ??= await PolicySession.OpenAsync(
                _settings.Policy ?? throw new BadInputException("A connection string names a policy: Policy=nafld.policy.json."),
                _settings.Population, _settings.Analyst, _settings.Purpose, _settings.Options, token: token).ConfigureAwait(false);
            return _opened.Session;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new TacitConnection(this, _settings);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            DisposeAsyncCore().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeAsyncCore()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            _isDisposed = true;
            foreach (var opened in _lost.Concat(_opened is null ? [] : [_opened]))
            {
                await opened.DisposeAsync().ConfigureAwait(false);
            }

            _lost.Clear();
            _opened = null;
        }
        finally
        {
            _turn.Release();
        }

        await base.DisposeAsyncCore().ConfigureAwait(false);
    }
}
