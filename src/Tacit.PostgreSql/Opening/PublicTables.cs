using System.Globalization;
using Npgsql;
using Tacit.Data;

namespace Tacit.PostgreSql.Opening;

/// <summary>Copies prepared public tables to a session of their own, where planners read them without waiting for a question that runs.</summary>
internal static class PublicTables
{
    /// <summary>A reader of the very rows that questions are joined with; null where there is no public table.</summary>
    public static async Task<PublicReader?> ReaderAsync(Session prepared, string connectionString, IReadOnlyList<PublicTableFacts> tables, CancellationToken token)
    {
        if (tables.Count == 0)
        {
            return null;
        }

        var session = await Session.OpenAsync(connectionString, token).ConfigureAwait(false);
        try
        {
            for (var i = 0; i < tables.Count; i++)
            {
                var columns = tables[i].Columns.Select(c => $"{c.Prepared} {TypeOf(c)}");
                await session.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"CREATE TEMPORARY TABLE p{i} ({string.Join(", ", columns)})"), "could not be prepared", token).ConfigureAwait(false);
                await CopyAsync(prepared.Connection, session.Connection, i, token).ConfigureAwait(false);
            }

            await session.AskOnlyAsync(TimeSpan.Zero, token).ConfigureAwait(false);
            return new(session.Connection, tables);
        }
        catch (NpgsqlException)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw new BadInputException("The PostgreSQL database could not be prepared: a public table could not be copied between two sessions.");
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task CopyAsync(NpgsqlConnection from, NpgsqlConnection to, int table, CancellationToken token)
    {
        var source = await from.BeginRawBinaryCopyAsync(string.Create(CultureInfo.InvariantCulture, $"COPY p{table} TO STDOUT (FORMAT BINARY)"), token).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var target = await to.BeginRawBinaryCopyAsync(string.Create(CultureInfo.InvariantCulture, $"COPY p{table} FROM STDIN (FORMAT BINARY)"), token).ConfigureAwait(false);
            await using (target.ConfigureAwait(false))
            {
                await source.CopyToAsync(target, token).ConfigureAwait(false);
            }
        }
    }

    private static string TypeOf(ColumnFacts column) => column.Kind switch
    {
        ColumnKind.Text => "text COLLATE \"C\"",
        ColumnKind.Time => "timestamp",
        _ => "integer",
    };
}
