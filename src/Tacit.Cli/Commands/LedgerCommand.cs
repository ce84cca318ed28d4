using System.CommandLine;
using System.Globalization;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "Shows, verifies and exports a ledger; changes a cap as a recorded act of the owner.\n\nExample: tacit ledger show tacit-demo/demo.ledger")
    {
        ShowAccounts(), LedgerVerifyCommand.Create(), LedgerExportCommand.Create(), LedgerActCommand.Raise(), LedgerActCommand.Renew(),
    };

    private static Command ShowAccounts()
    {
        var file = new LedgerFile();
        var json = JsonOut.Option("Print a JSON object with the list 'accounts'.");
        var command = new Command("show", "Shows the accounts: cap, spent in this period and since the beginning, left.") { file.Path, file.Key, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            await using var ledger = await file.OpenAsync(result, token);
            var accounts = await ledger.StatusAsync(token);
            if (result.GetValue(json))
            {
                JsonOut.Print(new
                {
                    ledgerId = ledger.Id,
                    accounts = accounts.Select(a => new
                    {
                        a.Account, a.Unit, cap = a.Cap.ToString(), spent = a.Spent.ToString(), lifetime = a.Lifetime.ToString(), a.Left, a.Currency, a.Fraction, a.DeltaFraction, a.Period, a.Entries,
                    }),
                });
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
}
