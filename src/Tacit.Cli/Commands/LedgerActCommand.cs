using System.CommandLine;
using System.Globalization;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

/// <summary>The owner's recorded acts: cap, raise and renew.</summary>
internal sealed class LedgerActCommand
{
    private readonly LedgerFile _file = new();
    private readonly Argument<string> _account = new("account") { Description = "The account: the population's name." };
    private readonly Option<string> _reason = new("--reason") { Description = "Why; recorded.", Required = true };
    private readonly Option<bool> _json = JsonOut.Option("Print the account after the act as one JSON object.");

    public static Command Raise()
    {
        var act = new LedgerActCommand();
        var budget = new BudgetOptions();
        var command = act.Create("raise", "Changes the cap of an account. Recorded for ever.\n\nExample: tacit ledger raise demo.ledger nafld --epsilon 2 --delta 1e-6 --reason \"second study, approved\"");
        command.Add(budget.Epsilon);
        command.Add(budget.Rho);
        command.Add(budget.Delta);
        command.SetAction((result, token) => Exit.RunAsync(() =>
        {
            var cap = budget.Read(result);
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
            status => string.Create(CultureInfo.InvariantCulture, $"Period {status.Period} of '{status.Account}' begins. Spent since the beginning: {status.LifetimeText}."),
            token)));
        return command;
    }

    public static Command Cap()
    {
        var act = new LedgerActCommand();
        var budget = new BudgetOptions();
        var analyst = new Option<string?>("--analyst") { Description = "The analyst whose spends it caps." };
        var purpose = new Option<string?>("--purpose") { Description = "The purpose whose spends it caps, instead of --analyst." };
        var command = new Command("cap", "Opens a cap of one analyst or one purpose under an account. Recorded for ever; `ledger raise` changes it.\n\nExample: tacit ledger cap demo.ledger nafld --analyst ann --epsilon 0.25 --delta 1e-7")
        {
            act._file.Path, act._account, act._file.Key, analyst, purpose, budget.Epsilon, budget.Rho, budget.Delta, act._json,
        };
        command.SetAction((result, token) => Exit.RunAsync(() =>
        {
            var cap = budget.Read(result);
            return act.RunAsync(
                result,
                "capped",
                (ledger, account, _) => (result.GetValue(analyst), result.GetValue(purpose)) switch
                {
                    ({ } who, null) => ledger.CapAnalystAsync(account, who, cap, token),
                    (null, { } what) => ledger.CapPurposeAsync(account, what, cap, token),
                    _ => throw new BadInputException("Give --analyst or --purpose, one of them. Nothing was changed."),
                },
                status => $"The cap '{status.Account}' is {status.Cap}. Spends for it count against '{status.Parent}', too.",
                token);
        }));
        return command;
    }

    private Command Create(string name, string description) => new(name, description) { _file.Path, _account, _file.Key, _reason, _json };

    private async Task<int> RunAsync(
        ParseResult result, string act, Func<Ledger, string, string, Task<AccountStatus>> change, Func<AccountStatus, string> say, CancellationToken token)
    {
        await using var ledger = await _file.OpenAsync(result, token);
        var reason = act is "capped" ? string.Empty : result.GetValue(_reason)!;
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
            spent = status.SpentText,
            lifetime = status.LifetimeText,
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
