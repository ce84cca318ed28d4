using System.CommandLine;
using Spectre.Console;
using Tacit.Accounting;
using Tacit.Cli.Demo;
using Tacit.Cli.Output;
using Tacit.Data;
using Tacit.Reporting;

namespace Tacit.Cli.Commands;

internal static class DemoCommand
{
    public static Command Create()
    {
        var json = JsonOut.Option("Print the report as one JSON object; see docs/report-format.md.");
        var output = new Option<string>("--output") { Description = "Folder for report.html, report.json and demo.ledger.", DefaultValueFactory = _ => "tacit-demo" };
        var truth = new Option<bool>("--reveal-truth") { Description = "Show the true values beside the noisy ones. Runs on a simulated ledger and protects nobody." };
        var bounding = new Option<bool>("--bounding-effect") { Description = $"Measure what bounding and clipping did, too. Adds {PriceText.Number(DemoScript.BoundingShares)} of ε to the budget for it." };
        var data = new Option<string?>("--data") { Description = "Folder with your own copies of nafld-persons, nafld-labs and nafld-events, as .parquet or .csv." };
        var version = new Option<string?>("--data-version") { Description = "With --data: your name for this state of your files. Answers repeat under the same name; 'own' unless given." };
        var ledger = new Option<string?>("--ledger") { Description = "The ledger that pays; demo.ledger in the output folder unless named." };
        var key = LedgerFile.KeyOption();
        var epsilon = new Option<double>("--epsilon") { Description = "The budget's ε.", DefaultValueFactory = _ => 1 };
        var delta = new Option<double>("--delta") { Description = "The budget's δ, in (0, 1).", DefaultValueFactory = _ => 1e-6 };
        var command = new Command("demo", "Answers questions about 17,549 real patients without revealing any of them.\n\nExample: tacit demo --output tacit-demo")
        {
            json, output, data, version, ledger, key, epsilon, delta, bounding, truth,
        };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var asJson = result.GetValue(json);
            var console = asJson
                ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
                : AnsiConsole.Console;
            var folder = result.GetValue(output)!;
            var options = new DemoOptions(
                folder,
                result.GetValue(data),
                Version(result.GetValue(data), result.GetValue(version)),
                result.GetValue(ledger) ?? Path.Combine(folder, "demo.ledger"),
                result.GetValue(key),
                PrivacyBudget.Approximate(result.GetValue(epsilon), result.GetValue(delta)),
                result.GetValue(bounding),
                result.GetValue(truth));
            var report = await new DemoRun(console, options).RunAsync(token);
            if (asJson)
            {
                Console.Out.WriteLine(JsonReport.Write(report));
            }

            return Exit.Done;
        }));
        return command;
    }

    // The bundled files have one version. Own files have the owner's: else the ledger would give the answers of other files for them.
    private static string Version(string? data, string? version) => (data, version) switch
    {
        (null, null) => Nafld.BundledVersion,
        (null, _) => throw new BadInputException("--data-version names a state of your own files: give --data as well."),
        (_, Nafld.BundledVersion) => throw new BadInputException($"The data version '{version}' is that of the bundled files. Give your own files another name."),
        _ => version ?? "own",
    };
}
