using System.CommandLine;
using Tacit.Accounting;
using Tacit.Cli.Output;
using Tacit.Reports;

namespace Tacit.Cli.Commands;

/// <summary>An older copy of a ledger that was put back: charges what was spent after it, or closes accounts.</summary>
internal static class LedgerRestoreCommand
{
    public static Command Create()
    {
        var file = new LedgerFile();
        var receipts = new Option<string[]>("--receipt") { Description = "The newest report.json of an account, or answer of tacit query --json; once for each account. It says what the account had spent." };
        var account = new Option<string?>("--account") { Description = "Instead of receipts: charges this account --epsilon or --rho, with --delta, which the owner knows to have been spent, and opens it again." };
        var reason = new Option<string>("--reason") { Description = "Why; recorded.", Required = true };
        var budget = new BudgetOptions();
        var json = JsonOut.Option("Print a JSON object with the list 'accounts'.");
        var command = new Command("restore", "After an older copy of the ledger was put back: charges each account what the newest reports say that it had spent after the copy, and closes the accounts of which nothing is known. Recorded for ever.\n\nExample: tacit ledger restore hospital.ledger --receipt report.json --reason \"disk of March failed\"")
        {
            file.Path, file.Key, receipts, account, budget.Epsilon, budget.Rho, budget.Delta, reason, json,
        };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var why = result.GetValue(reason)!;
            var paths = result.GetValue(receipts) ?? [];
            var name = result.GetValue(account);
            if (name is null == (paths.Length == 0))
            {
                throw new BadInputException("Give --receipt with the newest report of every account, or --account with what it is charged. Nothing was changed.");
            }

            var lost = name is null ? default : Lost(budget.Read(result));
            var reports = new List<PrivacyReport>();
            foreach (var path in paths)
            {
                var given = await ReceiptFile.ReceiptAsync(path, token);
                reports.Add(given.HasBudget ? given.Report : throw new BadInputException(
                    $"{path} is the answer to an analyst with a cap: it does not say what the account had spent. Nothing was changed. Give a report, or an answer to who asks without a cap, or charge what you know with --account."));
            }

            await using var ledger = await file.OpenAsync(result, token);
            var after = name is null ? await ledger.RestoreAsync(reports, why, token) : [await ledger.ChargeLostAsync(name, lost, why, token)];
            if (result.GetValue(json))
            {
                JsonOut.Print(new
                {
                    act = "restored",
                    reason = why,
                    ledgerId = ledger.Id,
                    accounts = after.Select(a => new { a.Account, closed = a.IsClosed, cap = a.Cap.ToString(), spent = a.SpentText, lifetime = a.LifetimeText, a.Left, a.Period, a.Entries }),
                });
                return Exit.Done;
            }

            foreach (var a in after)
            {
                Console.Out.WriteLine(a.IsClosed
                    ? $"'{a.Account}' is closed: what it spent after the copy is not known. Restore again with its newest report, or charge it with --account {a.Account}."
                    : $"'{a.Account}' was charged: spent {a.SpentText} in period {a.Period} and {a.LifetimeText} since the beginning. Left: {a.Left}.");
            }

            return Exit.Done;
        }));
        return command;
    }

    private static Price Lost(PrivacyBudget charge) => new(charge.Epsilon, charge.Rho, charge.Delta, null);
}
