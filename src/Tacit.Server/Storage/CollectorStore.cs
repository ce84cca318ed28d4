namespace Tacit.Server;

/// <summary>Makes stores.</summary>
public static class CollectorStore
{
    /// <summary>A store in one file, for one process; the file is made where there is none.</summary>
    /// <exception cref="BadInputException">The file cannot be used, or belongs to another program.</exception>
    public static ICollectorStore Sqlite(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new SqliteCollectorStore(path);
    }

    /// <summary>A store in tables <c>tacit_*</c> of a PostgreSQL database, which several processes may share. Tables are made on first use.</summary>
    /// <exception cref="BadInputException">The text of the connection cannot be read.</exception>
    public static ICollectorStore PostgreSql(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        return new PostgreSqlCollectorStore(connectionString);
    }
}
