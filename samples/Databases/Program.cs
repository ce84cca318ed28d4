// Data and ledger in PostgreSQL: a table hospital.labs (patient, test, value), asked for a mean by test.
using Tacit;
using Tacit.Data;
using Tacit.PostgreSql;
using Tacit.Query;

if (Environment.GetEnvironmentVariable("HOSPITAL") is not { } connectionString)
{
    Console.WriteLine("Set HOSPITAL to the connection string of a database with a table hospital.labs (patient, test, value), and run again.");
    return;
}

await using var hospital = await Dataset.OpenAsync("hospital", PrivacyUnit.Person("patient"), data => data
    .From(new PostgreSqlDatabase(connectionString))
    .Table("labs", "hospital.labs", labs => labs
        .Category("test", "hdl", "sbp")
        .Number("value", per: "test", ("hdl", 0, 120), ("sbp", 60, 260))
        .AtMost(rowsPerUnit: 20)));

// docs: ledger
await using var ledger = await Ledger.OpenPostgreSqlAsync(connectionString, keyFile: "hospital.key", schema: "hospital_ledger");

// end
var account = await ledger.AccountAsync(hospital, PrivacyBudget.Approximate(epsilon: 1, delta: 1e-6));
Console.WriteLine(await hospital.QueryAsync("select test, avg(value) as mean from labs group by test", account.Spend(epsilon: 0.2)));
