using Tacit.ClickHouse.Opening;
using Tacit.Data;

namespace Tacit.ClickHouse;

/// <summary>A ClickHouse database, 26.5 or later, whose tables a population consists of. Given to <see cref="DatasetBuilder.From"/>; tables are then named as <c>database.table</c>, letter by letter.</summary>
/// <remarks>
/// The user needs to read the tables and to make temporary ones, no more: nothing is written to any database. Opening reads each table once into temporary
/// tables of one HTTP session, on the disk of one server, and keeps the session alive; afterwards nothing else can be written in it. Behind a load balancer
/// the requests of a session must reach one server. Whoever administers the server can read the temporary tables, as the tables themselves.
/// </remarks>
public sealed class ClickHouseDatabase : DataEngine
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private readonly string _connectionString;

    /// <summary>A database.</summary>
    /// <param name="connectionString">As ClickHouse.Driver reads it: <c>Host=…;Port=8123;Database=…;Username=…;Password=…</c>. It appears in no message.</param>
    public ClickHouseDatabase(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        _connectionString = connectionString;
    }

    /// <summary>The longest that a statement of a question may run, in whole seconds; a question that takes longer fails, and what it spent stays spent. Ten minutes unless said; opening is not limited.</summary>
    public TimeSpan StatementTimeout
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(1) && value <= Longest ? value : throw new BadInputException("A statement may run for between a second and a day.");
    } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public override async Task<PreparedData> PrepareAsync(DataDeclaration declaration, IProgress<string>? progress, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        var session = await Session.OpenAsync(_connectionString, token).ConfigureAwait(false);
        try
        {
            var (units, hashes) = await new Preparation(session, declaration, progress, token).RunAsync().ConfigureAwait(false);
            var publicTables = await PublicTables.CopyAsync(session, _connectionString, [.. declaration.PublicTables.Select(t => t.Facts)], token).ConfigureAwait(false);
            session.AskOnly(StatementTimeout);
            return new ClickHouseData(session, publicTables, units, hashes, StatementTimeout);
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
    public override string ToString() => "A ClickHouse database";
}
