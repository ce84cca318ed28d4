using OwnData;
using Tacit;
using Tacit.Query;
using Tacit.Reporting;
using Tacit.Reports;

// Beside the program, so that a second run finds the ledger of the first one.
var folder = Path.Combine(AppContext.BaseDirectory, "own-data");
Directory.CreateDirectory(folder);
Visits.Write(Path.Combine(folder, "visits.csv"));

// docs: open
await using var clinic = await Dataset.OpenAsync("clinic", PrivacyUnit.Person("person"), data => data
    .In(folder)
    .Version("2026-11")                              // change it when the file changes
    .Table("visits", "visits.csv", visits => visits
        .Category("ward", "north", "south")          // the possible values, from a code book
        .Number("systolic", 60, 260)                 // bounds, from knowledge of the field
        .AtMost(rowsPerUnit: 2)));                   // nobody weighs more than two visits

// end
// docs: account
await using var ledger = await Ledger.OpenAsync(Path.Combine(folder, "clinic.ledger"));
var account = await ledger.AccountAsync(clinic, PrivacyBudget.Approximate(epsilon: 1, delta: 1e-6));

// end
// docs: explain
var pressure = Question.From("visits").GroupBy("ward").Mean("systolic").Quantiles("systolic", 0.25, 0.5, 0.75);
var explanation = clinic.Explain(pressure, account.Spend(epsilon: 0.3));
Console.WriteLine(string.Join(Environment.NewLine, explanation.Plan));

// end
Console.WriteLine();

// docs: ask
Release<Table> persons = await clinic.QueryAsync(Question.From("visits").GroupBy("ward").CountUnits(), account.Spend(epsilon: 0.1));
Release<Table> systolic = await clinic.QueryAsync(pressure, account.Spend(epsilon: 0.3));
Console.WriteLine(persons);
Console.WriteLine(systolic);

// end
// docs: cell
if (systolic.Value["mean of systolic", "north"] is { } mean)
{
    Console.WriteLine($"On ward north: {mean.Value:0.0}, between {mean.Low:0.0} and {mean.High:0.0} with {mean.Confidence:0%}.");
}

// end
// docs: write
var report = Report.Of(
    clinic,
    await account.StatusAsync(),
    Report.Answer("How many persons came to each ward?", persons, "persons", "A person who came to both wards counts on both.",
        AnswerFigure.Bars),
    Report.Answer("How high is their blood pressure?", systolic, "mmHg", "Values are clipped to 60 to 260 mmHg; two visits of a person are kept.",
        AnswerFigure.Points, AnswerFigure.Quantiles, AnswerFigure.Quantiles, AnswerFigure.Quantiles));
await HtmlReport.WriteAsync(report, Path.Combine(folder, "report.html"));
await File.WriteAllTextAsync(Path.Combine(folder, "report.json"), JsonReport.Write(report));

// end
// docs: verify
var verification = await ledger.VerifyAsync(new(persons.Receipt.Sequence, persons.Receipt.Head));
Console.WriteLine(verification.IsValid ? $"The ledger holds: {verification.Records} records." : string.Join(Environment.NewLine, verification.Faults));

// end
// docs: simulate
await using var exact = new SimulatedLedger(noise: false);
var simulated = await exact.AccountAsync(clinic);
Release<Table> truth = await clinic.QueryAsync(pressure, simulated.Spend(epsilon: 0.3));
Console.WriteLine(truth);                            // marked: SIMULATED: NOT PRIVATE

// end
Console.WriteLine($"Files are in {folder}. Run this again: the answers repeat and cost nothing.");
