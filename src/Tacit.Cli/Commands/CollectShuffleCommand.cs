using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Tacit.Accounting;
using Tacit.Cli.Output;
using Tacit.Local;
using Tacit.Numerics;

namespace Tacit.Cli.Commands;

/// <summary>What a report costs when a shuffler hides whose it is.</summary>
internal static class CollectShuffleCommand
{
    private const string Condition = "Holds where the shuffler is honest and the users counted are: one report of each.";

    public static Command Create()
    {
        var epsilon = CollectCommand.EpsilonOption();
        var users = new Option<long>("--users") { Description = "Honest users whose reports are shuffled together, each with one.", Required = true };
        var delta = new Option<string>("--delta") { Description = "δ, well below one over the number of users, for example 1e-6.", Required = true };
        var json = JsonOut.Option("Print the bounds as one JSON object; see docs/cli.md.");
        var command = new Command("shuffle", "Says what a report costs when it is shuffled among others: the closed form, and the smaller numeric bounds.\n\nExample: tacit collect shuffle --epsilon 2 --users 100000 --delta 1e-6") { epsilon, users, delta, json };
        command.SetAction((result, _) => Exit.RunAsync(() =>
        {
            var (local, n) = (CollectCommand.Epsilon(result.GetValue(epsilon)), result.GetValue(users));
            var target = Rational.TryParse(result.GetValue(delta), out var d) ? d : throw new BadInputException($"--delta is a number such as 1e-6, but was '{result.GetValue(delta)}'.");
            var closed = ShuffleBounds.ClosedForm(local, n, target);
            var any = ShuffleBounds.Numeric(local, n, target);
            var grr = Math.Min(any, ShuffleBounds.RandomizedResponse(local, n, target));
            if (result.GetValue(json))
            {
                JsonOut.Print(new
                {
                    format = 1,
                    localEpsilon = local.ToString(),
                    users = n,
                    delta = target.ToString(),
                    closedForm = closed,
                    numeric = any,
                    randomizedResponse = grr,
                    loss = JsonNode.Parse(PrivacyLoss.Shuffled(local, n).ToJson()),
                    condition = Condition,
                });
            }
            else
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ε = {local} of each report; shuffled among {n:N0}, at δ = {result.GetValue(delta)}:"));
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  any protocol, closed form   ε = {closed:0.######}"));
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  any protocol, numeric       ε = {any:0.######}"));
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  randomized response (grr)   ε = {grr:0.######}"));
                Console.Out.WriteLine(Condition);
            }

            return Task.FromResult(Exit.Done);
        }));
        return command;
    }
}
