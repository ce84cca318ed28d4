using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Tacit.Cli.Output;
using Tacit.Ledgers;

namespace Tacit.Cli.Commands;

internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "Shows, verifies and exports a ledger; changes a cap as a recorded act of the owner.\n\nExample: tacit ledger show tacit-demo/demo.ledger")
    {
        ShowAccounts(), Verify(), Export(), Raise(), Renew(),
    };

    private static Argument<string> Path() => new("ledger") { Description = "The ledger file." };

    private static Task<Ledger> OpenAsync(string path, CancellationToken token) => File.Exists(path)
        ? Ledger.OpenExistingAsync(path, token: token)
        : throw new BadInputException($"There is no ledger at {path}. Check the path; the demo writes tacit-demo/demo.ledger.");

    private static Option<bool> Json(string what) => new("--json") { Description = what };

    private static Command ShowAccounts()
    {
        var path = Path();
        var json = Json("Print a JSON object with the list 'accounts'.");
        var command = new Command("show", "Shows the accounts: cap, spent in this period and since the beginning, left.") { path, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            await using var ledger = await OpenAsync(result.GetValue(path)!, token);
            var accounts = await ledger.StatusAsync(token);
            if (result.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        ledgerId = ledger.Id,
                        accounts = accounts.Select(a => new
                        {
                            a.Account, a.Unit, cap = a.Cap.ToString(), spent = a.Spent.ToString(), lifetime = a.Lifetime.ToString(), a.Left, a.Fraction, a.Period, a.Entries,
                        }),
                    },
                    Show.Indented));
                return Exit.Done;
            }

            Console.Out.WriteLine($"ledger {ledger.Id}");
            foreach (var a in accounts)
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{a.Account}: {a.Unit}\n  cap       {a.Cap}\n  spent     {a.Spent} (period {a.Period})\n  lifetime  {a.Lifetime}\n  left      {a.Left}\n  entries   {a.Entries}"));
            }

            return Exit.Done;
        }));
        return command;
    }

    private static Command Verify()
    {
        var path = Path();
        var receipt = new Option<string?>("--receipt") { Description = "A report.json that the ledger must hold: an old copy or a rewritten ledger does not." };
        var json = Json("Print a JSON object with 'valid', 'records', 'head' and 'faults'.");
        var command = new Command("verify", "Recomputes the chain and the totals.\n\nExample: tacit ledger verify demo.ledger --receipt report.json") { path, receipt, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            await using var ledger = await OpenAsync(result.GetValue(path)!, token);
            LedgerHead? anchor = null;
            var faults = new List<string>();
            if (result.GetValue(receipt) is { } file)
            {
                var (id, head) = await ReceiptFile.AnchorAsync(file, token);
                anchor = head;
                if (id != ledger.Id)
                {
                    faults.Add($"The receipt is of ledger {id}; this is {ledger.Id}.");
                }
            }

            var verification = await ledger.VerifyAsync(anchor, token);
            faults.AddRange(verification.Faults);
            Console.Out.WriteLine(result.GetValue(json)
                ? JsonSerializer.Serialize(new { valid = faults.Count == 0, verification.Records, head = verification.Head.Hash, faults }, Show.Indented)
                : faults.Count == 0
                    ? string.Create(CultureInfo.InvariantCulture, $"The ledger holds: {verification.Records} records, head {verification.Head.Hash}.")
                    : string.Join(Environment.NewLine, faults.Prepend("The ledger does not hold.")));
            return faults.Count == 0 ? Exit.Done : Exit.Failed;
        }));
        return command;
    }

    private static Command Export()
    {
        var path = Path();
        var command = new Command("export", "Prints every record as one line of JSON: mechanisms, prices and times, no answers.") { path };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            await using var ledger = await OpenAsync(result.GetValue(path)!, token);
            await foreach (var record in ledger.RecordsAsync(token))
            {
                Console.Out.WriteLine($"{{\"hash\":\"{record.Hash}\",\"record\":{System.Text.Encoding.UTF8.GetString(record.Body())}}}");
            }

            return Exit.Done;
        }));
        return command;
    }

    private static Command Raise()
    {
        var (path, account, reason) = Act();
        var epsilon = new Option<double>("--epsilon") { Description = "The new cap on ε.", Required = true };
        var delta = new Option<double>("--delta") { Description = "The new cap on δ; 0 for a pure budget." };
        var command = new Command("raise", "Changes the cap of an account. Recorded for ever.\n\nExample: tacit ledger raise demo.ledger nafld --epsilon 2 --delta 1e-6 --reason \"second study, approved\"")
        {
            path, account, epsilon, delta, reason,
        };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            await using var ledger = await OpenAsync(result.GetValue(path)!, token);
            var cap = result.GetValue(delta) == 0 ? PrivacyBudget.Pure(result.GetValue(epsilon)) : PrivacyBudget.Approximate(result.GetValue(epsilon), result.GetValue(delta));
            await ledger.RaiseAsync(result.GetValue(account)!, cap, result.GetValue(reason)!, token);
            Console.Out.WriteLine($"The cap of '{result.GetValue(account)}' is now {cap}. Reports show what was spent since the beginning.");
            return Exit.Done;
        }));
        return command;
    }

    private static Command Renew()
    {
        var (path, account, reason) = Act();
        var command = new Command("renew", "Begins a new period with the whole cap. Meant for new data: over the same people's rows every period reveals more; reports show the lifetime spend.\n\nExample: tacit ledger renew demo.ledger nafld --reason \"data of 2027\"")
        {
            path, account, reason,
        };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            await using var ledger = await OpenAsync(result.GetValue(path)!, token);
            await ledger.RenewAsync(result.GetValue(account)!, result.GetValue(reason)!, token);
            var status = (await ledger.StatusAsync(token)).First(a => a.Account == result.GetValue(account));
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Period {status.Period} of '{status.Account}' begins. Spent since the beginning: {status.Lifetime}."));
            return Exit.Done;
        }));
        return command;
    }

    private static (Argument<string> Path, Argument<string> Account, Option<string> Reason) Act() =>
        (Path(), new("account") { Description = "The account: the population's name." }, new("--reason") { Description = "Why; recorded.", Required = true });
}
