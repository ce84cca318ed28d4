using Tacit;

var folder = Directory.CreateTempSubdirectory("tacit-budgets-").FullName;
await using var ledger = await Ledger.OpenAsync(Path.Combine(folder, "clinic.ledger"));

// docs: renyi
var training = await ledger.AccountAsync(
    new Population("scans", PrivacyUnit.Person("id")), PrivacyBudget.Approximate(epsilon: 3, delta: 1e-5), PrivacyFilter.Renyi());
PrivacyLoss step = PrivacyLoss.Gaussian(noiseMultiplier: 1.1).PoissonSampled(256 / 60_000.0);
Spend spend = training.Spend(atMost: step.Repeat(10_000));

// end
// docs: caps
var clinic = await ledger.AccountAsync(new Population("clinic", PrivacyUnit.Person("id")), PrivacyBudget.Approximate(epsilon: 1, delta: 1e-6));
await ledger.CapAnalystAsync("clinic", "ann", PrivacyBudget.Approximate(epsilon: 0.5, delta: 1e-6));
await ledger.CapPurposeAsync("clinic", "research", PrivacyBudget.Approximate(epsilon: 0.8, delta: 1e-6));
Account hers = clinic.For(analyst: "ann", purpose: "research");

// end
Console.WriteLine(string.Join(", ", hers.Caps));
Console.WriteLine($"{training.Filter}: {spend.AtMost}");
