using System.CommandLine;
using System.CommandLine.Invocation;
using Tacit.Cli.Commands;
using Tacit.Cli.Output;

var root = new RootCommand("Tacit: learn from data that must not be revealed.\n\nExit codes: 0 done, 1 failed, 2 bad input (nothing spent), 3 refused by the budget.")
{
    DemoCommand.Create(),
    DataCommand.Create(),
    PolicyCommand.Create(),
    QueryCommand.Create(),
    CollectCommand.Create(),
    AuditCommand.Create(),
    LedgerCommand.Create(),
    AccountCommand.Create(),
    ReportCommand.Create(),
    StudyCommand.Create(),
    IdCommand.Create(),
};

var result = root.Parse(args);
if (result.Action is ParseErrorAction)
{
    foreach (var error in result.Errors)
    {
        Console.Error.WriteLine(error.Message);
    }

    Console.Error.WriteLine("Run `tacit --help` to see what there is.");
    return Exit.BadInput;
}

// The usage of `tacit report verify` would show the argument of `tacit report`, too, in front of the verb.
foreach (var argument in result.CommandResult.Command.Parents.OfType<Command>().SelectMany(c => c.Arguments))
{
    argument.Hidden = true;
}

Show.FitOutput();
return await result.InvokeAsync();
