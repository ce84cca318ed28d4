using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tacit.Audit;
using Tacit.Audit.Local;
using Tacit.Audit.Targets;
using Tacit.Cli.Output;
using Tacit.Local;
using Tacit.Numerics;
using Tacit.Randomness;
using Tacit.Studies;

namespace Tacit.Cli.Commands;

internal static class AuditLocalCommand
{
    private const string Uncleared = "broken-";
    private const string HashOnly = "broken-hash-only";
    private static readonly LocalAuditOptions Defaults = new();
    private static readonly double[] Grid = [0.25, 0.5, 1, 2, 4];
    private static readonly string[] Twins = ["broken-sue", "broken-oue", HashOnly];

    public static Command Create()
    {
        var parameters = new ProtocolOptions();
        var (domain, epsilon) = (parameters.Domain, parameters.Epsilon);
        var protocol = new Option<string?>("--protocol") { Description = $"A protocol of Tacit, or a broken twin: {string.Join(", ", Twins)} (a true bit that is not cleared; a hash without noise). {ProtocolFamily.Listed}" };
        var process = new Option<string?>("--process") { Description = "The command line of a client in any language, which answers lines of JSON; see docs/audit.md." };
        var rounds = new Option<int>("--rounds") { Description = "Reports of each user of a value that stays, where devices remember: the claim is then ε of all of them.", DefaultValueFactory = _ => 1 };
        var first = new Option<int>("--first") { Description = "One value." };
        var second = new Option<int?>("--second") { Description = "The other; the last of the domain unless given." };
        var trials = new Option<long>("--trials") { Description = "New users of each value.", DefaultValueFactory = _ => Defaults.Trials };
        var confidence = new Option<double>("--confidence") { Description = "Of the bound: 1 less the probability of a false alarm.", DefaultValueFactory = _ => 1 - Defaults.Alpha };
        var attack = new Option<LocalAttack?>("--attack") { Description = "pairwise (the event whose likelihood ratio is ε, or the best that is known of the protocol), guess (the attack of the paper, on one value), or search (for reports of which nothing is known; a process is searched unless given)." };
        var seed = new Option<ulong?>("--seed") { Description = "Repeats an audit of a protocol; drawn and shown unless given." };
        var threads = new Option<int?>("--threads") { Description = "Threads, each with a process of its own; one per processor unless given." };
        var timeout = new Option<double>("--timeout") { Description = "Seconds to wait for one answer of a process.", DefaultValueFactory = _ => 30 };
        var plot = new Option<string?>("--plot") { Description = "An SVG file: audited against claimed ε, for ε from 0.25 to 4; each point is an audit of its own. Where a protocol has two, both grow alike." };
        var json = JsonOut.Option("Print the result as one JSON object; see docs/audit.md.");
        var command = new Command(
            "local",
            "Proves a lower bound on ε of a local randomizer from reports of many new users with one of two values. 0: the claim is not exceeded, which proves nothing. 1: exceeded, or not audited.\n\n"
            + "Example: tacit audit local --protocol grr --domain 16 --epsilon 1 --json\nExample: tacit audit local --protocol broken-oue --domain 25 --epsilon 1 --trials 10000\nExample: tacit audit local --protocol sw --low 0 --high 100 --epsilon 1\nExample: tacit audit local --protocol l-osue --domain 16 --epsilon-infinity 2 --epsilon 1 --rounds 10\nExample: tacit audit local --process \"node client.js\" --trials 100000")
        {
            protocol, process, first, second, rounds, trials, confidence, attack, seed, threads, timeout, plot, json,
        };
        foreach (var option in parameters.OfSome)
        {
            command.Options.Add(option);
        }

        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var claimed = result.GetValue(epsilon) is { } text ? Epsilon(text) : (Rational?)null;
            if (!(result.GetValue(confidence) is > 0 and < 1))
            {
                throw new BadInputException("The confidence must be in (0, 1), such as 0.99.");
            }

            var options = Defaults with
            {
                Trials = result.GetValue(trials),
                Alpha = 1 - result.GetValue(confidence),
                Seed = result.GetValue(seed) ?? RandomSource.Create().NextUInt64(),
                Threads = result.GetValue(threads),
            };
            var asked = result.GetValue(attack);
            LocalAuditResult audit;
            List<LocalAuditResult>? grid = null;
            if (result.GetValue(process) is { } line)
            {
                if (parameters.OfSome.Where(o => o != epsilon).Concat([protocol, plot]).FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } other)
                {
                    throw new BadInputException($"{other.Name} has no effect on a process, which says its own protocol and domain and has one ε. Leave it out, or leave out --process.");
                }

                if (result.GetValue(rounds) != 1)
                {
                    throw new BadInputException("A process makes one report of each new user: leave out --rounds.");
                }

                audit = await AuditAsync(line, result.GetValue(first), result.GetValue(second), claimed, result.GetValue(timeout), asked ?? LocalAttack.Search, options, token);
            }
            else
            {
                if (result.GetValue(protocol) is not { } name)
                {
                    throw new BadInputException("Say what to audit: --protocol with --domain and --epsilon, or a client with --process.");
                }

                var isOfOneValue = name.StartsWith(Uncleared, StringComparison.Ordinal) || OracleNames.Names.Contains(name, StringComparer.OrdinalIgnoreCase);
                var input = new ProtocolInput(parameters, result, name);
                if (isOfOneValue)
                {
                    input.Take(domain, epsilon);
                }

                Task<LocalAuditResult> One(ProtocolInput at, ulong from, IProgress<AuditProgress>? progress) => isOfOneValue && result.GetValue(rounds) == 1
                    ? AuditAsync(name, at.Domain, at.Epsilon, result.GetValue(first), result.GetValue(second) ?? at.Domain - 1, asked ?? LocalAttack.Pairwise, options with { Seed = from }, progress, token)
                    : AnyAsync(at.Create(), result.GetValue(first), result.GetValue(second), result.GetValue(rounds), asked ?? LocalAttack.Pairwise, options with { Seed = from }, progress, token);
                audit = await One(input, options.Seed!.Value, new TenthsProgress("trials"));
                if (result.GetValue(plot) is { } file)
                {
                    if (input.Protocol == RapporProtocol.ProtocolName)
                    {
                        throw new BadInputException("A chart is drawn over ε, and that of rappor follows from f, p and q. Leave out --plot.");
                    }

                    grid = [];
                    var seeds = RandomSource.Seeded(options.Seed.Value);
                    foreach (var at in Grid)
                    {
                        grid.Add(await One(new(parameters, result, name) { Factor = at / audit.Claim.Epsilon }, seeds.NextUInt64(), null));
                    }

                    Draw(name, grid, file);
                }
            }

            if (result.GetValue(json))
            {
                Print(audit, grid);
            }
            else
            {
                Console.Out.WriteLine(Text(audit, grid));
            }

            return audit.Verdict == LocalVerdict.Exceeded ? Exit.Failed : Exit.Done;
        }));
        return command;
    }

    private static Task<LocalAuditResult> AuditAsync(
        string name, int domain, Rational epsilon, int first, int second, LocalAttack attack, LocalAuditOptions options, IProgress<AuditProgress>? progress, CancellationToken token)
    {
        var broken = name.StartsWith(Uncleared, StringComparison.Ordinal);
        if (broken && !Twins.Contains(name, StringComparer.Ordinal))
        {
            throw new BadInputException($"There is no broken twin '{name}'. There are {string.Join(", ", Twins)}.");
        }

        var kind = name == HashOnly ? OracleKind.Olh : OracleNames.Parse(broken ? name[Uncleared.Length..] : name);
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        var source = name == HashOnly ? ReportSource.Of(s => new HashOnlyClient(oracle, s), first, second)
            : broken ? ReportSource.Of(s => new BuggyUnaryEncodingClient(oracle, s), first, second)
            : ReportSource.Of(oracle, first, second);
        return LdpAuditor.RunAsync(source, AttackOf(attack, oracle, first, second), options, progress, token);
    }

    private static Task<LocalAuditResult> AnyAsync(IReportProtocol protocol, int first, int? second, int rounds, LocalAttack attack, LocalAuditOptions options, IProgress<AuditProgress>? progress, CancellationToken token)
    {
        var audit = ProtocolAudit.Of(protocol, first, second, rounds);
        return LdpAuditor.RunAsync(
            audit.Source,
            attack switch
            {
                LocalAttack.Search => ReportAttack.Search(),
                LocalAttack.Pairwise => audit.Attack,
                _ => throw new BadInputException($"The attack of the paper guesses one value of one report, which {protocol.Name} does not make. Take pairwise or search."),
            },
            options,
            progress,
            token);
    }

    private static async Task<LocalAuditResult> AuditAsync(
        string line, int first, int? second, Rational? claimed, double timeout, LocalAttack attack, LocalAuditOptions options, CancellationToken token)
    {
        string[] words = [.. CommandLineParser.SplitCommandLine(line)];
        if (words.Length == 0)
        {
            throw new BadInputException("--process is the command line of a client, such as \"node client.js\".");
        }

        if (!(timeout is > 0 and <= 86_400))
        {
            throw new BadInputException("The timeout must be positive, and at most 86400 seconds.");
        }

        using var source = ProgramSource.Start(words[0], words[1..], first, second, claimed is { } c ? new LocalClaim(c.ToDouble()) : null, TimeSpan.FromSeconds(timeout));

        // Only a search reads reports of any form; the others read those of a protocol of Tacit.
        var oracle = attack == LocalAttack.Search ? null
            : FrequencyOracle.Create(OracleNames.Parse(source.Protocol), source.Domain, claimed ?? Epsilon(source.Claim.Epsilon.ToString("0.#########", CultureInfo.InvariantCulture)));
        return await LdpAuditor.RunAsync(source, AttackOf(attack, oracle, first, second ?? source.Domain - 1), options, new TenthsProgress("trials"), token);
    }

    private static ReportAttack AttackOf(LocalAttack attack, FrequencyOracle? oracle, int first, int second) => attack switch
    {
        LocalAttack.Pairwise => ReportAttack.Pairwise(oracle!, first, second),
        LocalAttack.Guess => ReportAttack.Guess(oracle!, first),
        _ => ReportAttack.Search(),
    };

    private static Rational Epsilon(string text) => Rational.TryParse(text, out var epsilon)
        ? epsilon
        : throw new BadInputException($"--epsilon is a number such as 0.5 or 1, but was '{text}'.");

    private static void Draw(string name, List<LocalAuditResult> grid, string file)
    {
        var chart = new CurveChart($"Audited and claimed ε of {name}", "claimed ε", "ε") { IsLogVertical = true };
        chart.Add("claimed", Grid, Grid);
        chart.Add("declared to be spent", Grid, [.. grid.Select(g => g.Claim.TightEpsilon)]);
        chart.Add("at least, by the audit", Grid, [.. grid.Select(g => g.EpsilonLower)]);
        try
        {
            File.WriteAllText(file, chart.Svg());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The chart cannot be written to {file}: {e.Message}");
        }
    }

    private static string Text(LocalAuditResult audit, List<LocalAuditResult>? grid)
    {
        var lines = new List<string>
        {
            audit.Verdict switch
            {
                LocalVerdict.Exceeded => $"EXCEEDED: {audit.Source} does not keep {audit.Claim}.",
                LocalVerdict.AboveNominal => $"Above the advertised ε, within the tight one: {audit.Source}, {audit.Claim}.",
                _ => $"Not exceeded: nothing was found against {audit.Claim} of {audit.Source}. That is no proof.",
            },
            string.Create(CultureInfo.InvariantCulture, $"  ε ≥ {audit.EpsilonLower:0.####}, where {audit.Ceiling:0.##} could be shown, at {100 * (1 - audit.Alpha):0.####} % confidence; {audit.Trials} trials of each of {audit.Inputs}, seed {audit.Seed}"),
        };
        lines.AddRange(audit.Events.Take(3).Select(e => string.Create(
            CultureInfo.InvariantCulture,
            $"  {audit.Attack}, {e.Event}: {(e.SecondIsLikelier ? e.NeighbourHits : e.Hits)} of {e.Draws} with the first, {(e.SecondIsLikelier ? e.Hits : e.NeighbourHits)} with the second: ε ≥ {e.EpsilonAtLeast:0.####}")));
        lines.AddRange((grid ?? []).Select(g => string.Create(CultureInfo.InvariantCulture, $"  claimed {g.Claim}: ε ≥ {g.EpsilonLower:0.####}{(g.Verdict == LocalVerdict.Exceeded ? ", EXCEEDED" : string.Empty)}")));
        return string.Join(Environment.NewLine, lines);
    }

    private static void Print(LocalAuditResult audit, List<LocalAuditResult>? grid) => JsonOut.Print(new
    {
        format = 1,
        audit.Source,
        audit.Inputs,
        audit.Attack,
        epsilonClaimed = audit.Claim.Epsilon,
        epsilonTight = audit.Claim.TightEpsilon,
        audit.Claim.Delta,
        audit.EpsilonLower,
        audit.Ceiling,
        verdict = Word(audit.Verdict),
        confidence = Math.Round(1 - audit.Alpha, 12),
        audit.Alpha,
        audit.Trials,
        seed = audit.Seed.ToString(CultureInfo.InvariantCulture),
        events = audit.Events.Select(e => new { e.Event, likelierOn = e.SecondIsLikelier ? "second" : "first", e.Hits, e.NeighbourHits, e.Draws, e.EpsilonAtLeast, e.DeltaAtLeast }),
        grid = grid?.Select(g => new { epsilonClaimed = g.Claim.Epsilon, epsilonTight = g.Claim.TightEpsilon, g.EpsilonLower, verdict = Word(g.Verdict) }),
    });

    private static string Word(LocalVerdict verdict) => verdict switch { LocalVerdict.Exceeded => "exceeded", LocalVerdict.AboveNominal => "aboveNominal", _ => "within" };
}
