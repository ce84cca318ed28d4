using Tacit.ClickHouse;
using Tacit.Data;
using Tacit.PostgreSql;

namespace Tacit.AdoNet;

/// <summary>The engines for the databases that policies name.</summary>
public static class Databases
{
    /// <summary>The engine of a database, which <c>PrivacyPolicy.OpenDataAsync</c> asks for.</summary>
    /// <param name="database">What the policy says of it.</param>
    /// <param name="connection">Its connection string.</param>
    /// <exception cref="BadInputException">There is no engine for such a database.</exception>
    public static DataEngine Open(DatabasePolicy database, string connection) => database.Engine switch
    {
        SqlDialect.PostgreSql => database.TimeoutSeconds is { } seconds
            ? new PostgreSqlDatabase(connection) { StatementTimeout = TimeSpan.FromSeconds(seconds) }
            : new PostgreSqlDatabase(connection),
        SqlDialect.ClickHouse => database.TimeoutSeconds is { } seconds
            ? new ClickHouseDatabase(connection) { StatementTimeout = TimeSpan.FromSeconds(seconds) }
            : new ClickHouseDatabase(connection),
        _ => throw new BadInputException($"There is no engine for {database.Engine}."),
    };
}
