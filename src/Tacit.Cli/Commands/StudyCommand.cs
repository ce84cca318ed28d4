using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Tacit.Cli.Output;
using Tacit.Studies;

namespace Tacit.Cli.Commands;

/// <summary><c>tacit study</c>: published claims that run.</summary>
internal static class StudyCommand
{
    public static Command Create() => new("study", "Runs published claims as experiments, and says whether they hold here.\n\nExample: tacit study run robust-to-private --scale small") { List(), Show(), Run(), Pages(), Compare() };

    private static Command List()
    {
        var json = JsonOut.Option("Print a JSON list; see docs/cli.md.");
        var command = new Command("list", "All studies, the planned ones too.\n\nExample: tacit study list --json") { json };
        command.SetAction((result, _) => Exit.RunAsync(() =>
        {
            if (result.GetValue(json))
            {
                JsonOut.Print(StudyCatalogue.All.Select(e => new { e.Id, e.Paper, e.Room, state = Word(e.State), lastVerdict = StudyCatalogue.LastFullRun(e.Id)?.Verdict.ToString() }));
                return Task.FromResult(Exit.Done);
            }

            var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("study", "state", "last full run", "room", "paper");
            foreach (var entry in StudyCatalogue.All)
            {
                table.AddRow(Markup.Escape(entry.Id), Word(entry.State), StudyCatalogue.LastFullRun(entry.Id)?.Verdict.ToString() ?? "–", Markup.Escape(entry.Room), Markup.Escape(entry.Paper));
            }

            AnsiConsole.Write(table);
            return Task.FromResult(Exit.Done);
        }));
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("study") { Description = "Its name." };
        var command = new Command("show", "What a study measures, what must hold, and what it takes.\n\nExample: tacit study show robust-to-private") { id };
        command.SetAction((result, _) => Exit.RunAsync(() =>
        {
            var entry = StudyCatalogue.EntryOf(result.GetValue(id)!);
            var output = Console.Out;
            output.WriteLine($"{entry.Id}: {entry.Paper}");
            output.WriteLine($"room: {entry.Room}\nclaim: {entry.Claim}");
            if (entry.State == StudyState.Planned)
            {
                output.WriteLine("state: planned; it cannot be run yet");
                return Task.FromResult(Exit.Done);
            }

            var study = StudyCatalogue.Find(entry.Id);
            output.WriteLine($"experiment: {study.Experiment}\nwhat must hold:");
            foreach (var predicate in study.Predicates)
            {
                output.WriteLine($"  {predicate}: {predicate.Name}{(predicate.IsDirection ? " (direction)" : string.Empty)}");
            }

            foreach (var scale in Enum.GetValues<StudyScale>())
            {
                var cost = study.CostOf(scale);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Word(scale)}: {cost.Seeds} seed{(cost.Seeds == 1 ? string.Empty : "s")}, about {cost.Time.TotalSeconds:0} s and {cost.MegaBytes} MB on two cores"));
            }

            if (StudyCatalogue.LastFullRun(entry.Id) is { } last)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"last full run: {last.Verdict} on {last.When:yyyy-MM-dd}; docs/studies/{entry.Id}.md"));
            }

            return Task.FromResult(Exit.Done);
        }));
        return command;
    }

    private static Command Run()
    {
        var id = new Argument<string>("study") { Description = "Its name." };
        var scale = new Option<StudyScale>("--scale") { Description = "smoke, small or full.", DefaultValueFactory = _ => StudyScale.Small };
        var seeds = new Option<int?>("--seeds") { Description = "How many seeds; fewer than three say at most that the direction holds." };
        var output = new Option<string>("--output") { Description = "Where result, page and figures go. Finished seeds are kept there, and a run that was stopped goes on.", DefaultValueFactory = _ => "tacit-study" };
        var json = JsonOut.Option("Print the result as one JSON object; see docs/cli.md.");
        var command = new Command("run", "Runs a study, writes its page, and says whether the claim holds here.\n\nExample: tacit study run robust-to-private --scale small --json") { id, scale, seeds, output, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var study = StudyCatalogue.Find(result.GetValue(id)!);
            var folder = result.GetValue(output)!;
            var found = await StudyRunner.RunAsync(study, result.GetValue(scale), result.GetValue(seeds), Path.Combine(folder, "runs"), Output.Show.Progress(study.Id + ":"), token);
            StudyJson.Save(found, Path.Combine(folder, study.Id + ".json"));
            StudyPage.Write(found, folder);
            if (result.GetValue(json))
            {
                Console.Out.WriteLine(JsonNode.Parse(StudyJson.Write(found))!.ToJsonString());
                return Exit.Done;
            }

            Print(found);
            Console.Out.WriteLine($"{found.Verdict}. The page is in {Path.Combine(folder, study.Id + ".html")}.");
            return Exit.Done;
        }));
        return command;
    }

    private static Command Pages()
    {
        var source = new Argument<string>("result") { Description = "A result that `tacit study run` wrote." };
        var output = new Option<string>("--output") { Description = "Where page and figures go.", DefaultValueFactory = _ => "." };
        var command = new Command("page", "Writes the page and the figures of a result again.\n\nExample: tacit study page tacit-study/robust-to-private.json --output docs/studies") { source, output };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            StudyPage.Write(await ReadAsync(result.GetValue(source)!, token), result.GetValue(output)!);
            return Exit.Done;
        }));
        return command;
    }

    private static Command Compare()
    {
        var first = new Argument<string>("first") { Description = "A result that `tacit study run` wrote." };
        var second = new Argument<string>("second") { Description = "Another one of the same study." };
        var command = new Command("compare", "Two results of one study side by side.\n\nExample: tacit study compare here/robust-to-private.json there/robust-to-private.json") { first, second };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var (a, b) = (await ReadAsync(result.GetValue(first)!, token), await ReadAsync(result.GetValue(second)!, token));
            if (a.Entry.Id != b.Entry.Id)
            {
                throw new BadInputException($"These are results of two studies: {a.Entry.Id} and {b.Entry.Id}.");
            }

            var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("measured", "first", "second", "intervals");
            foreach (var outcome in a.Outcomes)
            {
                var other = b.Outcomes.FirstOrDefault(o => o.Predicate.Measured == outcome.Predicate.Measured);
                table.AddRow(outcome.Predicate.Measured, Words(outcome), other is null ? "–" : Words(other), other is null ? "–" : outcome.Low <= other.High && other.Low <= outcome.High ? "overlap" : "apart");
            }

            AnsiConsole.Write(table);
            Console.Out.WriteLine($"{a.Verdict} ({Word(a.Scale)}) and {b.Verdict} ({Word(b.Scale)})");
            return Exit.Done;
        }));
        return command;
    }

    private static async Task<StudyResult> ReadAsync(string path, CancellationToken token) => File.Exists(path)
        ? StudyJson.Read(await File.ReadAllBytesAsync(path, token))
        : throw new BadInputException($"There is no file {path}.");

    private static void Print(StudyResult result)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("what must hold", "bound", "measured", "met");
        foreach (var outcome in result.Outcomes)
        {
            table.AddRow(Markup.Escape(outcome.Predicate.Name), outcome.Predicate.ToString(), Words(outcome), outcome.Met ? "yes" : "[red]no[/]");
        }

        AnsiConsole.Write(table);
    }

    private static string Words(PredicateOutcome outcome) => string.Create(CultureInfo.InvariantCulture, $"{outcome.Measured:G4} ({outcome.Low:G4} to {outcome.High:G4})");

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
