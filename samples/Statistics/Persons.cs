using DuckDB.NET.Data;

namespace Statistics;

/// <summary>Columns of the bundled persons, one row a person. What is missing is NaN, which every estimator gives a stated place.</summary>
internal static class Persons
{
    public static double[,] Read(params string[] columns)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"select {string.Join(", ", columns)} from 'data/nafld/nafld-persons.parquet'";
        using var reader = command.ExecuteReader();
        var rows = new List<double[]>();
        while (reader.Read())
        {
            rows.Add([.. columns.Select((_, i) => reader.IsDBNull(i) ? double.NaN : Convert.ToDouble(reader.GetValue(i), null))]);
        }

        var table = new double[rows.Count, columns.Length];
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < columns.Length; c++)
            {
                table[r, c] = rows[r][c];
            }
        }

        return table;
    }

    /// <summary>One column of a table.</summary>
    public static double[] Column(this double[,] table, int column) => [.. Enumerable.Range(0, table.GetLength(0)).Select(r => table[r, column])];
}
