using System.CommandLine;
using System.Globalization;
using Tacit.Audit;
using Tacit.Audit.Targets;
using Tacit.Cli.Output;
using Tacit.Randomness;

namespace Tacit.Cli.Commands;

internal static class AuditCommand
{
    private static readonly AuditOptions Defaults = new();

    public static Command Create() => new("audit", "Attacks what claims to be private, and reports what the attack proves.\n\nExample: tacit audit mechanism --builtin discrete-laplace") { Mechanism(), AuditQueryCommand.Create(), AuditQueryAttackCommand.Create(), AuditFairnessCommand.Create(), AuditLocalCommand.Create() };

    private static Command Mechanism()
    {
        var program = new Argument<string[]>("program") { Description = "After --, the program to audit and its arguments. It answers each line {\"input\":…,\"seed\":…} with one line of JSON, or with as many as its \"count\" says.", Arity = ArgumentArity.ZeroOrMore };
        var builtin = new Option<string?>("--builtin") { Description = $"Audit a mechanism of Tacit, or a broken twin, instead of a program: {string.Join(", ", AuditTargets.All.Select(t => t.Name))}." };
        var first = new Option<string?>("--first") { Description = "One input, as JSON." };
        var second = new Option<string?>("--second") { Description = "Its neighbour, as JSON." };
        var pairs = new Option<string?>("--pairs") { Description = "A file with a line {\"first\":…,\"second\":…} for each pair of neighbours, in place of --first and --second." };
        var search = new Option<bool>("--search") { Description = "Search for bad neighbours: propose pairs, screen each with a few runs, and audit the three worst with fresh ones. A program needs --records and --relation." };
        var records = new Option<string?>("--records") { Description = "For --search: a JSON list of what a record may be, such as [0,10]. The program's input is then a list of records." };
        var relation = new Option<string?>("--relation") { Description = "For --search: add-remove (one input has a record more) or replace (another record in its place)." };
        var mostRecords = new Option<int>("--most-records") { Description = "For --search: records of the larger input at most.", DefaultValueFactory = _ => 8 };
        var epsilon = new Option<double?>("--epsilon") { Description = "The claimed ε." };
        var delta = new Option<double?>("--delta") { Description = "The claimed δ; 0 unless given." };
        var runs = new Option<int>("--runs") { Description = "Runs on each input of a pair; half of them choose what to look at, half judge.", DefaultValueFactory = _ => Defaults.Runs };
        var alpha = new Option<double>("--alpha") { Description = "The most that the probability of a false alarm may be.", DefaultValueFactory = _ => Defaults.Alpha };
        var maxEvents = new Option<int>("--max-events") { Description = "Events that are judged for each pair at most, 1 to 32. Fewer share α, so each is judged less strictly.", DefaultValueFactory = _ => Defaults.MaxEvents };
        var timing = new Option<bool>("--timing") { Description = "Take the seconds of each run for an output too, in a test of its own that shares α." };
        var count = new Option<int>("--count") { Description = "Outputs that one request asks the program for, 1 to 250. More than one is faster; the program must know \"count\".", DefaultValueFactory = _ => 1 };
        var seed = new Option<ulong?>("--seed") { Description = "Repeats an audit; drawn and shown unless given." };
        var lattice = new Option<double?>("--lattice") { Description = "The step of the lattice that outputs are said to lie on." };
        var threads = new Option<int?>("--threads") { Description = "Runs at once, each in a process of its own; one per processor unless given." };
        var timeout = new Option<double>("--timeout") { Description = "Seconds to wait for one answer of the program.", DefaultValueFactory = _ => 30 };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object; see docs/audit.md." };
        var command = new Command(
            "mechanism",
            "Proves a lower bound on ε and δ from what a mechanism puts out on neighbouring inputs. 0: the claim is not violated, which proves nothing. 1: violated, or not audited.\n\n"
            + "Example: tacit audit mechanism --first 0 --second 1 --epsilon 1 -- python3 count.py\nExample: tacit audit mechanism --builtin broken-half-noise\nExample: tacit audit mechanism --search --records [0,10] --relation replace --epsilon 1 -- python3 sum.py")
        {
            program, builtin, first, second, pairs, search, records, relation, mostRecords, epsilon, delta, runs, alpha, maxEvents, timing, count, seed, lattice, threads, timeout, json,
        };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var options = Defaults with
            {
                Runs = result.GetValue(runs),
                Alpha = result.GetValue(alpha),
                Seed = result.GetValue(seed),
                Lattice = result.GetValue(lattice),
                Threads = result.GetValue(threads),
                MaxEvents = result.GetValue(maxEvents),
                Timing = result.GetValue(timing),
            };
            var words = result.GetValue(program) ?? [];
            string name;
            MechanismAuditResult audit;
            if (result.GetValue(builtin) is { } target)
            {
                if (words.Length > 0 || result.GetValue(epsilon) is not null || result.GetValue(delta) is not null || result.GetValue(first) is not null || result.GetValue(second) is not null || result.GetValue(pairs) is not null
                    || result.GetValue(records) is not null || result.GetValue(relation) is not null || result.GetValue(count) != 1)
                {
                    throw new BadInputException("A built-in mechanism has its own claim, relation and inputs. Leave out the program, --epsilon, --delta, --first, --second, --pairs, --records, --relation and --count, or leave out --builtin.");
                }

                name = target;
                var found = AuditTargets.Find(target);
                audit = result.GetValue(search) ? await found.SearchAsync(options, new TenthsProgress("runs"), token) : await found.AuditAsync(options, new TenthsProgress("runs"), token);
            }
            else
            {
                if (words.Length == 0)
                {
                    throw new BadInputException("Say what to audit: a program after --, or a mechanism of Tacit with --builtin.");
                }

                if (result.GetValue(epsilon) is not { } claimed)
                {
                    throw new BadInputException("An audit needs the claim: give --epsilon, and --delta if it is not 0.");
                }

                if (!(result.GetValue(timeout) is > 0 and <= 86_400))
                {
                    throw new BadInputException("The timeout must be positive, and at most 86400 seconds.");
                }

                name = string.Join(' ', words);
                var claim = new PrivacyClaim(claimed, result.GetValue(delta) ?? 0);
                using var mechanism = new ProgramMechanism(words[0], words[1..], TimeSpan.FromSeconds(result.GetValue(timeout)), result.GetValue(count));
                if (result.GetValue(search))
                {
                    if (result.GetValue(first) is not null || result.GetValue(second) is not null || result.GetValue(pairs) is not null)
                    {
                        throw new BadInputException("A search proposes the inputs itself. Leave out --first, --second and --pairs, or leave out --search.");
                    }

                    // The seed chooses proposals too, so it is drawn here if it is not given.
                    options = options with { Seed = options.Seed ?? RandomSource.Create().NextUInt64() };
                    var proposals = AuditInputs.Propose(result.GetValue(records), result.GetValue(relation), result.GetValue(mostRecords), options.Seed.Value);
                    audit = await mechanism.SearchAsync(proposals, claim, options, new TenthsProgress("runs"), token);
                }
                else
                {
                    if (result.GetValue(records) is not null || result.GetValue(relation) is not null)
                    {
                        throw new BadInputException("--records and --relation say what a search proposes. Add --search, or leave them out.");
                    }

                    var inputs = await AuditInputs.ReadAsync(result.GetValue(first), result.GetValue(second), result.GetValue(pairs), token);
                    audit = await mechanism.AuditAsync(inputs, claim, options, new TenthsProgress("runs"), token);
                }
            }

            if (result.GetValue(json))
            {
                Print(name, audit);
            }
            else
            {
                Console.Out.WriteLine(Text(name, audit));
            }

            return audit.IsViolated ? Exit.Failed : Exit.Done;
        }));
        return command;
    }

    private static string Text(string name, MechanismAuditResult audit)
    {
        var lines = new List<string>
        {
            audit.IsViolated ? $"VIOLATED: {name} does not keep {audit.Claim}." : $"Not violated: nothing was found against {audit.Claim} of {name}. That is no proof.",
            string.Create(CultureInfo.InvariantCulture, $"  ε ≥ {audit.EpsilonAtLeast:0.####}   δ ≥ {audit.DeltaAtLeast:0.#######}   at {100 * (1 - audit.Alpha):0.####} % confidence, {audit.Runs} runs on each input, seed {audit.Seed}"),
        };
        if (audit.Search is { } search)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  searched {search.Proposed} pairs with {search.ScreeningRuns} runs on each input; the worst were audited with fresh runs"));
        }

        foreach (var pair in audit.Pairs)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  {pair.Pair}{(pair.OfTime ? ", time" : string.Empty)}: ε ≥ {pair.EpsilonAtLeast:0.####}, δ ≥ {pair.DeltaAtLeast:0.#######}"));
            lines.AddRange(pair.Events.Take(3).Select(e => string.Create(
                CultureInfo.InvariantCulture,
                $"    {e.Event}: {(e.SecondIsLikelier ? e.NeighbourHits : e.Hits)} of {e.Draws} on the first, {(e.SecondIsLikelier ? e.Hits : e.NeighbourHits)} on the second")));
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static void Print(string name, MechanismAuditResult audit) => JsonOut.Print(
        new
        {
            format = 1,
            mechanism = name,
            claim = new { audit.Claim.Epsilon, audit.Claim.Delta },
            violated = audit.IsViolated,
            audit.EpsilonAtLeast,
            audit.DeltaAtLeast,
            audit.Alpha,
            audit.Runs,
            seed = audit.Seed.ToString(CultureInfo.InvariantCulture),
            search = audit.Search is { } s ? new { s.Proposed, s.ScreeningRuns } : null,
            pairs = audit.Pairs.Select(p => new
            {
                p.Pair,
                test = p.OfTime ? "time" : "output",
                p.Alpha,
                p.EpsilonAtLeast,
                p.DeltaAtLeast,
                events = p.Events.Select(e => new { e.Event, likelierOn = e.SecondIsLikelier ? "second" : "first", e.Hits, e.NeighbourHits, e.Draws, e.EpsilonAtLeast, e.DeltaAtLeast }),
            }),
        });
}
