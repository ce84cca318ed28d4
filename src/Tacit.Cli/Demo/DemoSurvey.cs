using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Tacit.Cli.Output;
using Tacit.Local;
using Tacit.Server;

namespace Tacit.Cli.Demo;

/// <summary>The other way to ask: nobody is trusted with the answers, so each device randomizes its own. The devices are simulated; client, uploads, collector and store are the real ones.</summary>
internal sealed class DemoSurvey(IAnsiConsole console, string folder)
{
    private const int Devices = 100_000;
    private const int Upload = 100;

    // Out of a thousand people.
    private static readonly (string Label, int People)[] Answers =
        [("no day", 225), ("1 day", 115), ("2 days", 140), ("3 days", 165), ("4 days", 120), ("5 days", 110), ("6 days", 55), ("every day", 70)];

    public async Task RunAsync(CancellationToken token)
    {
        var protocol = FrequencyOracle.Plan(Answers.Length, 1, Devices).Oracle;
        var collection = Collection.Create("days of exercise in the last week", protocol, [.. Answers.Select(a => a.Label)]);
        console.WriteLine();
        console.MarkupLine("[bold]A survey of people who trust nobody: on how many days of the last week did you exercise?[/]   [dim]ε = 1 for each report[/]");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[dim]So far an owner held the data. Here each of {Devices:N0} simulated devices randomizes its own answer before it leaves, and the collector never sees a true one. The people are made up, so the truth may stand beside the estimates.[/]");

        var path = Path.Combine(folder, "survey.db");
        await using var store = CollectorStore.Sqlite(path);
        await using var services = new ServiceCollection().AddLogging().AddTacitCollector(store).BuildServiceProvider();
        var collector = services.GetRequiredService<Collector>();
        await collector.OpenAsync(collection, cancellation: token);
        // Those that an earlier run has counted are there.
        await ReportAsync(collector, collection, (int)((await store.ReadAsync(collection, 0, token)).Reports / Upload), token);

        var release = await collector.EstimateAsync(collection.Id, cancellation: token);
        console.Write(ShowSurvey.Table(release.Value, [.. Answers.Select(a => a.People / 1000.0)]));
        console.MarkupLineInterpolated($"[dim]{ShowSurvey.Foot(release)}[/]");
        console.MarkupLineInterpolated($"Ask the collector's store again with:{Environment.NewLine}  tacit collect estimate --store {path}");
    }

    private static async Task ReportAsync(Collector collector, Collection collection, int uploads, CancellationToken token)
    {
        var people = Answers.SelectMany((a, index) => Enumerable.Repeat(index, a.People)).ToArray();
        await Parallel.ForEachAsync(Enumerable.Range(uploads, Math.Max(0, (Devices / Upload) - uploads)), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = token }, async (upload, cancellation) =>
        {
            var client = ((FrequencyOracle)collection.Protocol).Client();
            var reports = new byte[Upload * client.ReportSize];
            for (var i = 0; i < Upload; i++)
            {
                client.Randomize(people[((upload * Upload) + i) % people.Length], reports.AsSpan(i * client.ReportSize));
            }

            var answer = await collector.AddAsync(Envelope.Pack(collection, 0, reports), cancellation);
            if (answer.Message.Length > 0)
            {
                throw new IOException($"The collector of the demo's survey did not count an upload: {answer.Message}");
            }
        });
    }
}
