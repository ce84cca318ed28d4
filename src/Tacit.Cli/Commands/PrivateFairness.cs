using System.CommandLine;
using System.Globalization;
using Tacit.Audit.Fairness;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

/// <summary>The options of the private audit: who pays, whose rows they are, and what is public of them.</summary>
internal sealed class PrivateFairness
{
    private readonly Option<bool> _private = new("--private") { Description = "The rows are private: release a table of counts with noise for each model and seed, and compute all from them." };
    private readonly Option<string?> _ledger = new("--ledger") { Description = "With --private: the ledger that pays." };
    private readonly Option<string?> _key = LedgerFile.KeyOption();
    private readonly Option<string?> _account = new("--account") { Description = "With --private: the account in it." };
    private readonly Option<string?> _unit = new("--unit") { Description = "With --private: the column that names a person; without it each row is a unit. As the account was opened." };
    private readonly Option<bool> _replace = new("--replace") { Description = "With --private: the account's neighbours differ by one unit replaced." };
    private readonly Option<int?> _rows = new("--rows-per-unit") { Description = "With --private: the most rows of a person that are counted; 1 unless given." };
    private readonly Option<string?> _epsilon = new("--epsilon") { Description = "With --private: ε of one table. Each model and each seed has a table of its own, so M of them cost M·ε." };
    private readonly Option<int?> _bins = new("--bins") { Description = "With --private: score bins of equal width; 10 unless given. The threshold must be one of their edges." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _private, _ledger, _key, _account, _unit, _replace, _rows, _epsilon, _bins })
        {
            command.Add(option);
        }
    }

    public bool IsAsked(ParseResult result) => result.GetValue(_private);

    /// <summary>Refuses options of the private audit where it is not asked for: a forgotten --private would read rows without protection.</summary>
    public void Refuse(ParseResult result)
    {
        if (result.GetValue(_ledger) is not null || result.GetValue(_account) is not null || result.GetValue(_unit) is not null || result.GetValue(_epsilon) is not null || result.GetValue(_rows) is not null || result.GetValue(_bins) is not null || result.GetValue(_replace))
        {
            throw new BadInputException("--ledger, --account, --unit, --replace, --rows-per-unit, --epsilon and --bins belong to --private. Nothing was read.");
        }
    }

    public async Task<Release<FairnessReport>> RunAsync(
        ParseResult result, string file, string label, string[] groups, string reference, IReadOnlyList<(string Name, double Epsilon, string[] Columns)> models, FairnessOptions options, CancellationToken token)
    {
        var path = result.GetValue(_ledger) ?? throw new BadInputException("A private audit is paid for: give --ledger and --account. `tacit ledger open` makes them.");
        var account = result.GetValue(_account) ?? throw new BadInputException("Name the account that pays with --account.");
        var epsilon = QueryCommand.Amount(result.GetValue(_epsilon), "--epsilon") ?? throw new BadInputException("Say with --epsilon what one table may cost.");
        var bins = result.GetValue(_bins) ?? 10;
        if (bins is < 2 or > 100)
        {
            throw new BadInputException($"There are 2 to 100 score bins, but {bins} were asked for. Nothing was spent.");
        }

        double[] edges = [.. Enumerable.Range(1, bins - 1).Select(i => (double)i / bins)];
        if (options.Threshold is not { } threshold || Array.IndexOf(edges, threshold) < 0)
        {
            throw new BadInputException($"A private audit needs a --threshold that is an edge of its bins: {string.Join(", ", edges.Select(e => e.ToString(CultureInfo.InvariantCulture)))}. Nothing was spent.");
        }

        GroupDomain[] attributes = [.. groups.Select(Attribute)];
        var table = new FairnessTable(attributes, edges, [.. models.SelectMany(m => m.Columns.Select(_ => new ScoredColumn(m.Name, m.Epsilon)))], epsilon, result.GetValue(_rows) ?? 1);
        table.Check(options);
        var unit = result.GetValue(_unit);
        var who = unit is null ? PrivacyUnit.Row() : PrivacyUnit.Person(unit);
        var population = new Population(account, result.GetValue(_replace) ? who.Under(Neighbours.Replace) : who);

        // Faults of the file are the owner's to see, and nothing is spent on them.
        var data = await CsvColumns.ReadAsync(file, token);
        var rows = new ScoredRows(
            data.Flags(label), [.. attributes.Select(a => new GroupColumn(a.Name, data.Texts(a.Name)))], data.Numbers(reference), [.. models.SelectMany(m => m.Columns).Select(c => (IReadOnlyList<double>)data.Numbers(c))])
        {
            Units = unit is null ? [] : data.Texts(unit),
        };
        if (!File.Exists(path) && !path.StartsWith("postgresql:", StringComparison.Ordinal))
        {
            throw new BadInputException($"There is no ledger at {path}. `tacit ledger open` begins one. Nothing was spent.");
        }

        await using var ledger = await Ledger.OpenExistingAsync(path, keyFile: result.GetValue(_key), token: token);
        var status = (await ledger.StatusAsync(token)).FirstOrDefault(s => s.Account == account) ?? throw new BadInputException($"The ledger has no account '{account}'. `tacit ledger open` opens one. Nothing was spent.");
        var payer = await ledger.AccountAsync(population, status.Cap, token: token);
        var release = await table.ReleaseAsync(new(population, _ => ValueTask.FromResult(rows)), payer.Spend(epsilon * table.Columns.Count), token);
        return release.Select(counts => counts.Report(options, token));
    }

    private static GroupDomain Attribute(string text)
    {
        var place = text.IndexOf('=', StringComparison.Ordinal);
        return place > 0 && text[(place + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } values
            ? new(text[..place], values)
            : throw new BadInputException($"The values of private groups must be public: write --group sex=female,male in place of --group {text}. Nothing was spent.");
    }
}
