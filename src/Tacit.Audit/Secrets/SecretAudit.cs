using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Sticky;
using Tacit.Randomness;

namespace Tacit.Audit.Secrets;

/// <summary>Attacks on a secret of persons of whom other things are known: against sticky noise, where they succeed, and against Tacit, where accuracy stays within what the spent budget allows.</summary>
/// <remarks>
/// <see cref="Queries.QueryAudit"/> asks whether a person is in the data at all. Here the person is, and known by some columns; what is guessed is another column.
/// Source: Gadotti, Houssiau, Rocher, Livshits and de Montjoye, When the signal is in the noise, USENIX Security 2019.
/// </remarks>
public static class SecretAudit
{
    private const int BestCaseKnown = 5;
    private const int BestCaseOthers = 10;

    private static readonly SecretAttack[] All =
    [
        new DifferentialNoiseAttack(), new CloningAttack(), new CloningAttack { Search = CloningSearch.Fast }, new DifferentialNoiseAttack { NoiseIsFresh = true }, new CloningAttack { NoiseIsFresh = true },
        new DirectAttack(), new BothValuesAttack(),
    ];

    // A search believes what is suppressed; fresh noise has another test than noise that sticks.
    private static readonly string[] ForSticky = ["differential", "cloning", "cloning-fast"];
    private static readonly string[] ForTacit = ["differential", "differential-mean", "cloning", "cloning-mean", "direct", "both-values"];

    /// <summary>The attacks.</summary>
    public static IReadOnlyList<SecretAttack> Attacks => All;

    /// <summary>Runs attacks.</summary>
    /// <param name="options">Which ones, on what, how often; the defaults if null.</param>
    /// <param name="progress">Hears of every game.</param>
    /// <param name="token">Stops between two questions.</param>
    /// <exception cref="BadInputException">There is no such attack or column, an option is out of range, or nobody in the table is singled out by what is known.</exception>
    public static async Task<SecretAuditResult> RunAsync(SecretAuditOptions? options = null, IProgress<AuditProgress>? progress = null, CancellationToken token = default)
    {
        options ??= new();
        options.Check();
        var isTacit = options.Engine == SecretEngine.Tacit;
        var names = options.Attacks.Count > 0 ? options.Attacks.Distinct(StringComparer.Ordinal).ToArray() : isTacit ? ForTacit : ForSticky;
        SecretAttack[] attacks = [.. names.Select(name => Find(name, options.Engine))];
        var seed = options.Seed ?? RandomSource.Create().NextUInt64();
        var random = RandomSource.Seeded(seed);
        var table = options.Table ?? BestCase.Table(BestCaseKnown, BestCaseOthers, true);
        var known = options.Table is null ? BestCase.Columns(BestCaseKnown) : options.Known;
        var secret = options.Secret ?? BestCase.Secret;
        var value = options.Value ?? (options.Table is null ? BestCase.Value : MostCommon(table, secret));
        if (!table.Values(secret).Contains(value, StringComparer.Ordinal))
        {
            throw new BadInputException($"Nobody has the value {value} of '{secret}'.");
        }

        var heard = new Rest(progress, (long)options.Victims * attacks.Length);
        var reports = new List<AttackReport>();
        if (isTacit || options.Table is null)
        {
            var row = options.Table is null ? 0 : SingledOut(table, known, random);
            await using var world = isTacit ? await SecretWorld.OpenAsync(table, row, known, secret, value, options.Budget, token).ConfigureAwait(false) : null;
            var (has, hasNot, victim) = world is not null
                ? (world.Has, world.HasNot, world.Victim)
                : (new StickyTarget(table, options.Profile), new StickyTarget(BestCase.Table(BestCaseKnown, BestCaseOthers, false), options.Profile), BestCase.Victim(BestCaseKnown));
            foreach (var attack in attacks)
            {
                reports.Add(await SecretGames.RunDrawnAsync(attack, has, hasNot, victim, options.Victims, random.NextUInt64(), options.Alpha, options.Threads, heard, token).ConfigureAwait(false));
            }
        }
        else
        {
            var target = new StickyTarget(table, options.Profile);
            SecretCase[] cases = [.. Sample(table.Rows, options.Victims, random).Select(row => new SecretCase(target, new("people", table.Is(row, known), RowCondition.Is(secret, value)), table.Cell(row, secret) == value))];
            foreach (var attack in attacks)
            {
                reports.Add(await SecretGames.RunAsync(attack, cases, random.NextUInt64(), options.Alpha, options.Threads, heard, token).ConfigureAwait(false));
            }
        }

        return new(options.Engine, seed, reports)
        {
            Profile = isTacit ? null : options.Profile.Name,
            Budget = isTacit ? options.Budget.ToBudget() : null,
            Rows = table.Rows,
            RowsLeftOut = table.RowsLeftOut,
            Known = known,
            Secret = RowCondition.Is(secret, value).Sql,
            SecretIsDrawn = isTacit || options.Table is null,
        };
    }

    private static SecretAttack Find(string name, SecretEngine engine)
    {
        var attack = Array.Find(All, a => a.Name == name) ?? throw new BadInputException($"There is no attack '{name}'. There are: {string.Join(", ", All.Select(a => a.Name))}.");

        // Tacit suppresses nothing that a search could believe; there the victim is known to be singled out.
        return (attack, engine) switch
        {
            (CloningAttack { Search: CloningSearch.Fast }, SecretEngine.Tacit) => throw new BadInputException("A fast search looks at what is suppressed, which Tacit does not do: play 'cloning' against it, which needs no search there."),
            (CloningAttack cloning, SecretEngine.Tacit) => new CloningAttack { Search = CloningSearch.None, NoiseIsFresh = cloning.NoiseIsFresh },
            _ => attack,
        };
    }

    private static string MostCommon(MicroTable table, string secret) => table.Values(secret).MaxBy(v => table.Scan([RowCondition.Is(secret, v)]))!;

    private static int SingledOut(MicroTable table, IReadOnlyList<string> known, RandomSource random)
    {
        foreach (var row in Sample(table.Rows, Math.Min(table.Rows, 1000), random))
        {
            if (table.Scan(table.Is(row, known)) == 1)
            {
                return row;
            }
        }

        throw new BadInputException($"Of a thousand persons nobody is singled out by {string.Join(", ", known)}. Give more columns that are known.");
    }

    // Fisher and Yates, the first so many.
    private static IEnumerable<int> Sample(int rows, int count, RandomSource random)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        for (var i = 0; i < Math.Min(count, rows); i++)
        {
            var j = i + (int)random.NextBelow((ulong)(rows - i));
            (order[i], order[j]) = (order[j], order[i]);
            yield return order[i];
        }
    }

    // Every attack counts from the beginning; whoever listens hears of all.
    private sealed class Rest(IProgress<AuditProgress>? whole, long total) : IProgress<AuditProgress>
    {
        private long _done;

        public void Report(AuditProgress value) => whole?.Report(new(Interlocked.Increment(ref _done), total));
    }
}
