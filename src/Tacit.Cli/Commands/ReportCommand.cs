using System.CommandLine;
using Tacit.Cli.Output;
using Tacit.Reporting;

namespace Tacit.Cli.Commands;

internal static class ReportCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("report") { Description = "A report.json that Tacit wrote." };
        var output = new Option<string?>("--output") { Description = "The HTML file to write; a name that ends in .md gives Markdown. Without it, Markdown is printed." };
        var json = JsonOut.Option("Print the report as one JSON object; see docs/report-format.md.");
        var command = new Command("report", "Renders a stored report again, or verifies the prices of its answers and the statements of its models.\n\nExample: tacit report tacit-demo/report.json --output report.html") { source, output, json, ReportVerifyCommand.Create() };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var report = await ReceiptFile.ReportAsync(result.GetValue(source)!, token);
            if (result.GetValue(json))
            {
                Console.Out.WriteLine(JsonReport.Write(report));
            }
            else if (result.GetValue(output) is not { } path)
            {
                Console.Out.WriteLine(MarkdownReport.Render(report));
            }
            else if (path.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
            {
                await MarkdownReport.WriteAsync(report, path, token);
            }
            else
            {
                await HtmlReport.WriteAsync(report, path, token);
            }

            return Exit.Done;
        }));
        return command;
    }
}
