using StrangersMechanism;
using Tacit;

// Made-up people. A recipe holds no data: it runs when a permit opens it, which the ledger must have paid for.
var people = new Population("village", PrivacyUnit.Person("id"));
var ages = new Sensitive<int[]>(people, _ => ValueTask.FromResult(Enumerable.Range(0, 2000).Select(i => 18 + (i * 37 % 71)).ToArray()));

// A simulated ledger, because this sample references Tacit.Core alone. Tacit.Ledgers has the durable one; the mechanism does not change.
await using var ledger = new SimulatedLedger();
var account = await ledger.AccountAsync(people);

Console.WriteLine("A stranger's mechanism:");
Console.WriteLine(await MeanAge.AskAsync(ages, account.Spend(epsilon: 0.5)));

Console.WriteLine();
Console.WriteLine("Its cheating twins:");
var refused = 0;
foreach (var cheat in new[] { Cheats.HalfTheNoiseAsync, Cheats.NoNoiseAsync })
{
    try
    {
        Console.WriteLine($"An answer that should not be: {await cheat(ages, account.Spend(epsilon: 0.5))}");
    }
    catch (MechanismFailedException e)
    {
        refused++;
        Console.WriteLine(e.Message);
    }
}

return refused == 2 ? 0 : 1;
