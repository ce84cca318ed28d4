using System.CommandLine;
using System.Globalization;
using Tacit.Cli.Output;
using Tacit.Data;

namespace Tacit.Cli.Commands;

internal static class DataCommand
{
    public static Command Create() => new("data", "The data sets that Tacit knows.\n\nExample: tacit data info nafld") { List(), Info(), Fetch(), DataPseudonymiseCommand.Create() };

    private static Command List()
    {
        var json = JsonOut.Option("Print a JSON object with the list 'datasets'.");
        var command = new Command("list", "Lists the data sets.") { json };
        command.SetAction((result, _) => Exit.RunAsync(() =>
        {
            var entries = DatasetCatalogue.Installed().Entries;
            if (result.GetValue(json))
            {
                JsonOut.Print(new { datasets = entries.Select(e => new { e.Name, e.Title, e.Licence }) });
            }
            else
            {
                Console.Out.WriteLine(string.Join(Environment.NewLine, entries.Select(e => $"{e.Name}\t{e.Title} ({e.Licence})")));
            }

            return Task.FromResult(Exit.Done);
        }));
        return command;
    }

    private static Command Info()
    {
        var name = new Argument<string>("name") { Description = "The data set." };
        var json = JsonOut.Option("Print the catalogue's entry as a JSON object.");
        var command = new Command("info", "Shows licence, citation, privacy unit and tables of a data set.") { name, json };
        command.SetAction((result, _) => Exit.RunAsync(() =>
        {
            var entry = DatasetCatalogue.Installed().Find(result.GetValue(name)!);
            if (result.GetValue(json))
            {
                JsonOut.Print(entry);
                return Task.FromResult(Exit.Done);
            }

            Console.Out.WriteLine($"{entry.Title}\nlicence   {entry.Licence}\ncite      {entry.Citation}\nunit      {entry.PrivacyUnit.Name} (column {entry.PrivacyUnit.Column})");
            foreach (var table in entry.Tables)
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{table.Name,-9} {table.Rows:N0} rows: {string.Join(", ", table.Columns.Select(c => $"{c.Name} {c.Type}"))}"));
            }

            return Task.FromResult(Exit.Done);
        }));
        return command;
    }

    private static Command Fetch()
    {
        var name = new Argument<string>("name") { Description = "The data set." };
        var output = new Option<string>("--output") { Description = "Where to put the files.", Required = true };
        var json = JsonOut.Option("Print a JSON object with 'folder' and 'files'.");
        var command = new Command("fetch", "Copies the files of a data set, verified against their hashes.\n\nExample: tacit data fetch nafld --output nafld") { name, output, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var catalogue = DatasetCatalogue.Installed();
            var folder = await catalogue.FetchAsync(result.GetValue(name)!, result.GetValue(output), Show.Progress("verifying"), token);
            var files = catalogue.Find(result.GetValue(name)!).Tables.Select(t => t.File).ToArray();
            if (result.GetValue(json))
            {
                JsonOut.Print(new { folder, files });
            }
            else
            {
                Console.Out.WriteLine($"{files.Length} files in {folder}");
            }

            return Exit.Done;
        }));
        return command;
    }
}
