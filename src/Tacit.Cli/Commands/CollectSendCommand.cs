using System.CommandLine;
using System.Globalization;
using Tacit.Cli.Output;
using Tacit.Local;
using Tacit.Server;

namespace Tacit.Cli.Commands;

/// <summary>Sends the reports of simulated users to a collector.</summary>
internal static class CollectSendCommand
{
    public static Command Create()
    {
        var to = new Option<string>("--to") { Description = "The collector's gRPC address, for example http://127.0.0.1:8081.", Required = true };
        var document = new Option<FileInfo>("--collection") { Description = "The document of the collection.", Required = true };
        var users = CollectCommand.UsersOption();
        var exponent = CollectCommand.ZipfOption();
        var epoch = new Option<uint>("--epoch") { Description = "The epoch of all reports." };
        var batch = new Option<int>("--batch") { Description = "Reports of an upload.", DefaultValueFactory = _ => 100 };
        var streams = new Option<int>("--streams") { Description = "Streams at once.", DefaultValueFactory = _ => 2 };
        var json = JsonOut.Option("Print the measurements as one JSON object; see docs/cli.md.");
        var command = new Command("send", "Sends the reports of simulated users to a collector, and measures it.\n\nExample: tacit collect send --to http://127.0.0.1:8081 --collection steps.json --users 100000") { to, document, users, exponent, epoch, batch, streams, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var collection = Collection.Parse(await File.ReadAllTextAsync(result.GetValue(document)!.FullName, token));
            if (result.GetValue(batch) < 1 || result.GetValue(streams) < 1)
            {
                throw new BadInputException("--batch and --streams are at least 1.");
            }

            var address = Uri.TryCreate(result.GetValue(to), UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) ? uri : throw new BadInputException("--to is an address such as http://127.0.0.1:8081.");
            var domain = SimulatedDevices.DomainOf(collection) ?? throw new BadInputException($"Simulated users report single values, which protocol {collection.Protocol.Name} does not take.");
            var truth = SurveySimulation.Zipf(domain, result.GetValue(users), result.GetValue(exponent));
            var sent = await SimulatedDevices.SendAsync(address, collection, result.GetValue(epoch), truth, new() { Batch = result.GetValue(batch), Streams = result.GetValue(streams) }, cancellation: token);
            if (result.GetValue(json))
            {
                JsonOut.Print(new { format = 1, sent.Reports, reportsPerSecond = sent.Rate, medianMilliseconds = sent.Median.TotalMilliseconds, p99Milliseconds = sent.Slowest.TotalMilliseconds });
            }
            else
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sent.Reports:N0} reports acknowledged, {sent.Rate:N0} a second; an upload is answered after {sent.Median.TotalMilliseconds:0.0} ms (median), {sent.Slowest.TotalMilliseconds:0.0} ms (99 of 100)"));
            }

            return Exit.Done;
        }));
        return command;
    }
}
