using System.Globalization;
using Spectre.Console;
using Tacit.Cli.Output;
using Tacit.Numerics;
using Tacit.Query;

namespace Tacit.Cli.Query;

/// <summary>The interactive shell: questions end with a semicolon; commands begin with a backslash.</summary>
internal sealed class QueryShell(QuerySession session, IAnsiConsole console, bool explainsOnly = false)
{
    private const string Help = @"  select …;            asks, and pays
  explain privacy …;   shows plan and price, pays nothing
  \explain             shows the plan of the last question, or of the one that stands behind it
  \target 5            the least ε (or ρ) for errors of 5 (2%, people = 5) in the last question; pays nothing
  \budget              what is left, also as questions of the session's size
  \tables              what may be asked about
  \epsilon 0.1         what a question spends from now on
  \r                   drops what was typed of a question
  \q                   leaves, and asks nothing that has no semicolon yet";

    private Rational? _epsilon = session.Options.Epsilon;
    private string _last = string.Empty;

    public async Task<int> RunAsync(CancellationToken token)
    {
        var editor = new LineEditor(Words());
        if (!Console.IsInputRedirected)
        {
            console.MarkupLineInterpolated($"[dim]{session.Data}. \\? for help.{(explainsOnly ? " Questions are explained and not asked (--explain)." : string.Empty)}[/]");
        }

        var text = string.Empty;
        while (!token.IsCancellationRequested && editor.Read(text.Length == 0 ? "tacit> " : "  ...> ") is { } line)
        {
            // A question that waits for its semicolon is the one that commands are about. Inside quotes nothing is one but the ways out, since a quote may have been forgotten.
            var words = line.TrimEnd(' ', '\t', ';').Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words is [['\\', ..], ..] && (words[0] is "\\r" or "\\q" or "\\quit" || text.Count(c => c == '\'') % 2 == 0))
            {
                _last = text.Length > 0 ? text : _last;
                if (words is ["\\explain", _, ..])
                {
                    _last = line.TrimStart()["\\explain".Length..].Trim();
                }

                if (!await CommandAsync(words, token))
                {
                    return Exit.Done;
                }

                text = words[0] == "\\r" ? string.Empty : text;
                continue;
            }

            text += (text.Length == 0 ? string.Empty : "\n") + line;
            if (text.TrimEnd().EndsWith(';'))
            {
                await SayAsync(() => AskAsync(text, token));
                text = string.Empty;
            }
            else if (string.IsNullOrWhiteSpace(text))
            {
                text = string.Empty;
            }
        }

        // A file need not end with a semicolon; who leaves a terminal asks nothing more.
        if (Console.IsInputRedirected && !string.IsNullOrWhiteSpace(text))
        {
            await SayAsync(() => AskAsync(text, token));
        }

        return Exit.Done;
    }

    private QuerySession Session => new(session.Data, session.Account, session.Options with { Epsilon = _epsilon });

    private async Task AskAsync(string text, CancellationToken token)
    {
        _last = text;
        if (explainsOnly || QuerySession.AsksForPlan(text))
        {
            PlanOutput.Print(Session.Explain(text), json: false);
            return;
        }

        Show.Answer(console, await Session.QueryAsync(text, token));
    }

    private async Task<bool> CommandAsync(string[] words, CancellationToken token)
    {
        switch (words[0])
        {
            case "\\q" or "\\quit":
                return false;
            case "\\r":
                return true;
            case "\\explain":
                await SayAsync(() =>
                {
                    PlanOutput.Print(Session.Explain(_last.Length > 0 ? _last : throw new BadInputException("No question was asked yet.")), json: false);
                    return Task.CompletedTask;
                });
                return true;
            case "\\target":
                await SayAsync(() =>
                {
                    var target = ErrorTarget.Parse(words.Length > 1 ? string.Join(' ', words[1..]) : throw new BadInputException("\\target takes an error to aim at: 5, 2% or people = 5."));
                    TargetOutput.Print(Session.LeastSpend(_last.Length > 0 ? _last : throw new BadInputException("No question was asked yet."), target), session.Options.ExpectedRows, json: false);
                    return Task.CompletedTask;
                });
                return true;
            case "\\budget":
                await SayAsync(() => BudgetAsync(token));
                return true;
            case "\\tables":
                foreach (var fact in session.Data.Tables.SelectMany(t => t.Describe()))
                {
                    Console.Out.WriteLine("  " + fact);
                }

                return true;
            case "\\epsilon" when words.Length == 2:
                await SayAsync(() =>
                {
                    _epsilon = Rational.TryParse(words[1], out var value) && value.Sign > 0 ? value : throw new BadInputException("\\epsilon takes a number above 0.");
                    return Task.CompletedTask;
                });
                return true;
            default:
                Console.Out.WriteLine(Help);
                return true;
        }
    }

    private async Task BudgetAsync(CancellationToken token)
    {
        // An analyst is shown the own caps, and that of the purpose, which all who ask for it share: the account's would tell what everybody spent.
        var own = await session.Account.OwnStatusAsync(token);
        double? count = null;
        foreach (var status in own)
        {
            Console.Out.WriteLine($"{(session.Account.Caps.Count == 0 ? string.Empty : $"  {status.Account}\n")}  cap {status.Cap}\n  spent {status.SpentText}{OdometerText.Line("\n  so far ", status)}\n  left {status.Left}");
            var (size, cap) = _epsilon is { } epsilon ? (epsilon, status.Cap.Epsilon) : (session.Options.Rho ?? default, status.Cap.Rho);
            if (size.Sign > 0 && cap is { } most)
            {
                var here = Math.Floor((1 - status.Fraction) * most.ToDouble() / size.ToDouble() * (1 + 1e-12));
                count = Math.Min(count ?? here, here);
            }
        }

        if (count is { } questions)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  about {questions:0} more questions of {(_epsilon is { } e ? $"ε = {e}" : $"ρ = {session.Options.Rho}")}{(session.Account.Caps.Count == 0 ? string.Empty : ", as long as the population's budget lasts")}"));
        }
    }

    private static async Task SayAsync(Func<Task> action)
    {
        _ = await Exit.RunAsync(async () =>
        {
            await action();
            return Exit.Done;
        });
    }

    private IReadOnlyList<string> Words() =>
    [
        "select", "from", "where", "group by", "order by", "having", "limit", "join", "using", "count(*)", "count(distinct ", "avg(", "sum(", "median(", "stddev(", "corr(", "with privacy (", "explain privacy",
        "\\budget", "\\explain", "\\target", "\\tables", "\\epsilon", "\\r", "\\q",
        .. session.Data.Tables.Select(t => t.Name),
        .. session.Data.Tables.SelectMany(t => t.Columns).Select(c => c.Name).Distinct(StringComparer.Ordinal),
        .. session.Data.Population.Unit.Column is { } unit ? [unit] : Array.Empty<string>(),
    ];
}
