using System.Collections.Concurrent;

namespace Tacit.ClickHouse.Endpoint;

/// <summary>Sessions as a server has them: each with its temporary tables, for one request at a time.</summary>
internal sealed class Sessions(ChDb engine)
{
    private const int NotFound = 372;
    private const int Locked = 373;
    private readonly ConcurrentDictionary<string, string> _profiles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Session>> _sessions = new(StringComparer.Ordinal);

    /// <summary>Runs a statement in a session, or in one of its own.</summary>
    /// <param name="id">The session; null for none.</param>
    /// <param name="database">The database that the request names.</param>
    /// <param name="mustExist">Whether a session that is not known is an error.</param>
    /// <param name="settings">What to set first.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="format">The format of the answer.</param>
    public (byte[] Answer, string? Error) Run(string? id, string database, bool mustExist, IReadOnlyDictionary<string, string> settings, byte[] statement, string format)
    {
        if (id is null)
        {
            var connection = Connect(database);
            var result = Apply(connection, settings, []) is { } failed ? ([], failed) : engine.Run(connection, statement, format);
            engine.Close(connection);
            return result;
        }

        if (mustExist && !_sessions.ContainsKey(id))
        {
            return ([], $"Code: {NotFound}. DB::Exception: Session {id} not found. (SESSION_NOT_FOUND)");
        }

        var session = _sessions.GetOrAdd(id, _ => new(() => new(Connect(database), database))).Value;
        if (!session.Turn.TryEnter())
        {
            return ([], $"Code: {Locked}. DB::Exception: Session {id} is locked by a concurrent client. (SESSION_IS_LOCKED)");
        }

        try
        {
            return Apply(session.Connection, settings, session.Settings) is { } failed ? ([], failed) : engine.Run(session.Connection, statement, format);
        }
        finally
        {
            session.Turn.Exit();
        }
    }

    /// <summary>What the profile of users of a database sets, for new sessions.</summary>
    public void Profile(string database, string settings) => _profiles[database] = settings;

    /// <summary>Forgets the sessions of a database, as a server does that restarts.</summary>
    public void Forget(string database)
    {
        foreach (var id in _sessions.Where(s => s.Value.Value.Database == database).Select(s => s.Key))
        {
            if (_sessions.TryRemove(id, out var session))
            {
                engine.Close(session.Value.Connection);
            }
        }
    }

    private nint Connect(string database)
    {
        var connection = engine.Connect();
        return _profiles.GetValueOrDefault(database) is { Length: > 0 } profile && engine.Run(connection, System.Text.Encoding.UTF8.GetBytes("SET " + profile), "TSV").Error is { } error
            ? throw new InvalidOperationException(error)
            : connection;
    }

    private string? Apply(nint connection, IReadOnlyDictionary<string, string> settings, Dictionary<string, string> known)
    {
        foreach (var (name, value) in settings.Where(s => known.GetValueOrDefault(s.Key) != s.Value))
        {
            var set = $"SET {name} = '{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
            if (engine.Run(connection, System.Text.Encoding.UTF8.GetBytes(set), "TSV").Error is { } error)
            {
                return error;
            }

            known[name] = value;
        }

        return null;
    }

    private sealed class Session(nint connection, string database)
    {
        public string Database { get; } = database;

        public Lock Turn { get; } = new();

        public nint Connection { get; } = connection;

        public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);
    }
}
