using Tacit.Data;
using Tacit.PostgreSql.Opening;

namespace Tacit.PostgreSql;

/// <summary>A PostgreSQL database, 14 or later, whose tables a population consists of. Given to <see cref="DatasetBuilder.From"/>; tables are then named as <c>schema.table</c>, letter by letter.</summary>
/// <remarks>
/// The role needs to read the tables and to make temporary ones, no more: nothing is written to any schema. Opening reads the tables once, in one
/// snapshot, into temporary tables of a session that lives as long as the data set; afterwards the session is read-only. The server's own log may
/// hold statements, never of an analyst's making; whoever reads the server's disk reads the tables anyway.
/// </remarks>
public sealed class PostgreSqlDatabase : DataEngine
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private readonly string _connectionString;

    /// <summary>A database.</summary>
    /// <param name="connectionString">As Npgsql reads it: <c>Host=…;Database=…;Username=…;Password=…</c>. It appears in no message.</param>
    public PostgreSqlDatabase(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        _connectionString = connectionString;
    }

    /// <summary>The longest that a statement of a question may run; a question that takes longer fails, and what it spent stays spent. Ten minutes unless said; opening is not limited.</summary>
    public TimeSpan StatementTimeout
    {
        get;
        init => field = value >= TimeSpan.FromMilliseconds(1) && value <= Longest ? value : throw new BadInputException("A statement may run for between a millisecond and a day.");
    } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public override async Task<PreparedData> PrepareAsync(DataDeclaration declaration, IProgress<string>? progress, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        var session = await Session.OpenAsync(_connectionString, token).ConfigureAwait(false);
        try
        {
            var (units, hashes) = await new Preparation(session, declaration, progress, token).RunAsync().ConfigureAwait(false);
            var reader = await PublicTables.ReaderAsync(session, _connectionString, [.. declaration.PublicTables.Select(t => t.Facts)], token).ConfigureAwait(false);
            try
            {
                await session.AskOnlyAsync(StatementTimeout, token).ConfigureAwait(false);
                return new PostgreSqlData(session, reader, units, hashes);
            }
            catch
            {
                reader?.Dispose();
                throw;
            }
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<SourceTable>> TablesAsync(CancellationToken token = default)
    {
        var session = await Session.OpenAsync(_connectionString, token).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            return await Catalog.TablesAsync(session, token).ConfigureAwait(false);
        }
    }

    /// <summary>Names the engine only.</summary>
    public override string ToString() => "A PostgreSQL database";
}
