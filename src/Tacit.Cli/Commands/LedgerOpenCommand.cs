using System.CommandLine;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

internal static class LedgerOpenCommand
{
    public static Command Create()
    {
        var file = new LedgerFile();
        var name = new Argument<string>("account") { Description = "The population's name." };
        var person = new Option<string?>("--person") { Description = "The column that names a person: all rows of one are protected together. Without it, one row is." };
        var replace = new Option<bool>("--replace") { Description = "Neighbours differ by one unit replaced, and the number of units is public; else one more or one less." };
        var filter = new Option<string?>("--filter") { Description = "pure-or-zcdp (the default), or renyi for accounts that pay for sampled losses, such as private training." };
        var budget = new BudgetOptions();
        var json = JsonOut.Option("Print the account as one JSON object.");
        var command = new Command("open", "Opens an account with its cap and its filter, which stay. Begins the ledger where there is none.\n\nExample: tacit ledger open hospital.ledger scans --person id --epsilon 3 --delta 1e-5 --filter renyi")
        {
            file.Path, name, file.Key, person, replace, filter, budget.Epsilon, budget.Rho, budget.Delta, json,
        };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var cap = budget.Read(result);
            var rule = result.GetValue(filter) switch
            {
                null => null,
                "pure-or-zcdp" => PrivacyFilter.PureOrZcdp,
                "renyi" => PrivacyFilter.Renyi(),
                var other => throw new BadInputException($"There is no filter '{other}'. Give pure-or-zcdp or renyi. Nothing was opened."),
            };
            var unit = result.GetValue(person) is { } column ? PrivacyUnit.Person(column) : PrivacyUnit.Row();
            var population = new Population(result.GetValue(name)!, result.GetValue(replace) ? unit.Under(Neighbours.Replace) : unit);
            await using var ledger = await Ledger.OpenAsync(result.GetValue(file.Path)!, keyFile: result.GetValue(file.Key), token: token);
            var status = await (await ledger.AccountAsync(population, cap, rule, token)).StatusAsync(token);
            if (result.GetValue(json))
            {
                JsonOut.Print(new { ledgerId = ledger.Id, status.Account, status.Unit, cap = status.Cap.ToString(), filter = status.Filter.ToString(), status.Left, status.Period, status.Entries });
            }
            else
            {
                Console.Out.WriteLine($"The account '{status.Account}' protects {status.Unit}. Cap: {status.Cap}, filter {status.Filter.Name}. Left: {status.Left}.");
            }

            return Exit.Done;
        }));
        return command;
    }
}
