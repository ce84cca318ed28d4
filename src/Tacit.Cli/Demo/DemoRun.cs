using Spectre.Console;
using Tacit.Accounting;
using Tacit.Cli.Output;
using Tacit.Data;
using Tacit.Reporting;
using Tacit.Reports;

namespace Tacit.Cli.Demo;

/// <summary>Asks the demo's questions, tells the story as it goes, and writes ledger and report.</summary>
internal sealed class DemoRun(IAnsiConsole console, DemoOptions options)
{
    private readonly List<AnswerReport> _answers = [];
    private readonly List<RefusalReport> _refusals = [];

    public async Task<PrivacyReport> RunAsync(CancellationToken token)
    {
        Directory.CreateDirectory(options.Output);
        console.MarkupLineInterpolated($"[bold]Tacit[/] answers questions about {Whose} without revealing any of them.");
        console.MarkupLineInterpolated($"[dim]{Source}: persons, laboratory values, diagnoses.[/]");
        var files = options.Data ?? await DatasetCatalogue.Installed().FetchAsync("nafld", token: token);
        await using var patients = await Nafld.OpenAsync(files, options.DataVersion, Show.Progress("opening"), token);
        var report = options.RevealTruth ? await SimulatedAsync(patients, token) : await PrivateAsync(patients, token);
        var path = Path.Combine(options.Output, "report.html");
        await HtmlReport.WriteAsync(report, path, token);
        await JsonReport.WriteAsync(report, Path.Combine(options.Output, "report.json"), token);
        if (options.Data is null)
        {
            await new DemoSurvey(console, options.Output).RunAsync(token);
        }

        console.WriteLine();
        console.MarkupLineInterpolated($"The report is in [bold]{path}[/].");
        if (options.RevealTruth)
        {
            return report;
        }

        console.MarkupLine("Check it against the ledger with:");
        var key = options.KeyFile is { } file ? $" --key {file}" : string.Empty;
        console.MarkupLineInterpolated($"  tacit ledger verify {options.LedgerPath} --receipt {Path.Combine(options.Output, "report.json")}{key}");
        return report;
    }

    private async Task<PrivacyReport> PrivateAsync(Dataset patients, CancellationToken token)
    {
        await using var ledger = await Ledger.OpenAsync(options.LedgerPath, keyFile: options.KeyFile, token: token);
        var account = await ledger.AccountAsync(patients, options.Cap, token: token);
        console.MarkupLineInterpolated($"The owner allows [bold]{account.Cap}[/] for each person, for ever. Every answer is paid from it before a row is read.");
        if (options.BoundingEffect)
        {
            console.MarkupLineInterpolated($"[dim]ε = {PriceText.Number(options.Budget.Epsilon!.Value * DemoScript.BoundingShares)} of it was added to measure what bounding did.[/]");
        }

        await AskAllAsync(patients, account, null, token);
        try
        {
            // An owner who renewed or raised the account lets it pass.
            _answers.Add(await AskAsync(patients, DemoScript.TooMuch, account, null, token) with { Explanation = DemoScript.NotTooMuch });
        }
        catch (BudgetExceededException e)
        {
            console.MarkupLineInterpolated($"  [yellow]refused[/]: {e.Message}");
            _refusals.Add(new(DemoScript.TooMuch.Title, e.Message));
        }

        var status = await account.StatusAsync(token);
        return Report(patients, BudgetReport.Of(status));
    }

    private async Task<PrivacyReport> SimulatedAsync(Dataset patients, CancellationToken token)
    {
        console.MarkupLine("[red bold]--reveal-truth: a simulated ledger answers. Nothing here protects anyone.[/]");
        await using var simulated = new SimulatedLedger();
        await using var exact = new SimulatedLedger(noise: false);
        var account = await simulated.AccountAsync(patients, token);
        var truthAccount = await exact.AccountAsync(patients, token);
        await AskAllAsync(patients, account, truthAccount, token);
        return Report(patients, new("nafld", "simulated", "no cap", "not counted", "not counted", "no cap", null, 1, 0, new string('0', 64)));
    }

    private async Task AskAllAsync(Dataset patients, Account account, Account? truth, CancellationToken token)
    {
        foreach (var question in DemoScript.Questions)
        {
            var answer = await AskAsync(patients, question, account, truth, token);
            _answers.Add(options.BoundingEffect && question.BoundedTable is { } table
                ? answer with { BoundingEffect = await AskAsync(patients, DemoScript.Effect(table), account, truth, token) }
                : answer);
        }
    }

    private async Task<AnswerReport> AskAsync(Dataset patients, DemoQuestion question, Account account, Account? truthAccount, CancellationToken token)
    {
        Announce(question);
        var spend = question.SpendFrom(account, options.Budget);
        var release = await question.AskAsync(patients, spend, token);
        var truth = truthAccount is null
            ? null
            : (await question.AskAsync(patients, question.SpendFrom(truthAccount, options.Budget), token)).Value;
        Show.Answer(console, release, truth);
        return new()
        {
            Question = question.Title,
            Explanation = question.Explanation,
            Answer = release.Value,
            Receipt = release.Receipt,
            Values = question.Values,
            Covers = question.Covers,
            Plan = question.ExplainOf(patients, spend).Plan,
            Truth = truth,
        };
    }

    private void Announce(DemoQuestion question)
    {
        console.WriteLine();
        var delta = question.SelectsKeys ? $", δ = {PriceText.Number(options.Budget.Delta / 2)}" : string.Empty;
        console.MarkupLineInterpolated($"[bold]{question.Title}[/]   [dim]ε = {PriceText.Number(options.Budget.Epsilon!.Value * question.Share)}{delta}[/]");
        console.MarkupLineInterpolated($"[dim]{question.Explanation}[/]");
        if (question.Sql.Length > 0)
        {
            console.MarkupLineInterpolated($"[blue]{question.Sql}[/]");
        }
    }

    private string Whose => options.Data is null ? "17,549 real patients" : "the patients of your own files";

    private string Source => options.Data is null ? "The NAFLD cohort (Allen and others, Hepatology 2018)" : "Your own files in the shape of the NAFLD cohort";

    private PrivacyReport Report(Dataset patients, BudgetReport budget) => new()
    {
        Title = (options.Data is null ? "17,549 patients" : "Your patients") + (options.RevealTruth ? ", simulated: the truth beside the noise" : ", and nobody revealed"),
        Created = TimeProvider.System.GetUtcNow(),
        Data = [options.Data is null ? "NAFLD cohort, Allen and others, Hepatology 2018; R package survival 3.5" : Source, .. patients.Tables.SelectMany(t => t.Describe())],
        Unit = patients.Population.Unit.ToString(),
        Trust = options.RevealTruth
            ? "Whoever reads this report must be trusted with the data: it holds true answers and protects nobody."
            : "The owner of data, keys and ledger is trusted. Whoever reads this report is not: it tells him no more about any one person than the stated price allows.",
        Budget = budget,
        Answers = _answers,
        Refusals = _refusals,
        Caveats =
        [
            "Intervals cover the noise that protects people. They do not cover sampling, measurement or selection errors of the study.",
            "Clipping and keeping few rows of each patient change what is averaged; each answer says how.",
            "fib4 is cut off below at 2.67 in the source, and `chol` and `dbp` repeat other tests there, so they are left out.",
            "The guarantee is for one person's rows. A family that appears together is protected as a group, at a multiple of the price.",
        ],
    };
}
