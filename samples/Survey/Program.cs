using System.Globalization;
using Tacit.Local;

string[] answers = ["never", "rarely", "weekly", "daily"];

// docs: publish
// Once, for everybody: which protocol, and its document. Its identity is a hash, so that nobody can be handed another one unseen.
var plan = FrequencyOracle.Plan(domain: answers.Length, epsilon: 1, reports: 100_000);
string document = plan.Oracle.Parameters.Document;
Console.WriteLine(plan.Explanation);
// end

var packed = new List<byte>();
for (var user = 0; user < 100_000; user++)
{
    Report(user);
}

void Report(int user)
{
    var answer = user % 10 < 6 ? 0 : user % 10 < 9 ? 1 : 2;

    // docs: report
    // On the device: the document is checked, the answer is randomized, and only these bytes leave.
    ILocalRandomizer client = FrequencyOracle.Create(FrequencyParameters.Parse(document)).Client();
    var report = new byte[client.ReportSize];
    client.Randomize(answer, report);
    // end
    packed.AddRange(report);
}

// docs: count
// At the collector: integers, from any number of batches in any order.
IFrequencyAggregator counts = FrequencyOracle.Create(FrequencyParameters.Parse(document)).CreateAggregator();
counts.Add(packed.ToArray());
FrequencyEstimate estimate = counts.Estimate();
for (var v = 0; v < answers.Length; v++)
{
    Console.WriteLine($"{answers[v],-6} {estimate.Values[v]}");
}
// end

var folder = Directory.CreateTempSubdirectory("tacit-survey").FullName;
var survey = Collection.Create("visits", plan.Oracle, answers);
const string installation = "the identity that the system gives to the app";

// docs: once
// On a device that is asked again, or by others: one file for all collections. ε is paid before the report is drawn, and a retry sends the same bytes.
using var ledger = DeviceLedger.Create(Path.Combine(folder, "device.ledger"), DeviceKey.Create(Path.Combine(folder, "device.key")), installation, ceiling: 3);
byte[] kept = ledger.ReportOnce(survey, epoch: 0, (random, bytes) => plan.Oracle.Client(random).Randomize(2, bytes));
byte[] retry = ledger.ReportOnce(survey, epoch: 0, (random, bytes) => plan.Oracle.Client(random).Randomize(2, bytes));
// end

Console.WriteLine($"this device: ε = {ledger.Spent} of {ledger.Ceiling}, and {(kept.AsSpan().SequenceEqual(retry) ? "the same" : "another")} report again");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"of {estimate.Reports:N0} reports, each with {plan.Oracle.Privacy}"));
