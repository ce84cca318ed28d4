using System.CommandLine;
using Spectre.Console;
using Tacit.Cli.Output;
using Tacit.Local;
using Tacit.Server;

namespace Tacit.Cli.Commands;

/// <summary>What the reports of a collection say, once or live.</summary>
internal static class CollectEstimateCommand
{
    public static Command Create()
    {
        var file = new Option<FileInfo>("--store") { Description = "The file that keeps counts." };
        var database = new Option<string>("--postgresql") { Description = "The environment variable that holds the connection to the PostgreSQL database that keeps them." };
        var collection = new Option<string>("--collection") { Description = "Identity of the collection; the only one unless given." };
        var epoch = new Option<uint?>("--epoch") { Description = "The epoch; the present one unless given." };
        var words = new Option<string[]>("--word") { Description = "A word that is asked about, as often as there are words: for sketches and rappor, whose words nobody listed." };
        var wordFile = new Option<FileInfo>("--words") { Description = "The same from a file, each on a line of its own." };
        var most = new Option<int>("--most") { Description = "Words that pem finds at most.", DefaultValueFactory = _ => 20 };
        var postProcess = new Option<PostProcess>("--post-process") { Description = "What is done to the estimates: none, clip, norm, normmul, normsub, normcut, basecut, ibu.", DefaultValueFactory = _ => PostProcess.None };
        var confidence = new Option<double>("--confidence") { Description = "Of each interval; of all at once after post-processing.", DefaultValueFactory = _ => 0.95 };
        var watch = new Option<bool>("--watch") { Description = "Shows it again every second until it is stopped." };
        var json = JsonOut.Option("Print the estimate as one JSON object; see docs/cli.md.");
        var command = new Command("estimate", "Says what the reports of a collection mean, with intervals and a receipt; it may run beside the collector.\n\nExample: tacit collect estimate --store steps.db\nExample: tacit collect estimate --store steps.db --watch") { file, database, collection, epoch, words, wordFile, most, postProcess, confidence, watch, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            if (result.GetValue(file) is { Exists: false } missing)
            {
                throw new BadInputException($"There is no store at {missing.FullName}.");
            }

            await using var store = CollectStore.Open(result.GetValue(file), result.GetValue(database));
            var collector = Collector.Reader(store);
            var stored = await FindAsync(collector, result.GetValue(collection), token);
            var options = new EstimateOptions
            {
                PostProcess = result.GetValue(postProcess),
                Confidence = result.GetValue(confidence),
                Most = result.GetValue(most),
                Words = [.. result.GetValue(words) ?? [], .. result.GetValue(wordFile) is { } list ? await File.ReadAllLinesAsync(list.FullName, token) : []],
            };
            Task<Release<CollectionEstimate>> EstimateAsync() => collector.EstimateAsync(stored.Id, result.GetValue(epoch), options, token);
            if (result.GetValue(watch))
            {
                await WatchAsync(EstimateAsync, token);
            }
            else if (result.GetValue(json))
            {
                JsonOut.Print(CollectorEndpoints.Write(stored, await EstimateAsync()));
            }
            else
            {
                var release = await EstimateAsync();
                AnsiConsole.Write(ShowSurvey.Table(release.Value));
                AnsiConsole.WriteLine(ShowSurvey.Foot(release));
            }

            return Exit.Done;
        }));
        return command;
    }

    private static async Task<Collection> FindAsync(Collector collector, string? id, CancellationToken token)
    {
        var all = await collector.CollectionsAsync(token);
        return id is null
            ? all.Count == 1 ? all[0].Collection : throw new BadInputException(all.Count == 0 ? "The store keeps no collection." : $"The store keeps {all.Count} collections: name one with --collection. They are {string.Join(", ", all.Select(c => $"{c.Collection.Id} ({c.Collection.Name})"))}.")
            : all.FirstOrDefault(c => c.Collection.Id == id)?.Collection ?? throw new BadInputException($"The store keeps no collection {id}.");
    }

    private static async Task WatchAsync(Func<Task<Release<CollectionEstimate>>> estimate, CancellationToken token)
    {
        try
        {
            await AnsiConsole.Live(new Text("no reports yet")).StartAsync(async live =>
            {
                while (true)
                {
                    try
                    {
                        var release = await estimate();
                        live.UpdateTarget(new Rows(ShowSurvey.Table(release.Value), new Text(ShowSurvey.Foot(release))));
                    }
                    catch (BadInputException e)
                    {
                        live.UpdateTarget(new Text(e.Message));
                    }

                    await Task.Delay(TimeSpan.FromSeconds(1), token);
                }
            });
        }
        catch (OperationCanceledException)
        {
            // That is how one stops to watch.
        }
    }
}
