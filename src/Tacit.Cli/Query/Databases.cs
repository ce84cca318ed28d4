using Tacit.Data;
using Tacit.PostgreSql;

namespace Tacit.Cli.Query;

/// <summary>The engines that the command brings for the databases of policies.</summary>
internal static class Databases
{
    public static DataEngine Open(DatabasePolicy database, string connection) => database.Engine switch
    {
        SqlDialect.PostgreSql => database.TimeoutSeconds is { } seconds
            ? new PostgreSqlDatabase(connection) { StatementTimeout = TimeSpan.FromSeconds(seconds) }
            : new PostgreSqlDatabase(connection),
        _ => throw new BadInputException($"The command has no engine for {database.Engine}."),
    };
}
