using System.CommandLine;
using System.Globalization;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

/// <summary>The owner's recorded acts: raise and renew.</summary>
internal sealed class LedgerActCommand
{
    private readonly LedgerFile _file = new();
    private readonly Argument<string> _account = new("account") { Description = "The account: the population's name." };
    private readonly Option<string> _reason = new("--reason") { Description = "Why; recorded.", Required = true };
    private readonly Option<bool> _json = JsonOut.Option("Print the account after the act as one JSON object.");

    public static Command Raise()
    {
        var act = new LedgerActCommand();
        var epsilon = new Option<double?>("--epsilon") { Description = "The new cap on ε." };
        var rho = new Option<double?>("--rho") { Description = "The new cap on ρ of zero-concentrated privacy, instead of --epsilon." };
        var delta = new Option<double?>("--delta") { Description = "The new cap on δ. Without it, or with 0, the cap is one of ε or ρ alone." };
        var command = act.Create("raise", "Changes the cap of an account. Recorded for ever.\n\nExample: tacit ledger raise demo.ledger nafld --epsilon 2 --delta 1e-6 --reason \"second study, approved\"");
        command.Add(epsilon);
        command.Add(rho);
        command.Add(delta);
        command.SetAction((result, token) => Exit.RunAsync(() =>
        {
            var cap = Cap(result.GetValue(epsilon), result.GetValue(rho), result.GetValue(delta));
            return act.RunAsync(
                result,
                "raised",
                (ledger, account, reason) => ledger.RaiseAsync(account, cap, reason, token),
                status => $"The cap of '{status.Account}' is now {status.Cap}. Reports show what was spent since the beginning.",
                token);
        }));
        return command;
    }

    public static Command Renew()
    {
        var act = new LedgerActCommand();
        var command = act.Create("renew", "Begins a new period with the whole cap. Meant for new data: over the same people's rows every period reveals more; reports show the lifetime spend.\n\nExample: tacit ledger renew demo.ledger nafld --reason \"data of 2027\"");
        command.SetAction((result, token) => Exit.RunAsync(() => act.RunAsync(
            result,
            "renewed",
            (ledger, account, reason) => ledger.RenewAsync(account, reason, token),
            status => string.Create(CultureInfo.InvariantCulture, $"Period {status.Period} of '{status.Account}' begins. Spent since the beginning: {status.Lifetime}."),
            token)));
        return command;
    }

    private static PrivacyBudget Cap(double? epsilon, double? rho, double? delta) => (epsilon, rho) switch
    {
        ({ } e, null) => delta is null or 0 ? PrivacyBudget.Pure(e) : PrivacyBudget.Approximate(e, delta.Value),
        (null, { } r) => PrivacyBudget.Zcdp(r, delta ?? 0),
        (null, null) => throw new BadInputException("The new cap is missing. Give --epsilon, with --delta for an approximate budget, or --rho. Nothing was changed."),
        _ => throw new BadInputException("A cap is in ε or in ρ: give --epsilon or --rho, not both. Nothing was changed."),
    };

    private Command Create(string name, string description) => new(name, description) { _file.Path, _account, _file.Key, _reason, _json };

    private async Task<int> RunAsync(
        ParseResult result, string act, Func<Ledger, string, string, Task<AccountStatus>> change, Func<AccountStatus, string> say, CancellationToken token)
    {
        await using var ledger = await _file.OpenAsync(result, token);
        var reason = result.GetValue(_reason)!;
        var status = await change(ledger, result.GetValue(_account)!, reason);
        if (!result.GetValue(_json))
        {
            Console.Out.WriteLine(say(status));
            return Exit.Done;
        }

        JsonOut.Print(new
        {
            act,
            reason,
            ledgerId = ledger.Id,
            status.Account,
            status.Unit,
            cap = status.Cap.ToString(),
            spent = status.Spent.ToString(),
            lifetime = status.Lifetime.ToString(),
            status.Left,
            status.Currency,
            status.Fraction,
            status.DeltaFraction,
            status.Period,
            status.Entries,
            status.Head.Sequence,
            head = status.Head.Hash,
        });
        return Exit.Done;
    }
}
