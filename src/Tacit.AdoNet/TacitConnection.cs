using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Tacit.Query;

namespace Tacit.AdoNet;

/// <summary>A connection to the data of a policy. Every question that is executed pays from the policy's ledger.</summary>
/// <remarks>
/// Opening reads and bounds the data once; closing keeps it, so that opening again is cheap, and disposing lets it go. Many connections to one policy share
/// what is open through a <see cref="TacitDataSource"/>.
/// </remarks>
public sealed class TacitConnection : DbConnection
{
    private readonly TacitDataSource? _source;
    private readonly QuerySession? _given;
    private TacitDataSource? _own;
    private TacitConnectionStringBuilder _settings = [];
    private QuerySession? _session;

    /// <summary>A connection without a connection string yet.</summary>
    public TacitConnection()
    {
    }

    /// <summary>A connection for a connection string.</summary>
    /// <exception cref="TacitDbException">It is none.</exception>
    public TacitConnection(string connectionString) => ConnectionString = connectionString;

    /// <summary>A connection to a session that is open and stays its owner's.</summary>
    public TacitConnection(QuerySession session, bool errorBars = false)
    {
        ArgumentNullException.ThrowIfNull(session);
        (_given, _settings.ErrorBars) = (session, errorBars);
    }

    internal TacitConnection(TacitDataSource source, TacitConnectionStringBuilder settings) => (_source, _settings) = (source, settings);

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString
    {
        get => _settings.ConnectionString;
        set
        {
            if (State == ConnectionState.Open || _source is not null || _given is not null)
            {
                throw TacitDbException.Unsupported("The connection string cannot be changed here.");
            }

            try
            {
                _settings = new(value ?? string.Empty);
            }
            catch (ArgumentException e)
            {
                throw new TacitDbException("INPUT", e.Message);
            }

            LetGo();
        }
    }

    /// <summary>The name of the population.</summary>
    public override string Database => _session?.Data.Population.Name ?? string.Empty;

    /// <summary>The policy.</summary>
    public override string DataSource => _settings.Policy ?? string.Empty;

    /// <inheritdoc/>
    public override string ServerVersion => typeof(TacitConnection).Assembly.GetName().Version?.ToString(3) ?? string.Empty;

    /// <inheritdoc/>
    public override ConnectionState State => _session is null ? ConnectionState.Closed : ConnectionState.Open;

    /// <inheritdoc/>
    protected override DbProviderFactory DbProviderFactory => TacitProviderFactory.Instance;

    /// <summary>The session that questions are asked in.</summary>
    /// <exception cref="InvalidOperationException">The connection is closed.</exception>
    public QuerySession Session => _session ?? throw new InvalidOperationException("The connection is closed. Open it first.");

    internal bool ErrorBars => _settings.ErrorBars;

    /// <inheritdoc/>
    public override void Open() => OpenAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_session is not null)
        {
            throw new InvalidOperationException("The connection is open already.");
        }

        try
        {
            _session = _given ?? await (_source ?? (_own ??= new(_settings.ConnectionString))).SessionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw TacitDbException.Of(e);
        }

        OnStateChange(new(ConnectionState.Closed, ConnectionState.Open));
    }

    /// <inheritdoc/>
    public override void Close()
    {
        if (_session is not null)
        {
            _session = null;
            OnStateChange(new(ConnectionState.Open, ConnectionState.Closed));
        }
    }

    /// <summary>Refused: the connection's string names its population.</summary>
    public override void ChangeDatabase(string databaseName) => throw TacitDbException.Unsupported("A connection speaks of one population: name another in the connection string.");

    /// <inheritdoc/>
    public override DataTable GetSchema() => SchemaCollections.Of(this, DbMetaDataCollectionNames.MetaDataCollections, []);

    /// <inheritdoc/>
    public override DataTable GetSchema(string collectionName) => SchemaCollections.Of(this, collectionName, []);

    /// <inheritdoc/>
    public override DataTable GetSchema(string collectionName, string?[] restrictionValues) => SchemaCollections.Of(this, collectionName, restrictionValues);

    /// <summary>Refused: what was released cannot be taken back, so nothing can be rolled back.</summary>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        throw TacitDbException.Unsupported("Transactions are not offered: an answer is paid when it is given, and what was released cannot be rolled back. Ask without one.");

    /// <summary>Refused, as <see cref="BeginDbTransaction"/>.</summary>
    public override void EnlistTransaction(System.Transactions.Transaction? transaction) => BeginDbTransaction(IsolationLevel.Unspecified);

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand() => new TacitCommand { Connection = this };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
            LetGo();
        }

        base.Dispose(disposing);
    }

    private void LetGo()
    {
        _own?.Dispose();
        _own = null;
    }
}
