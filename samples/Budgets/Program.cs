using Tacit;

var folder = Directory.CreateTempSubdirectory("tacit-budgets-").FullName;
await using var ledger = await Ledger.OpenAsync(Path.Combine(folder, "clinic.ledger"));

// docs: renyi
var training = await ledger.AccountAsync(
    new Population("scans", PrivacyUnit.Person("id")), PrivacyBudget.Approximate(epsilon: 3, delta: 1e-5), PrivacyFilter.Renyi());
PrivacyLoss step = PrivacyLoss.Gaussian(noiseMultiplier: 1.1).PoissonSampled(256 / 60_000.0);
Spend spend = training.Spend(atMost: step.Repeat(10_000));

// end
Console.WriteLine($"{training.Filter}: {spend.AtMost}");
