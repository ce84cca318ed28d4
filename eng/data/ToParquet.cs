#:package DuckDB.NET.Data.Full@1.5.6.1
#:property ManagePackageVersionsCentrally=false
#:property TreatWarningsAsErrors=false
#:property MSBuildTreatWarningsAsErrors=false
#:property RunAnalyzers=false
#:property EnforceCodeStyleInBuild=false
#:property GenerateDocumentationFile=false
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false

// Converts one CSV file with a header line to one Parquet file (zstd), with DuckDB:
//
//   dotnet run --file ToParquet.cs -- in.csv out.parquet "id INTEGER, value DOUBLE" "id, value"
//
// The third argument gives the columns in file order with their SQL types (without it
// DuckDB guesses), the fourth the sort order (without it the file's order is kept).
// An empty field becomes NULL. One thread writes, so the same input and the same DuckDB
// give the same bytes. The file is read back, and a row count that differs is an error.

using System.Data.Common;
using DuckDB.NET.Data;

if (args.Length is < 2 or > 4)
{
    Console.Error.WriteLine("usage: ToParquet in.csv out.parquet [\"name TYPE, ...\"] [\"column, ...\"]");
    return 2;
}

string from = Quote(args[0]);
string to = Quote(args[1]);
string columns = args.Length > 2 && args[2].Length > 0
    ? ", auto_detect = false, columns = {" + string.Join(", ", Split(args[2]).Select(Column)) + "}"
    : "";
string order = args.Length > 3 && args[3].Length > 0
    ? " ORDER BY " + string.Join(", ", Split(args[3]).Select(c => '"' + c.Replace("\"", "\"\"") + '"'))
    : "";

using var db = new DuckDBConnection("DataSource=:memory:");
db.Open();
Execute("SET threads = 1");
Execute($"CREATE TABLE t AS SELECT * FROM read_csv({from}, header = true, delim = ',', quote = '\"', nullstr = ''{columns})");
Execute($"COPY (SELECT * FROM t{order}) TO {to} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)");

long read = Scalar("SELECT count(*) FROM t");
long written = Scalar($"SELECT count(*) FROM read_parquet({to})");
if (read != written)
{
    Console.Error.WriteLine($"{args[1]}: {read} rows read, {written} rows in the Parquet file");
    return 1;
}

Console.WriteLine($"{Path.GetFileName(args[1])}: {written} rows, {new FileInfo(args[1]).Length} bytes");
return 0;

static string Quote(string text) => "'" + text.Replace("'", "''") + "'";

static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

static string Column(string spec)
{
    string[] parts = spec.Split(' ', 2, StringSplitOptions.TrimEntries);
    return parts.Length == 2
        ? $"{Quote(parts[0])}: {Quote(parts[1])}"
        : throw new ArgumentException($"'{spec}' is not a column name and a type");
}

void Execute(string sql)
{
    using DbCommand command = db.CreateCommand();
    command.CommandText = sql;
    command.ExecuteNonQuery();
}

long Scalar(string sql)
{
    using DbCommand command = db.CreateCommand();
    command.CommandText = sql;
    return Convert.ToInt64(command.ExecuteScalar());
}
