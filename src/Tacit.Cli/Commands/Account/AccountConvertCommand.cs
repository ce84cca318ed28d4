using System.CommandLine;
using Tacit.Accounting.Import;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

/// <summary><c>tacit account convert</c>: other libraries' descriptions as our loss.</summary>
internal static class AccountConvertCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The description." };
        var from = new Option<string>("--from") { Description = "dp_accounting (an event as Python prints it) or opacus (the accountant's state as JSON).", DefaultValueFactory = _ => "dp_accounting" };
        var json = JsonOut.Option("Print a JSON object with the loss.");
        var command = new Command("convert", "Turns another library's description of a run into a loss that --events takes.\n\nExample: tacit account convert event.txt > events.json") { file, from, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            Func<string, PrivacyLoss> read = result.GetValue(from) switch
            {
                "dp_accounting" => ImportedLoss.FromDpAccounting,
                "opacus" => ImportedLoss.FromOpacus,
                var other => throw new BadInputException($"--from is dp_accounting or opacus, not '{other}'."),
            };
            var loss = await EventFile.ReadAsync(result.GetValue(file)!, read, token);
            if (result.GetValue(json))
            {
                JsonOut.Print(new { loss = AccountPriceCommand.Tree(loss) });
            }
            else
            {
                Console.Out.WriteLine(loss.ToJson());
            }

            return Exit.Done;
        }));
        return command;
    }
}
