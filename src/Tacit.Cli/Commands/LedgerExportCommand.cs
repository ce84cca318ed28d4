using System.CommandLine;
using System.Text;
using System.Text.Json;
using Tacit.Cli.Output;
using Tacit.Ledgers;

namespace Tacit.Cli.Commands;

internal static class LedgerExportCommand
{
    public static Command Create()
    {
        var file = new LedgerFile();
        var json = JsonOut.Option("Print one JSON object with 'ledgerId' and the list 'records'.");
        var command = new Command("export", "Prints every record as one line of JSON: mechanisms, prices and times, no answers.") { file.Path, file.Key, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            await using var ledger = await file.OpenAsync(result, token);
            var first = true;
            var one = result.GetValue(json);
            await foreach (var record in ledger.RecordsAsync(token))
            {
                Console.Out.Write(!one ? string.Empty : first ? Beginning(ledger) : ",\n");
                Console.Out.Write(Line(record));
                Console.Out.Write(one ? string.Empty : "\n");
                first = false;
            }

            if (one)
            {
                Console.Out.WriteLine(first ? $"{Beginning(ledger)}]}}" : "\n]}");
            }

            return Exit.Done;
        }));
        return command;
    }

    private static string Beginning(Ledger ledger) => $"{{\"ledgerId\":{JsonSerializer.Serialize(ledger.Id)},\"records\":[\n";

    // The hash is text from the file: whoever wrote it there must not write the rest of the line.
    private static string Line(LedgerRecord record) => $"{{\"hash\":{JsonSerializer.Serialize(record.Hash)},\"record\":{Encoding.UTF8.GetString(record.Body())}}}";
}
