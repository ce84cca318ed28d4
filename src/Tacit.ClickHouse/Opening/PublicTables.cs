using System.Globalization;
using Tacit.Data;

namespace Tacit.ClickHouse.Opening;

/// <summary>Copies of prepared public tables in a session of their own, where planners read them without waiting for a question that runs.</summary>
internal sealed class PublicTables(Session session, PublicReader reader) : IAsyncDisposable
{
    // A session answers one request at a time, and refuses a second.
    private readonly Lock _turn = new();

    /// <summary>Copies the very rows that questions are joined with; null where there is no public table.</summary>
    public static async Task<PublicTables?> CopyAsync(Session prepared, string connectionString, IReadOnlyList<PublicTableFacts> tables, CancellationToken token)
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
                var name = string.Create(CultureInfo.InvariantCulture, $"p{i}");
                await session.MakeEmptyAsync(name, string.Join(", ", tables[i].Columns.Select(c => $"{c.Prepared} Nullable({(c.Kind is ColumnKind.Text or ColumnKind.Time ? "String" : "Int32")})")), token).ConfigureAwait(false);
                await prepared.CopyAsync($"SELECT {string.Join(", ", tables[i].Columns.Select(c => c.Kind == ColumnKind.Time ? Written(c.Prepared) : c.Prepared))} FROM {name}", session, name, token).ConfigureAwait(false);
            }

            session.AskOnly(TimeSpan.Zero);
            return new(session, new(session.Connection, tables));
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads, when nobody else does.</summary>
    public T Read<T>(Func<PublicReader, T> read)
    {
        lock (_turn)
        {
            return read(reader);
        }
    }

    /// <summary>Tells the server that the session is still used.</summary>
    public void Stay()
    {
        lock (_turn)
        {
            session.StayAsync().GetAwaiter().GetResult();
        }
    }

    // The reader disposes a connection that stands for nothing; the session drops the copies.
    public ValueTask DisposeAsync() => session.DisposeAsync();

    // 2026-11-29 14:05:00, and a fraction where there is one.
    private static string Written(string moment)
    {
        string Part(string part, int digits) => string.Create(CultureInfo.InvariantCulture, $"leftPad(toString({ClickHouseSpelling.Part(part, moment)}), {digits}, '0')");
        var second = $"({ClickHouseSpelling.Truncate("second", moment)} - {ClickHouseSpelling.Truncate("minute", moment)})";
        var fraction = $"({moment} - {ClickHouseSpelling.Truncate("second", moment)})";
        var rest = $"if({fraction} = 0, '', concat('.', trimRight(leftPad(toString({fraction}), 6, '0'), '0')))";
        return $"concat({Part("year", 4)}, '-', {Part("month", 2)}, '-', {Part("day", 2)}, ' ', {Part("hour", 2)}, ':', {Part("minute", 2)}, ':', leftPad(toString(intDiv({second}, 1000000)), 2, '0'), {rest})";
    }
}
