using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Tacit.Accounting;
using Tacit.Accounting.LossDistributions;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

/// <summary><c>tacit account epsilon</c> and <c>tacit account delta</c>.</summary>
internal static class AccountPriceCommand
{
    public static Command Epsilon()
    {
        var loss = new LossOptions();
        var delta = new Option<double>("--delta") { Description = "δ, in [0, 1).", Required = true };
        var verbose = Verbose();
        var json = JsonOut.Option("Print a JSON object with epsilon (certified), epsilonLower, delta, accountant, relation, the grid and its errors, and the loss.");
        var command = new Command("epsilon", "The smallest ε at δ: certified upper end and lower end.\n\n"
            + "Example: tacit account epsilon --events events.json --delta 1e-6");
        return With(command, loss, [delta, verbose, json], async (result, token) =>
        {
            var (what, relation, accountant) = await ReadAsync(loss, result, token);
            var at = result.GetValue(delta);
            var bracket = accountant.Epsilon(what, at, relation, token);
            if (!double.IsFinite(bracket.Upper))
            {
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"No ε holds at δ = {at}. The loss needs a larger δ: Gaussian noise and approximate parts have none at δ = 0."));
            }

            if (result.GetValue(json))
            {
                JsonOut.Print(new
                {
                    epsilon = bracket.Upper, epsilonLower = bracket.Lower, delta = at, accountant = bracket.Accountant, relation = Name(relation), grid = Grid(bracket), loss = Tree(what),
                });
            }
            else
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ε ≤ {Up(bracket.Upper)} at δ = {at:R} under {Words(relation)}, by {bracket.Accountant}{Floor(bracket, "ε")}"));
                SayGrid(bracket, result.GetValue(verbose));
            }

            return Exit.Done;
        });
    }

    public static Command Delta()
    {
        var loss = new LossOptions();
        var epsilon = new Option<double>("--epsilon") { Description = "ε, at least 0.", Required = true };
        var verbose = Verbose();
        var json = JsonOut.Option("Print a JSON object with delta (certified), deltaLower, epsilon, accountant, relation, the grid and its errors, and the loss.");
        var command = new Command("delta", "The smallest δ at ε: certified upper end and lower end.\n\n"
            + "Example: tacit account delta --gaussian 1.1 --sampling-rate 0.01 --steps 1000 --epsilon 2");
        return With(command, loss, [epsilon, verbose, json], async (result, token) =>
        {
            var (what, relation, accountant) = await ReadAsync(loss, result, token);
            var at = result.GetValue(epsilon);
            var bracket = accountant.Delta(what, at, relation, token);
            if (result.GetValue(json))
            {
                JsonOut.Print(new
                {
                    delta = bracket.Upper, deltaLower = bracket.Lower, epsilon = at, accountant = bracket.Accountant, relation = Name(relation), grid = Grid(bracket), loss = Tree(what),
                });
            }
            else
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"δ ≤ {Up(bracket.Upper)} at ε = {at:R} under {Words(relation)}, by {bracket.Accountant}{Floor(bracket, "δ")}"));
                SayGrid(bracket, result.GetValue(verbose));
            }

            return Exit.Done;
        });
    }

    internal static Command With(Command command, LossOptions loss, IEnumerable<Option> more, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        foreach (var option in loss.Everything.Concat(more))
        {
            command.Add(option);
        }

        command.SetAction((result, token) => Exit.RunAsync(() => action(result, token)));
        return command;
    }

    internal static string Name(Neighbours relation) => relation == Neighbours.Replace ? "replace" : "addRemove";

    internal static string Words(Neighbours relation) => relation == Neighbours.Replace ? "replace-one" : "add/remove";

    internal static JsonElement Tree(PrivacyLoss loss)
    {
        using var document = JsonDocument.Parse(loss.ToJson());
        return document.RootElement.Clone();
    }

    /// <summary>Six digits, never below the value.</summary>
    internal static string Up(double value)
    {
        var text = value.ToString("G6", CultureInfo.InvariantCulture);
        if (value == 0 || double.Parse(text, CultureInfo.InvariantCulture) >= value)
        {
            return text;
        }

        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 5);
        return (value + unit).ToString("G6", CultureInfo.InvariantCulture);
    }

    private static Option<bool> Verbose() => new("--verbose") { Description = "Also say on which grid it was computed and what each approximation added." };

    /// <summary>The grid of a bracket from loss distributions, or null.</summary>
    private static object? Grid(Bracket bracket) => bracket.Report is not { } r ? null : new
    {
        direction = Direction(r), r.GridStep, r.Stages, r.Tilt, r.LowestLoss, r.HighestLoss, r.Points, r.InfiniteMass, r.TransformError, r.TruncationError, r.InheritedError, r.Shift, r.ShiftError,
    };

    private static string Direction(LossDistributionReport report) => report.Direction == LossDirection.Add ? "add" : "remove";

    private static void SayGrid(Bracket bracket, bool verbose)
    {
        if (!verbose)
        {
            return;
        }

        Console.Out.WriteLine(bracket.Report is not { } r
            ? "In closed form: no grid."
            : string.Create(CultureInfo.InvariantCulture, $"""
                grid        {r.Points} losses from {r.LowestLoss:G6} to {r.HighestLoss:G6}, {r.GridStep:G6} apart; tilt {r.Tilt:G6}; {(r.Stages == 1 ? "one stage" : "two stages")}
                direction   {Direction(r)} decides
                in δ        infinite loss {r.InfiniteMass:G3}, transform {r.TransformError:G3}, truncation {r.TruncationError:G3}, first stage {r.InheritedError:G3}
                lower end   cells contracted: {r.Shift:G3} less in ε, {r.ShiftError:G3} less in δ
                """));
    }

    private static string Floor(Bracket bracket, string symbol) => bracket.Lower > 0
        ? string.Create(CultureInfo.InvariantCulture, $"; no {symbol} below {bracket.Lower * (1 - 1e-6):G6} holds")
        : string.Empty;

    private static async Task<(PrivacyLoss Loss, Neighbours Relation, Accountant Accountant)> ReadAsync(LossOptions options, ParseResult result, CancellationToken token)
    {
        var loss = await options.LossAsync(result, token);
        return (loss, options.RelationOf(result, loss), options.AccountantOf(result));
    }
}
