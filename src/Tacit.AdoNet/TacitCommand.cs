using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Tacit.Query;

namespace Tacit.AdoNet;

/// <summary>One question in SQL. Executing it pays, unless it asks about the catalogue or repeats a stored answer.</summary>
public sealed class TacitCommand : DbCommand
{
    private readonly TacitParameterCollection _parameters = [];
    private string _text = string.Empty;
    private TacitConnection? _connection;
    private CancellationTokenSource? _running;

    /// <summary>A command without a question.</summary>
    public TacitCommand()
    {
    }

    /// <summary>A question to a connection.</summary>
    public TacitCommand(string sql, TacitConnection connection) => (_text, _connection) = (sql, connection);

    /// <inheritdoc/>
    [AllowNull]
    public override string CommandText
    {
        get => _text;
        set => _text = value ?? string.Empty;
    }

    /// <summary>Seconds after which a question is cancelled; 0, as it is unless set, for never. What was touched stays spent.</summary>
    public override int CommandTimeout { get; set; }

    /// <inheritdoc/>
    public override CommandType CommandType
    {
        get => CommandType.Text;
        set
        {
            if (value != CommandType.Text)
            {
                throw TacitDbException.Unsupported("A command is one SELECT as text: there are no stored procedures.");
            }
        }
    }

    /// <inheritdoc/>
    public override bool DesignTimeVisible { get; set; }

    /// <inheritdoc/>
    public override UpdateRowSource UpdatedRowSource { get; set; }

    /// <inheritdoc/>
    protected override DbConnection? DbConnection
    {
        get => _connection;
        set => _connection = value is null or TacitConnection ? (TacitConnection?)value : throw new InvalidCastException("A command of Tacit takes a connection of Tacit.");
    }

    /// <inheritdoc/>
    protected override DbParameterCollection DbParameterCollection => _parameters;

    /// <inheritdoc/>
    protected override DbTransaction? DbTransaction
    {
        get => null;
        set
        {
            if (value is not null)
            {
                throw TacitDbException.Unsupported("Transactions are not offered.");
            }
        }
    }

    /// <summary>Cancels the question that runs. What was touched stays spent.</summary>
    public override void Cancel() => _running?.Cancel();

    /// <summary>Refused: a question reads and changes nothing.</summary>
    public override int ExecuteNonQuery() => throw TacitDbException.Unsupported("A question reads, and changes nothing: execute a reader or a scalar.");

    /// <inheritdoc/>
    public override object? ExecuteScalar() => ExecuteScalarAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        using var reader = await ReadAsync(CommandBehavior.Default, cancellationToken).ConfigureAwait(false);
        return reader.Read() ? reader.GetValue(0) : null;
    }

    /// <summary>Does nothing: questions are planned when they are executed.</summary>
    public override void Prepare()
    {
    }

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => new TacitParameter();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => ReadAsync(behavior, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) => await ReadAsync(behavior, cancellationToken).ConfigureAwait(false);

    private async Task<TacitDataReader> ReadAsync(CommandBehavior behavior, CancellationToken token)
    {
        var connection = _connection ?? throw new InvalidOperationException("The command has no connection.");
        var session = connection.Session;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(token);
        if (CommandTimeout > 0)
        {
            source.CancelAfter(TimeSpan.FromSeconds(CommandTimeout));
        }

        _running = source;
        try
        {
            return new(await AnswerAsync(session, connection.ErrorBars, behavior, source.Token).ConfigureAwait(false), behavior.HasFlag(CommandBehavior.CloseConnection) ? connection : null);
        }
        catch (Exception e)
        {
            throw TacitDbException.Of(e);
        }
        finally
        {
            _running = null;
        }
    }

    private async Task<ReaderTable> AnswerAsync(QuerySession session, bool errorBars, CommandBehavior behavior, CancellationToken token)
    {
        var values = _parameters.Values;
        if (session.AskCatalogue(_text, values, token) is { } catalogue)
        {
            return ReaderTable.Of(catalogue);
        }

        if (QuerySession.AsksForPlan(_text))
        {
            return ReaderTable.Of(session.Explain(_text, values));
        }

        return behavior.HasFlag(CommandBehavior.SchemaOnly)
            ? throw TacitDbException.Unsupported("The columns of an answer are known when it is given: ask for the plan with EXPLAIN PRIVACY.")
            : ReaderTable.Of(await session.QueryAsync(_text, values, token).ConfigureAwait(false), errorBars);
    }
}
