using System.Globalization;

namespace Tacit.Ledgers.Crash;

/// <summary>A run in stretches, as private training is: reserve, draw, extend, draw, …, end early in the last one. Prints "entry" and "drew" lines.</summary>
internal static class Training
{
    public const int StepsInStretch = 10;

    private static readonly PrivacyLoss Step = PrivacyLoss.Gaussian(1.5).PoissonSampled(0.01);

    public static async Task<int> RunAsync(string path, string name, string seed, int stretches, int minutes)
    {
        var population = new Population(name, PrivacyUnit.Person("id"));
        await using var ledger = await Ledger.OpenAsync(path, time: new DeadlyClock(TimeSpan.FromMinutes(minutes)));
        var account = await ledger.AccountAsync(population, PrivacyBudget.Approximate(1000, 1e-5), PrivacyFilter.Renyi());
        var rows = new Sensitive<long>(population, _ => ValueTask.FromResult(1000L));
        var stretch = Step.Repeat(StepsInStretch);
        Console.WriteLine("ready");
        var drawn = 0;
        var release = await account.Spend(Step.Repeat((long)StepsInStretch * stretches)).ForPlan(seed).RunAsync(
            $"training {seed}",
            stretch,
            async (permit, token) =>
            {
                var value = await permit.OpenAsync(rows, token);
                for (var k = 0; k < stretches; k++)
                {
                    if (k > 0)
                    {
                        await permit.ExtendAsync(stretch, token);
                    }

                    for (var i = 0; i < StepsInStretch - (k == stretches - 1 ? 1 : 0); i++)
                    {
                        value += permit.Draw(Step, random => (long)(random.NextUInt64() & 1), () => 0L);
                        drawn++;
                    }

                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"drew {drawn}"));
                }

                permit.StopEarly();
                return value;
            },
            Codec.Integer);
        Console.WriteLine($"settled {release.Receipt.Entry} {release.Value} {seed}");
        return 0;
    }
}
