namespace Tacit.Data;

/// <summary>A table whose keys are replaced.</summary>
/// <param name="Input">A <c>.csv</c>, <c>.csv.gz</c> or <c>.parquet</c> file, or a table of a DuckDB file as <c>clinic.duckdb#labs</c>.</param>
/// <param name="Column">The column that is replaced, in its place. Compared letter by letter.</param>
/// <param name="Output">The <c>.csv</c>, <c>.csv.gz</c> or <c>.parquet</c> file that is written, whole or not at all. It takes the place of an earlier one.</param>
public sealed record PseudonymTable(string Input, string Column, string Output);
