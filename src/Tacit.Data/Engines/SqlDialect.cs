namespace Tacit.Data;

/// <summary>The SQL that an engine runs. Planners print their statements in it.</summary>
public enum SqlDialect
{
    /// <summary>DuckDB, the embedded engine.</summary>
    DuckDb = 0,

    /// <summary>PostgreSQL, 14 or later.</summary>
    PostgreSql = 1,

    /// <summary>ClickHouse, 26.5 or later.</summary>
    ClickHouse = 2,
}
