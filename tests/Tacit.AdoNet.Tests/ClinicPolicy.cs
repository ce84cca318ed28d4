using System.Globalization;

namespace Tacit.AdoNet.Tests;

/// <summary>A policy with its data in a folder of its own: 40 persons, with a word among the values that nobody may ever read.</summary>
public sealed class ClinicPolicy : IDisposable
{
    public const string Secret = "canary-4711";
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-ado-").FullName;

    public ClinicPolicy()
        : this(string.Empty)
    {
    }

    /// <summary>The same with further members of the population.</summary>
    public ClinicPolicy(string more)
    {
        System.IO.File.WriteAllLines(Path.Combine(_folder, "persons.csv"), Enumerable.Range(0, 40).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{Secret}{i},{"fm"[i % 2]},{i + 20},{(i < 30 ? "it's" : Secret)},2026-0{1 + (i % 3)}-10T00:00:00Z")).Prepend("id,sex,age,note,seen"));
        System.IO.File.WriteAllText(File, $$"""
            { "format": 1, "ledger": { "path": "clinic.ledger" }, "populations": [{
                "name": "clinic", "unit": { "kind": "person", "column": "id" }, "dataVersion": "1",
                "source": { "tables": [{ "name": "persons", "file": "persons.csv", "onePerUnit": true, "columns": [
                    { "name": "sex", "kind": "category", "values": ["f", "m"] }, { "name": "age", "kind": "number", "low": 0, "high": 90 },
                    { "name": "note", "kind": "text" }, { "name": "seen", "kind": "time", "from": "2026-01-01", "to": "2027-01-01" }] }] },
                "budget": { "epsilon": 100, "delta": 1e-6 }, "deltaPerQuery": 1e-8, {{more}} }] }
            """);
    }

    public string File => Path.Combine(_folder, "clinic.policy.json");

    public string Ledger => Path.Combine(_folder, "clinic.ledger");

    /// <summary>A connection string; so much ε that noise is below one half.</summary>
    public string Text(string more = "Epsilon=20") => $"Policy={File};{more}";

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
    }
}
