using System.CommandLine;
using Spectre.Console;
using Tacit.Cli.Demo;
using Tacit.Cli.Output;
using Tacit.Reporting;

namespace Tacit.Cli.Commands;

internal static class DemoCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the report as one JSON object; see docs/report-format.md." };
        var output = new Option<string>("--output") { Description = "Folder for report.html, report.json and demo.ledger.", DefaultValueFactory = _ => "tacit-demo" };
        var truth = new Option<bool>("--reveal-truth") { Description = "Show the true values beside the noisy ones. Runs on a simulated ledger and protects nobody." };
        var command = new Command("demo", "Answers questions about 17,549 real patients without revealing any of them.\n\nExample: tacit demo --output tacit-demo")
        {
            json, output, truth,
        };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var asJson = result.GetValue(json);
            var console = asJson
                ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
                : AnsiConsole.Console;
            var report = await new DemoRun(console, result.GetValue(output)!, result.GetValue(truth)).RunAsync(token);
            if (asJson)
            {
                Console.Out.WriteLine(JsonReport.Write(report));
            }

            return Exit.Done;
        }));
        return command;
    }
}
