using System.CommandLine;
using System.Globalization;
using Tacit.Cli.Output;
using Tacit.Local;

namespace Tacit.Cli.Commands;

/// <summary>Writes the document of a collection: what all devices and the collector agree on.</summary>
internal static class CollectPublishCommand
{
    private const string Help = """
        Writes the document of a collection, which devices and the collector take.

        Example: tacit collect publish --name steps --domain 64 --epsilon 1 -o steps.json
        Example: tacit collect publish --name daily-steps --protocol l-osue --domain 64 --epsilon-infinity 4 --epsilon 1 --epoch 1.00:00:00 -o daily.json
        Example: tacit collect publish --name weights --protocol sw --low 40 --high 160 --epsilon 1 -o weights.json
        Example: tacit collect publish --name words --protocol pem --epsilon 4 -o words.json
        """;

    public static Command Create()
    {
        var options = new ProtocolOptions();
        var name = new Option<string>("--name") { Description = "What the collection is called.", Required = true };
        var protocol = new Option<string>("--protocol") { Description = $"The protocol; the best for one value and --users unless given. {ProtocolFamily.Listed} See docs/local.md." };
        var labels = new Option<FileInfo>("--labels") { Description = "A file with the label of each value on a line of its own." };
        var users = new Option<long>("--users") { Description = "Reports that are expected, for the choice of the protocol.", DefaultValueFactory = _ => 100_000 };
        var epoch = new Option<TimeSpan?>("--epoch") { Description = "Length of an epoch, for example 7.00:00:00 for a week; one epoch without an end unless given." };
        var start = new Option<DateTimeOffset?>("--start") { Description = "When epoch 0 starts, for example 2026-01-01T00:00:00Z; the present day unless given." };
        var output = new Option<FileInfo>("--output", "-o") { Description = "The file for the document.", Required = true };
        var command = new Command("publish", Help) { name, protocol, labels, users, epoch, start, output };
        foreach (var option in options.OfSome)
        {
            command.Options.Add(option);
        }

        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            string[] words = result.GetValue(labels) is { } file ? await File.ReadAllLinesAsync(file.FullName, token) : [];
            var input = new ProtocolInput(options, result, result.GetValue(protocol) ?? "grr", words.Length > 0 ? words.Length : null);
            if (words.Length > 0 && input.Has(options.Domain) && result.GetValue(options.Domain) != words.Length)
            {
                throw new BadInputException($"--domain says {result.GetValue(options.Domain)} values, and --labels has {words.Length}. Leave one out.");
            }

            var used = result.GetValue(protocol) is null ? Best(input, options, result.GetValue(users)) : input.Create();
            var rule = result.GetValue(epoch) is { } length
                ? EpochRule.Every(length, result.GetValue(start) ?? new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero))
                : used.Privacy.Rounds is null
                    ? EpochRule.Once
                    : throw new BadInputException($"Devices report by {used.Name} in every epoch, and without --epoch there is only one: each device would report once, and pay for all epochs. Give --epoch, for example 1.00:00:00 for a day, or take a protocol of one report.");
            var collection = Collection.Create(result.GetValue(name)!, used, words, rule);
            await File.WriteAllTextAsync(result.GetValue(output)!.FullName, collection.Document, token);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{collection.Id}  {collection.Name}: {used.Name}, {used.ReportSize} bytes a report. Each report: {used.Privacy}.{Attribute(used)}"));
            return Exit.Done;
        }));
        return command;
    }

    // What a tuple pays is in its own words; beside it stands what is said of one attribute.
    private static string Attribute(IReportProtocol protocol) => protocol is TupleProtocol tuples
        ? string.Create(CultureInfo.InvariantCulture, $" Of one attribute: ε = {tuples.AttributeEpsilon:0.####} at most, where the others stay.")
        : string.Empty;

    private static FrequencyOracle Best(ProtocolInput input, ProtocolOptions options, long users)
    {
        input.Take(options.Domain, options.Epsilon);
        return FrequencyOracle.Plan(input.Domain, input.Epsilon, users).Oracle;
    }
}
