using Microsoft.Data.Sqlite;

namespace Tacit.Ledgers.Tests.Support;

/// <summary>A folder of its own for the files of one test.</summary>
public sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("tacit-ledger-").FullName;

    public string Ledger => Path.Combine(Folder, "clinic.ledger");

    public string Key => Ledger + ".key";

    /// <summary>What is in the folder, by name.</summary>
    public string[] Files => [.. Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>The ledger's file as another program sees it.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Drops the triggers by which the file guards its records.</summary>
    public void TakeGuardsOff() => Run("DROP TRIGGER record_follows; DROP TRIGGER record_is_not_changed; DROP TRIGGER record_is_not_deleted");

    /// <summary>Changes the ledger's file behind Tacit's back.</summary>
    public void Tamper(string sql) => Assert.NotEqual(0, Run(sql));

    public string Scalar(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture)!;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private int Run(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}
