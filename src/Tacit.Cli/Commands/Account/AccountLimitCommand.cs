using System.CommandLine;
using System.Globalization;
using Tacit.Accounting;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

/// <summary>What a budget allows: <c>tacit account noise</c>, <c>steps</c> and <c>rate</c>.</summary>
internal static class AccountLimitCommand
{
    public static Command Noise()
    {
        var (loss, epsilon, delta) = Target();
        var mechanism = new Option<string>("--mechanism") { Description = "gaussian or laplace.", DefaultValueFactory = _ => "gaussian" };
        var json = JsonOut.Option("Print a JSON object with noise, epsilon (certified), delta, accountant, mechanism and relation.");
        return AccountPriceCommand.With(
            new("noise", "The smallest noise that keeps ε at δ.\n\nExample: tacit account noise --epsilon 1 --delta 1e-5 --sampling-rate 0.004 --steps 14061"),
            loss,
            [epsilon, delta, mechanism, json],
            (result, token) =>
            {
                var name = result.GetValue(mechanism);
                if (name is not ("gaussian" or "laplace") || result.GetValue(loss.Gaussian) is not null || result.GetValue(loss.Laplace) is not null || result.GetValue(loss.Events) is not null)
                {
                    throw new BadInputException("The noise is what is looked for: say --mechanism gaussian or laplace, and how it is sampled and repeated.");
                }

                PrivacyLoss Of(double noise) => loss.Run(
                    result,
                    relation => name == "gaussian" ? PrivacyLoss.Gaussian(noise, relation) : PrivacyLoss.Laplace(noise, relation),
                    result.GetValue(loss.SamplingRate),
                    result.GetValue(loss.Steps));
                var relation = loss.RelationOf(result, Of(1));
                var accountant = loss.AccountantOf(result);
                var found = Calibration.Noise(Of, result.GetValue(epsilon), result.GetValue(delta), relation, accountant, token);
                return Say(result, json, "noise", found, $"{name} noise", Of(found), relation, accountant, result.GetValue(delta), token);
            });
    }

    public static Command Steps()
    {
        var (loss, epsilon, delta) = Target();
        var json = JsonOut.Option("Print a JSON object with steps, epsilon (certified), delta, accountant and relation.");
        return AccountPriceCommand.With(
            new("steps", "The most steps that keep ε at δ.\n\nExample: tacit account steps --gaussian 1.1 --sampling-rate 0.004 --epsilon 2 --delta 1e-5"),
            loss,
            [epsilon, delta, json],
            async (result, token) =>
            {
                if (result.GetValue(loss.Steps) != 1)
                {
                    throw new BadInputException("The number of steps is what is looked for: leave out --steps.");
                }

                var step = await loss.LossAsync(result, token);
                var relation = loss.RelationOf(result, step);
                var accountant = loss.AccountantOf(result);
                var found = Calibration.Steps(step.Repeat, result.GetValue(epsilon), result.GetValue(delta), relation, accountant, token);
                return found == 0
                    ? throw new BadInputException("Not even one step keeps to this ε at this δ. Add noise, sample less or allow more.")
                    : await Say(result, json, "steps", found, "steps", step.Repeat(found), relation, accountant, result.GetValue(delta), token);
            });
    }

    public static Command Rate()
    {
        var (loss, epsilon, delta) = Target();
        var json = JsonOut.Option("Print a JSON object with samplingRate, epsilon (certified), delta, accountant and relation.");
        return AccountPriceCommand.With(
            new("rate", "The largest Poisson sampling rate that keeps ε at δ.\n\nExample: tacit account rate --gaussian 1.1 --steps 14061 --epsilon 2 --delta 1e-5"),
            loss,
            [epsilon, delta, json],
            (result, token) =>
            {
                if (result.GetValue(loss.SamplingRate) is not null || result.GetValue(loss.Events) is not null || result.GetValue(loss.Batch) is not null)
                {
                    throw new BadInputException("The sampling rate is what is looked for: give --gaussian or --laplace and --steps alone.");
                }

                PrivacyLoss Of(double rate) => loss.Run(
                    result,
                    relation => (result.GetValue(loss.Gaussian), result.GetValue(loss.Laplace)) switch
                    {
                        ({ } sigma, null) => PrivacyLoss.Gaussian(sigma, relation),
                        (null, { } scale) => PrivacyLoss.Laplace(scale, relation),
                        _ => throw new BadInputException("Say what each step is: --gaussian or --laplace."),
                    },
                    rate,
                    result.GetValue(loss.Steps));
                var relation = loss.RelationOf(result, Of(1));
                var accountant = loss.AccountantOf(result);
                var found = Calibration.Rate(Of, result.GetValue(epsilon), result.GetValue(delta), relation, accountant, token);
                return Say(result, json, "samplingRate", found, "sampling rate", Of(found), relation, accountant, result.GetValue(delta), token);
            });
    }

    private static (LossOptions Loss, Option<double> Epsilon, Option<double> Delta) Target() => (
        new(),
        new("--epsilon") { Description = "The target ε.", Required = true },
        new("--delta") { Description = "The target δ.", Required = true });

    private static Task<int> Say(
        ParseResult result, Option<bool> json, string member, double found, string what, PrivacyLoss loss, Neighbours relation, Accountant accountant, double delta, CancellationToken token)
    {
        var bracket = accountant.Epsilon(loss, delta, relation, token);
        if (result.GetValue(json))
        {
            JsonOut.Print(new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [member] = found,
                ["epsilon"] = bracket.Upper,
                ["epsilonLower"] = bracket.Lower,
                ["delta"] = delta,
                ["accountant"] = bracket.Accountant,
                ["relation"] = AccountPriceCommand.Name(relation),
                ["loss"] = AccountPriceCommand.Tree(loss),
            });
        }
        else
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{what}: {found:R}   (ε ≤ {AccountPriceCommand.Up(bracket.Upper)} at δ = {delta:R} under {AccountPriceCommand.Words(relation)}, by {bracket.Accountant})"));
        }

        return Task.FromResult(Exit.Done);
    }
}
