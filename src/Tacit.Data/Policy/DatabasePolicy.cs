namespace Tacit.Data;

/// <summary>The database that a policy's tables are in. How to reach it stands in environment variables, never in the policy.</summary>
public sealed record DatabasePolicy
{
    private const string NoVariable = "This is no name of an environment variable, such as HOSPITAL_DATABASE. A connection string itself never stands in a policy.";
    private const int LongestSeconds = 86_400;

    /// <summary>The engine: <c>postgreSql</c> or <c>clickHouse</c>.</summary>
    public required SqlDialect Engine { get; init; }

    /// <summary>Names of environment variables that hold a connection string each. Several are databases that the units are spread over, each unit in one alone.</summary>
    public required IReadOnlyList<string> Connections { get; init; }

    /// <summary>The longest, in seconds, that a statement of a question may run; 600 unless said.</summary>
    public int? TimeoutSeconds { get; init; }

    internal void Check(PolicyPlace place)
    {
        place.Member("engine").Refuse(Engine == SqlDialect.DuckDb, "DuckDB is the engine of files: name them with 'folder' and 'file' in place of 'database'.");
        var connections = place.Member("connections");
        connections.Refuse(Connections.Count == 0, "A database is reached through at least one environment variable.");
        for (var i = 0; i < Connections.Count; i++)
        {
            // What is refused here may be a secret in the wrong place: it is not repeated.
            connections.Item(i).Refuse(!IsVariable(Connections[i]), NoVariable);
            connections.Item(i).Refuse(Connections.Take(i).Contains(Connections[i], StringComparer.Ordinal), "The variable is named twice: its units would count twice.");
        }

        place.Member("timeoutSeconds").Refuse(TimeoutSeconds is < 1 or > LongestSeconds, "A statement may run for 1 to 86400 seconds.");
    }

    /// <summary>The databases, as a program's own engines give them.</summary>
    /// <param name="open">Makes an engine from this policy and a connection string.</param>
    /// <exception cref="BadInputException">A variable is not set.</exception>
    public IReadOnlyList<DataEngine> Engines(Func<DatabasePolicy, string, DataEngine>? open) => open is null
        ? throw new BadInputException($"This program brings no engine for {Engine}: pass one to OpenDataAsync, such as (database, connection) => new PostgreSqlDatabase(connection).")
        : [.. Connections.Select(name => open(this, Environment.GetEnvironmentVariable(IsVariable(name) ? name : throw new BadInputException(NoVariable)) is { Length: > 0 } connection
            ? connection
            : throw new BadInputException($"The environment variable {name} is not set. The policy names it for the connection string of a database, such as Host=db.example.org;Database=hospital;Username=reader;Password=…")))];

    private static bool IsVariable(string? name) => name is { Length: > 0 and <= 200 } && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
