using System.CommandLine;
using System.Globalization;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

/// <summary>Checks the price of every answer of a report from its derivation, and the statement of every model, without data and ledger.</summary>
internal static class ReportVerifyCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("report") { Description = "A report.json that Tacit wrote, or what tacit query --json printed." };
        var json = JsonOut.Option("Print a JSON object with 'valid' and the lists 'answers' and 'models'; see docs/cli.md.");
        var command = new Command("verify", "Derives the price of every answer again, from the declared facts that its derivation names, without the data, and recomputes ε of every trained model from its mechanisms.\n\nExample: tacit report verify tacit-demo/report.json") { source, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var path = result.GetValue(source)!;
            var asked = CheckedAnswer.OfQuery(await ReceiptFile.TextAsync(path, token));
            var report = asked is null ? await ReceiptFile.ReportAsync(path, token) : null;
            CheckedAnswer[] checks = asked is null ? [.. CheckedAnswer.Of(report!)] : [asked];
            var models = (report?.Models ?? []).Select((m, i) => (Name: string.Create(CultureInfo.InvariantCulture, $"model {i + 1}"), Model: m, Findings: m.Validate())).ToArray();
            var holds = checks.All(c => c.Holds) && models.All(m => !m.Findings.Any(f => f.IsError));
            if (result.GetValue(json))
            {
                JsonOut.Print(new
                {
                    valid = holds,
                    answers = checks.Select(c => new
                    {
                        answer = c.Name,
                        c.Question,
                        valid = c.Holds,
                        simulated = !c.IsPrivate,
                        claimed = c.Claimed,
                        price = c.Check.Price,
                        unit = c.Check.Unit?.ToString(),
                        faults = c.Faults.Select(f => new { f.Path, f.Message }),
                        facts = c.Check.Facts.Select(f => new { f.Path, f.Text }),
                    }),
                    models = models.Select(m => new
                    {
                        model = m.Name,
                        m.Model.Name,
                        valid = !m.Findings.Any(f => f.IsError),
                        simulated = !m.Model.IsPrivate,
                        findings = m.Findings.Select(f => new { f.Path, error = f.IsError, f.Message }),
                    }),
                });
            }
            else
            {
                foreach (var (name, model, findings) in models)
                {
                    Console.Out.WriteLine(findings.Any(f => f.IsError)
                        ? $"{name}: does not hold."
                        : string.Create(CultureInfo.InvariantCulture, $"{name}: holds, ε = {model.Epsilon:G6} at δ = {model.Delta:G3} for one {model.Unit}{(model.IsPrivate ? string.Empty : "; simulated, so it protects nobody")}"));
                    foreach (var finding in findings)
                    {
                        Console.Out.WriteLine($"  {finding}");
                    }
                }

                foreach (var c in checks)
                {
                    Console.Out.WriteLine(c.Holds
                        ? $"{c.Name}: holds, {c.Check.Price} for one {c.Check.Unit}{(c.IsPrivate ? string.Empty : "; simulated, so it protects nobody")}"
                        : $"{c.Name}: does not hold. {string.Join(" ", c.Faults)}");
                }
            }

            return holds ? Exit.Done : Exit.Failed;
        }));
        return command;
    }
}
