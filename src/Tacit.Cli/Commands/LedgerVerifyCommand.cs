using System.CommandLine;
using System.Globalization;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

internal static class LedgerVerifyCommand
{
    public static Command Create()
    {
        var file = new LedgerFile();
        var receipt = new Option<string?>("--receipt") { Description = "A report.json, or what tacit query --json printed, that the ledger must hold, with each of its answers: an old copy or a rewritten ledger does not." };
        var json = JsonOut.Option("Print a JSON object with 'valid', 'records', 'head' and 'faults'.");
        var command = new Command("verify", "Recomputes the chain and the totals.\n\nExample: tacit ledger verify demo.ledger --receipt report.json") { file.Path, file.Key, receipt, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            await using var ledger = await file.OpenAsync(result, token);
            var given = result.GetValue(receipt) is { } path ? await ReceiptFile.ReceiptAsync(path, token) : null;
            var verification = given is null ? await ledger.VerifyAsync(token: token) : await given.VerifyAsync(ledger, token);
            if (result.GetValue(json))
            {
                JsonOut.Print(new { valid = verification.IsValid, verification.Records, head = verification.Head.Hash, verification.Faults });
            }
            else if (verification.IsValid)
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The ledger holds: {verification.Records} records, head {verification.Head.Hash}.{(given is null ? string.Empty : " " + given.Held)}"));
            }
            else
            {
                Console.Out.WriteLine(string.Join(Environment.NewLine, verification.Faults.Prepend("The ledger does not hold.")));
            }

            return verification.IsValid ? Exit.Done : Exit.Failed;
        }));
        return command;
    }
}
