using System.Data.Common;

namespace Tacit.AdoNet;

/// <summary>Makes the objects of this provider. Register it with <c>DbProviderFactories.RegisterFactory("Tacit", TacitProviderFactory.Instance)</c>.</summary>
public sealed class TacitProviderFactory : DbProviderFactory
{
    private TacitProviderFactory()
    {
    }

    /// <summary>The factory.</summary>
    public static TacitProviderFactory Instance { get; } = new();

    /// <inheritdoc/>
    public override DbConnection CreateConnection() => new TacitConnection();

    /// <inheritdoc/>
    public override DbCommand CreateCommand() => new TacitCommand();

    /// <inheritdoc/>
    public override DbParameter CreateParameter() => new TacitParameter();

    /// <inheritdoc/>
    public override DbConnectionStringBuilder CreateConnectionStringBuilder() => new TacitConnectionStringBuilder();

    /// <inheritdoc/>
    public override DbDataSource CreateDataSource(string connectionString) => new TacitDataSource(connectionString);
}
