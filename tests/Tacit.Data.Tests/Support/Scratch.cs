using Tacit.Data;
using DuckDB.NET.Data;

namespace Tacit.Tests.Support;

/// <summary>A folder of its own for the files of one test, and short ways to write and open tables in it.</summary>
public sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("tacit-test-").FullName;

    public string Spill => Path.Combine(Folder, "spill");

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Writes lines as a file and gives its path.</summary>
    public string Write(string name, params IEnumerable<string> lines)
    {
        var path = PathOf(name);
        File.WriteAllLines(path, lines);
        return path;
    }

    /// <summary>Writes a Parquet file from a statement of DuckDB.</summary>
    public string Parquet(string name, string select)
    {
        var path = PathOf(name);
        Run($"COPY ({select}) TO '{path}' (FORMAT parquet)");
        return path;
    }

    /// <summary>Runs a statement in a DuckDB of its own.</summary>
    public static void Run(string sql, string database = ":memory:")
    {
        using var connection = new DuckDBConnection($"DataSource={database}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Opens tables of this folder, with the person in the column <c>id</c>.</summary>
    public Task<Dataset> OpenAsync(Action<DatasetBuilder> declare, PrivacyUnit? unit = null) =>
        Dataset.OpenAsync("clinic", unit ?? PrivacyUnit.Person("id"), data =>
        {
            data.In(Folder).Memory(256 << 20);
            declare(data);
        });

    /// <summary>One table <c>t</c> in <c>t.csv</c>.</summary>
    public Task<Dataset> OpenAsync(IEnumerable<string> lines, Action<TableBuilder> declare, PrivacyUnit? unit = null)
    {
        Write("t.csv", lines);
        return OpenAsync(data => data.Table("t", "t.csv", declare), unit);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
