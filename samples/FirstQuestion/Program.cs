using FirstQuestion;
using Tacit.Query.Linq;

// docs: first-question
using Tacit;
using Tacit.Query;

await using var hospital = await Dataset.OpenAsync("nafld", PrivacyUnit.Person("id"), data => data
    .Table("labs", "data/nafld/nafld-labs.parquet", labs => labs
        .Category("test", "hdl", "sbp", "fib4", "smoke")                      // public facts
        .Number("value", per: "test", ("hdl", 0, 120), ("sbp", 60, 260), ("fib4", 0, 20), ("smoke", 0, 1))
        .AtMost(rowsPerUnit: 2, per: "test"))
    .Table("persons", "data/nafld/nafld-persons.parquet", persons => persons.Category("sex", "female", "male").OnePerUnit()));

await using var ledger = await Ledger.OpenAsync("hospital.ledger");
var account = await ledger.AccountAsync(hospital, PrivacyBudget.Approximate(epsilon: 1, delta: 1e-6));

var question = Question.From("labs").GroupBy("test").Mean("value");
Release<Table> mean = await hospital.QueryAsync(question, account.Spend(epsilon: 0.2));
Console.WriteLine(mean);                                                      // answer ± error, price, entry, what is left
// end

// docs: linq
var people = await hospital.Table<Lab>("labs")
    .Where(lab => lab.Value > 5)
    .GroupBy(lab => lab.Test)
    .Select(group => new { group.Key, People = group.CountUnits(), Mean = group.Average(lab => lab.Value) })
    .ReleaseAsync(account.Spend(0.2));
// end
foreach (var row in people.Value)
{
    Console.WriteLine($"{row.Key}: {row.People} people, mean {row.Mean}");
}

// docs: linq-join
var bySex = await (
    from lab in hospital.Table<Lab>("labs")
    join person in hospital.Table<Person>("persons") on lab.Id equals person.Id
    where lab.Test == "hdl"
    group lab by person.Sex into sex
    select new { sex.Key, Mean = sex.Average(lab => lab.Value) })
    .ReleaseAsync(account.Spend(0.2));
// end
foreach (var row in bySex.Value)
{
    Console.WriteLine($"hdl of {row.Key}: mean {row.Mean}");
}
