using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Tacit.Cli.Output;
using Tacit.Local;
using Tacit.Numerics;

namespace Tacit.Cli.Commands;

internal static class CollectCommand
{
    private static readonly OracleLimits Limits = new();

    public static Command Create() => new(
        "collect", "Learns how frequent values are from reports that hide each user's own: local differential privacy.\n\nExample: tacit collect plan --domain 64 --epsilon 1 --users 200000\nExample: tacit collect simulate --protocol oue --domain 64 --epsilon 1 --users 200000")
    {
        Plan(), CollectSimulateCommand.Create(), CollectShuffleCommand.Create(), CollectPublishCommand.Create(), CollectServeCommand.Create(), CollectSendCommand.Create(), CollectEstimateCommand.Create(),
    };

    private static Command Plan()
    {
        var (domain, epsilon, users) = (DomainOption(), EpsilonOption(), UsersOption());
        var bytes = new Option<int>("--most-bytes") { Description = "Bytes of a report at most.", DefaultValueFactory = _ => Limits.ReportBytes };
        var steps = new Option<double>("--most-steps") { Description = "Steps of counting all reports at most; a core makes about 5e9 a second.", DefaultValueFactory = _ => Limits.CountingSteps };
        var json = JsonOut.Option("Print the plan as one JSON object; see docs/cli.md.");
        var command = new Command("plan", "Chooses the protocol with the least error, says why, and what it will show.\n\nExample: tacit collect plan --domain 64 --epsilon 1 --users 200000") { domain, epsilon, users, bytes, steps, json };
        command.SetAction((result, _) => Exit.RunAsync(() =>
        {
            var plan = FrequencyOracle.Plan(result.GetValue(domain), Epsilon(result.GetValue(epsilon)), result.GetValue(users), new OracleLimits { ReportBytes = result.GetValue(bytes), CountingSteps = result.GetValue(steps) });
            if (result.GetValue(json))
            {
                JsonOut.Print(new
                {
                    format = 1,
                    protocol = OracleNames.Of(plan.Oracle.Parameters.Kind),
                    collection = plan.Oracle.Parameters.Id,
                    parameters = JsonNode.Parse(plan.Oracle.Parameters.Document),
                    plan.HalfWidth,
                    plan.SmallestVisible,
                    mostByOneReport = plan.Oracle.Law.Influence.Most / result.GetValue(users),
                    plan.Explanation,
                    loss = JsonNode.Parse(plan.Oracle.Privacy.Loss.ToJson()),
                    candidates = plan.Candidates.Select(c => new { protocol = OracleNames.Of(c.Kind), c.Size, c.Variance, c.ReportBytes, c.CountingSteps, c.TooMuch }),
                });
            }
            else
            {
                Show(plan, AnsiConsole.Console);
            }

            return Task.FromResult(Exit.Done);
        }));
        return command;
    }

    private static Option<int> DomainOption() => new("--domain") { Description = "Number of values that a user may have.", Required = true };

    internal static Option<string> EpsilonOption() => new("--epsilon") { Description = "ε of each report.", Required = true };

    internal static Option<long> UsersOption() => new("--users") { Description = "Number of users.", Required = true };

    internal static Option<double> ZipfOption() => new("--zipf") { Description = "How uneven the users' values are: the i-th is i to minus this as frequent. 0 is even.", DefaultValueFactory = _ => 1 };

    internal static Rational Epsilon(string? text, string option = "--epsilon") => Rational.TryParse(text, out var epsilon)
        ? epsilon
        : throw new BadInputException($"{option} is a number such as 0.5 or 1, but was '{text}'.");

    private static void Show(OraclePlan plan, IAnsiConsole console)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        foreach (var column in new[] { "protocol", "size", "n·variance", "bytes", "steps" })
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        foreach (var c in plan.Candidates)
        {
            table.AddRow(
                OracleNames.Of(c.Kind),
                c.Size == 0 ? string.Empty : c.Size.ToString(CultureInfo.InvariantCulture),
                c.Variance.ToString("0.####", CultureInfo.InvariantCulture),
                c.ReportBytes.ToString(CultureInfo.InvariantCulture),
                c.CountingSteps.ToString("0.#", CultureInfo.InvariantCulture));
        }

        console.Write(table);
        console.WriteLine(plan.Explanation);
        console.WriteLine($"Each report: {plan.Oracle.Privacy}.");
    }
}
