using System.CommandLine;
using System.Globalization;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "Shows, verifies and exports a ledger; opens accounts, sets and changes caps as recorded acts of the owner.\n\nExample: tacit ledger show tacit-demo/demo.ledger")
    {
        ShowAccounts(), LedgerVerifyCommand.Create(), LedgerExportCommand.Create(), LedgerOpenCommand.Create(), LedgerActCommand.Cap(), LedgerActCommand.Raise(), LedgerActCommand.Renew(), LedgerRestoreCommand.Create(),
    };

    private static Command ShowAccounts()
    {
        var file = new LedgerFile();
        var only = new Option<string?>("--account") { Description = "Only this account, with the caps under it, or only this cap, for example nafld/analyst/ann." };
        var json = JsonOut.Option("Print a JSON object with the list 'accounts'.");
        var command = new Command("show", "Shows the accounts and the caps of analysts and purposes under them: cap, filter, spent in this period and since the beginning, left.") { file.Path, file.Key, only, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            await using var ledger = await file.OpenAsync(result, token);
            var name = result.GetValue(only);
            var accounts = (await ledger.StatusAsync(token)).Where(a => name is null || a.Account == name || a.Parent == name).ToList();
            if (name is not null && accounts.Count == 0)
            {
                throw new BadInputException($"The ledger has no account or cap '{name}'. Without --account, all are shown.");
            }

            if (result.GetValue(json))
            {
                JsonOut.Print(new
                {
                    ledgerId = ledger.Id,
                    accounts = accounts.Select(a => new
                    {
                        a.Account, a.Parent, a.Unit, cap = a.Cap.ToString(), filter = a.Filter.Name, spent = a.SpentText, lifetime = a.LifetimeText, a.Left, a.Currency, a.Fraction, a.DeltaFraction, a.Period, a.Entries, closed = a.IsClosed,
                        odometer = a.Odometer is { } reading ? new { reading.Epsilon, reading.Delta } : null,
                    }),
                });
                return Exit.Done;
            }

            Console.Out.WriteLine($"ledger {ledger.Id}");
            foreach (var a in accounts)
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{a.Account}: {a.Unit}\n  cap       {a.Cap}, filter {a.Filter.Name}\n  spent     {a.SpentText} (period {a.Period})\n  lifetime  {a.LifetimeText}{OdometerText.Line("\n  odometer  ", a)}\n  left      {a.Left}\n  entries   {a.Entries}"));
            }

            return Exit.Done;
        }));
        return command;
    }
}
