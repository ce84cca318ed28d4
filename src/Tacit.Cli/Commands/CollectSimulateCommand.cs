using System.CommandLine;
using Spectre.Console;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

/// <summary>A collection in one process: every report is randomized, packed and counted, and the estimates are compared with the truth.</summary>
internal static class CollectSimulateCommand
{
    private const string Help = """
        Simulates a collection: every user's report is randomized, packed and counted as it would be in earnest.

        Example: tacit collect simulate --protocol oue --domain 64 --epsilon 1 --users 200000 --json
        Example: tacit collect simulate --protocol l-osue --domain 64 --epsilon-infinity 4 --epsilon 1 --users 100000 --rounds 5 --change 0.1
        Example: tacit collect simulate --protocol dbitflip --domain 32 --epsilon-infinity 1 --users 100000 --rounds 5
        Example: tacit collect simulate --protocol rappor --domain 50 --f 0.5 --p 0.25 --q 0.75 --users 100000
        Example: tacit collect simulate --protocol smp --domains 10,4,32 --epsilon 1 --users 200000
        Example: tacit collect simulate --protocol sw --low 0 --high 100 --shape bell --epsilon 1 --users 100000
        Example: tacit collect simulate --protocol hcms --domain 1000 --epsilon 4 --users 200000
        Example: tacit collect simulate --protocol pem --domain 10000 --epsilon 4 --users 500000
        """;

    public static Command Create()
    {
        var options = new SimulateOptions();
        var command = new Command("simulate", Help);
        foreach (var option in options.All)
        {
            command.Options.Add(option);
        }

        command.SetAction((result, token) => Exit.RunAsync(() =>
        {
            var input = new SimulateInput(options, result);
            var outcome = SimulateFamily.Of(input.Protocol).Run(input, options, token);
            if (result.GetValue(options.Json))
            {
                JsonOut.Print(outcome.Json);
            }
            else
            {
                outcome.Show(AnsiConsole.Console);
            }

            return Task.FromResult(Exit.Done);
        }));
        return command;
    }
}
