using System.CommandLine;
using Spectre.Console;
using Tacit.Cli.Output;
using Tacit.Cli.Query;
using Tacit.Numerics;
using Tacit.AdoNet;
using Tacit.Query;

namespace Tacit.Cli.Commands;

internal static class QueryCommand
{
    public static Command Create()
    {
        var sql = new Argument<string?>("sql") { Description = "One SELECT. Without it, and without --file, a shell opens.", Arity = ArgumentArity.ZeroOrOne };
        var policy = new Option<string>("--policy") { Description = "The policy file: data, public facts, budgets, ledger. `tacit policy init` drafts one.", Required = true };
        var file = new Option<string?>("--file") { Description = "A file with the question." };
        var population = new Option<string?>("--population") { Description = "The population, where the policy has several." };
        var analyst = new Option<string?>("--analyst") { Description = "Who asks; the policy's caps for analysts hold." };
        var purpose = new Option<string?>("--purpose") { Description = "What for; the policy's caps for purposes hold." };
        var epsilon = new Option<string?>("--epsilon") { Description = "ε to spend. Alone it is pure, unless keys are selected privately: that takes the policy's deltaPerQuery, or --delta." };
        var rho = new Option<string?>("--rho") { Description = "ρ to spend, in place of ε." };
        var delta = new Option<string?>("--delta") { Description = "δ for private key selection." };
        var aim = new Option<string?>("--target-error") { Description = "The opposite question: the least spend for errors of 5, 2%, or people=5,mean=2% (half-widths of intervals). Nothing is spent without --spend." };
        var expected = new Option<string?>("--expected-rows") { Description = "With --target-error: the rows that you expect in the smallest group that matters; means and percentages need it. The policy's expectedRows unless said." };
        var spend = new Option<bool>("--spend") { Description = "With --target-error: ask, and pay what was found." };
        var explain = new Option<bool>("--explain") { Description = "Print plan, statements, noise and price, in the shell of every question. Nothing is read and nothing is spent." };
        var format = new Option<string?>("--format") { Description = "table, csv, json, parquet or arrow. The ending of --output says it, too; table where nothing does." };
        format.AcceptOnlyFromAmong("table", "csv", "json", "parquet", "arrow");
        var output = new Option<string?>("--output", "-o") { Description = "A file for the answer; parquet and arrow need one." };
        var json = JsonOut.Option("Print a JSON object with 'columns', 'rows', 'loss', 'left', 'entry', 'derivation' and the 'receipt' that a ledger is verified against.");
        var command = new Command("query", "Asks a question in SQL and pays for it from the policy's ledger.\n\nExample: tacit query --policy nafld.policy.json --epsilon 0.5 \"select test, avg(value) as mean from labs group by test\"")
        {
            sql, policy, file, population, analyst, purpose, epsilon, rho, delta, aim, expected, spend, explain, format, output, json,
        };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var text = await TextAsync(result.GetValue(sql), result.GetValue(file), token);
            var options = new QuerySessionOptions
            {
                Epsilon = Amount(result.GetValue(epsilon), "--epsilon"),
                Rho = Amount(result.GetValue(rho), "--rho"),
                DeltaPerQuery = Amount(result.GetValue(delta), "--delta"),
                ExpectedRows = Amount(result.GetValue(expected), "--expected-rows")?.ToDouble(),
            };
            if (options is { Epsilon: not null, Rho: not null })
            {
                throw new BadInputException("A question spends either --epsilon or --rho.");
            }

            var target = result.GetValue(aim) is { } wanted ? ErrorTarget.Parse(wanted) : null;
            CheckTarget(target, options, text, result.GetValue(spend), result.GetValue(explain));
            var isPlan = result.GetValue(explain) || (target is not null && !result.GetValue(spend)) || (text is not null && QuerySession.AsksForPlan(text));
            var named = CheckOutput(text, isPlan, result.GetValue(format), result.GetValue(json), result.GetValue(output));

            // Where it cannot be written is found before anything is paid.
            using var to = isPlan || text is null ? null : new AnswerOutput(named, result.GetValue(output));
            await using var opened = await PolicySession.OpenAsync(
                result.GetValue(policy)!, result.GetValue(population), result.GetValue(analyst), result.GetValue(purpose), options, Show.Progress("opening"), token: token);
            var session = opened.Session;
            if (text is null)
            {
                return await new QueryShell(session, AnsiConsole.Console, result.GetValue(explain)).RunAsync(token);
            }

            var least = target is null ? null : session.LeastSpend(text, target);
            if (to is not null)
            {
                await to.WriteAsync(least is null ? await session.QueryAsync(text, token) : await session.QueryAsync(text, least, token), session.Account);
            }
            else if (least is not null)
            {
                TargetOutput.Print(least, target!.ExpectedRows ?? session.Options.ExpectedRows, named == "json");
            }
            else
            {
                PlanOutput.Print(session.Explain(text), named == "json");
            }

            return Exit.Done;
        }));
        return command;
    }

    // The shell prints tables, and a plan is no answer: what would be left out in silence is refused.
    private static string CheckOutput(string? text, bool isPlan, string? format, bool json, string? output)
    {
        var named = AnswerOutput.Format(format, json, output);
        var wrong = text is null && (json || output is not null || named != "table")
            ? "--json, --format and --output are for the answer of one question: give it as an argument or with --file. Without one a shell opens, which also reads what is piped in, and prints tables. Nothing was spent."
            : text is not null && isPlan && (output is not null || named is not ("table" or "json"))
                ? "Here a plan is printed and no answer is written: leave --output and --format out; --json prints the plan as JSON. Nothing was spent."
                : null;
        return wrong is null ? named : throw new BadInputException(wrong);
    }

    private static void CheckTarget(ErrorTarget? target, QuerySessionOptions options, string? text, bool spend, bool explain)
    {
        var wrong = target is null
            ? spend || options.ExpectedRows is not null ? "--spend and --expected-rows belong to --target-error." : null
            : text is null ? "--target-error needs a question; in the shell write \\target 5."
            : options.Epsilon is not null || options.Rho is not null ? "--target-error finds what to spend: leave --epsilon and --rho out."
            : explain ? "--target-error shows the plan already: leave --explain out."
            : spend && QuerySession.AsksForPlan(text) ? "The question asks for its plan, which spends nothing: leave --spend out, or EXPLAIN PRIVACY." : null;
        if (wrong is not null)
        {
            throw new BadInputException(wrong);
        }
    }

    private static async Task<string?> TextAsync(string? sql, string? file, CancellationToken token)
    {
        if (sql is not null && file is not null)
        {
            throw new BadInputException("Give the question either as an argument or with --file.");
        }

        try
        {
            return file is null ? sql : await File.ReadAllTextAsync(file, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file} cannot be read: {e.Message}");
        }
    }

    internal static Rational? Amount(string? text, string option) => text is null ? null
        : Rational.TryParse(text, out var value) && value.Sign > 0 ? value
        : throw new BadInputException($"{option} needs a number above 0, such as 0.5 or 1e-6.");
}
