// A process that spends from a ledger and dies on the way, at a step that it is told or when its parent kills it.
//
//   Tacit.Ledgers.Crash <ledger> <population> <cap> <epsilon> <seed> <step> <spends> <clock minutes>
//   … <cap of analyst ann>: she spends, under it.
//   Tacit.Ledgers.Crash train <ledger> <population> <seed> <stretches> <clock minutes>
//
// Prints "ready" when the ledger is open, "settled <entry> <answer> <plan>" for every answer that it got, "refused" for every refusal, "done" at the end.
using System.Globalization;
using Tacit;
using Tacit.Ledgers.Crash;
using Tacit.Mechanisms;
using Tacit.Numerics;

if (args is ["train", _, _, _, _, _])
{
    return await Training.RunAsync(args[1], args[2], args[3], int.Parse(args[4], CultureInfo.InvariantCulture), int.Parse(args[5], CultureInfo.InvariantCulture));
}

if (args.Length is not (8 or 9))
{
    Console.Error.WriteLine("Tacit.Ledgers.Crash <ledger> <population> <cap> <epsilon> <seed> <step> <spends> <clock minutes>");
    return 2;
}

var population = new Population(args[1], PrivacyUnit.Person("id"));
var epsilon = Rational.Parse(args[3]);
var step = Enum.Parse<Step>(args[5]);
var spends = int.Parse(args[6], CultureInfo.InvariantCulture);
var clock = new DeadlyClock(TimeSpan.FromMinutes(int.Parse(args[7], CultureInfo.InvariantCulture)));

// The key of a ledger in a database is named by a variable beside that of the connection.
var key = args[0].StartsWith("postgresql:", StringComparison.Ordinal) ? Environment.GetEnvironmentVariable(args[0]["postgresql:".Length..] + "_KEY") : null;
await using var ledger = await Ledger.OpenAsync(args[0], keyFile: key, time: clock);
var account = await ledger.AccountAsync(population, PrivacyBudget.Pure(Rational.Parse(args[2])));
if (args.Length == 9)
{
    await ledger.CapAnalystAsync(population.Name, "ann", PrivacyBudget.Pure(Rational.Parse(args[8])));
    account = account.For(analyst: "ann");
}

var noise = IntegerNoise.Laplace(epsilon, 1, "one row per person");
var rows = new Sensitive<long>(population, _ =>
{
    Death.At(step, Step.Touched);
    return ValueTask.FromResult(1000L);
});
Console.WriteLine("ready");

for (var i = 1; i <= spends; i++)
{
    var plan = $"{args[4]}-{i}";
    try
    {
        clock.Armed = step == Step.Reserving;
        var release = await account.Spend(epsilon).ForPlan(plan).RunAsync(
            "noisy count",
            noise.Loss,
            async (permit, token) =>
            {
                Death.At(step, Step.Reserved);
                clock.Armed = step == Step.Touching;
                var exact = await permit.OpenAsync(rows, token);
                var answer = (long)permit.Draw(noise, exact);
                Death.At(step, Step.Drawn);
                clock.Armed = step == Step.Settling;
                return answer;
            },
            Codec.Integer);
        Death.At(step, Step.Settled);
        Console.WriteLine($"settled {release.Receipt.Entry} {release.Value} {plan}");
    }
    catch (BudgetExceededException)
    {
        Console.WriteLine("refused");
    }
}

Console.WriteLine("done");
return 0;
