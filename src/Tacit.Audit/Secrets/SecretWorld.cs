using System.Globalization;
using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Sticky;
using Tacit.Data;

namespace Tacit.Audit.Secrets;

/// <summary>A table behind Tacit, twice: once the victim has the secret, once another value. Everything goes through the public API, with a ledger on disk for every game.</summary>
public sealed class SecretWorld : IAsyncDisposable
{
    private const string Table = "people";
    private readonly List<(Dataset Data, DirectoryInfo Folder)> _opened = [];

    private SecretWorld(SecretVictim victim) => Victim = victim;

    /// <summary>The person, as both targets know him.</summary>
    public SecretVictim Victim { get; }

    /// <summary>Tacit with the data in which the victim has the secret.</summary>
    public IQueryTarget Has { get; private set; } = null!;

    /// <summary>Tacit with the data in which he has not.</summary>
    public IQueryTarget HasNot { get; private set; } = null!;

    /// <summary>Writes both versions of a table to temporary files, and opens them.</summary>
    /// <param name="table">The records, one for each person. What it holds is declared as it is: this is the auditor's own table.</param>
    /// <param name="row">The victim's row. Nobody else should have all of his known values.</param>
    /// <param name="known">The columns that are known of him.</param>
    /// <param name="secret">The secret column, of texts.</param>
    /// <param name="value">The value that is asked for.</param>
    /// <param name="budget">The budget of one game.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">The victim is not the only one with these values, the secret has not another value, or Tacit does not take the table.</exception>
    public static async Task<SecretWorld> OpenAsync(MicroTable table, int row, IReadOnlyList<string> known, string secret, string value, BudgetPolicy budget, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(budget);
        var other = table.Values(secret).FirstOrDefault(v => v != value);
        if (other is null || RowCondition.IsNumber(value))
        {
            throw new BadInputException($"The secret '{secret}' must be of texts, and have another value than {value}.");
        }

        var values = table.Is(row, known);
        if (table.Scan(values) != 1)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"Row {row} is not the only one with its values of {string.Join(", ", known)}: what is known must single the victim out."));
        }

        var world = new SecretWorld(new(RowCondition.Quoted(Table), values, RowCondition.Is(secret, value)));
        try
        {
            world.Has = await world.OpenAsync(table.With(row, secret, value), secret, [value, other], budget, token).ConfigureAwait(false);
            world.HasNot = await world.OpenAsync(table.With(row, secret, other), secret, [value, other], budget, token).ConfigureAwait(false);
            return world;
        }
        catch
        {
            await world.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (data, folder) in _opened)
        {
            await data.DisposeAsync().ConfigureAwait(false);
            folder.Delete(recursive: true);
        }

        _opened.Clear();
    }

    private async Task<IQueryTarget> OpenAsync(MicroTable table, string secret, string[] secrets, BudgetPolicy budget, CancellationToken token)
    {
        var folder = Directory.CreateTempSubdirectory("tacit-secret-");
        try
        {
            string[] header = [Person(table), .. table.Columns];
            await File.WriteAllLinesAsync(
                Path.Combine(folder.FullName, "people.csv"),
                Enumerable.Range(0, table.Rows)
                    .Select(r => string.Join(',', table.Columns.Select(c => Cell(RowCondition.Plain(table.Cell(r, c)))).Prepend(table.Persons[r].ToString(CultureInfo.InvariantCulture))))
                    .Prepend(string.Join(',', header.Select(Cell))),
                token).ConfigureAwait(false);
            var policyFile = Path.Combine(folder.FullName, "people.policy.json");
            Policy(table, secret, secrets, budget).Save(policyFile);
            var policy = PrivacyPolicy.Load(policyFile);
            var data = await policy.OpenDataAsync(token: token).ConfigureAwait(false);
            _opened.Add((data, folder));
            return new TacitTarget(data, policy.Population(), folder);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    private static PrivacyPolicy Policy(MicroTable table, string secret, string[] secrets, BudgetPolicy budget) => new()
    {
        Format = PrivacyPolicy.CurrentFormat,
        Ledger = new() { Path = "unused.ledger" },
        Populations =
        [
            new()
            {
                Name = Table,
                Unit = new() { Kind = UnitKind.Person, Column = Person(table) },
                DataVersion = "1",
                Budget = budget,
                Source = new() { Tables = [new() { Name = Table, File = "people.csv", OnePerUnit = true, Columns = [.. table.Columns.Select(c => Declared(table, c, c == secret ? secrets : null))] }] },
            },
        ],
    };

    // Both versions are declared alike, whatever the victim's row holds.
    private static ColumnPolicy Declared(MicroTable table, string column, string[]? secrets)
    {
        var values = table.Values(column).Concat(secrets ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (values.Any(v => !RowCondition.IsNumber(v)))
        {
            return new() { Name = column, Kind = PolicyColumnKind.Category, Values = [.. values.Select(RowCondition.Plain)] };
        }

        var numbers = Array.ConvertAll(values, v => double.Parse(v, CultureInfo.InvariantCulture));
        return new() { Name = column, Kind = PolicyColumnKind.Number, Low = numbers.Min(), High = Math.Max(numbers.Max(), numbers.Min() + 1) };
    }

    // A name that no column has.
    private static string Person(MicroTable table) => table.Columns.Aggregate("person", (name, column) => name + (column.StartsWith(name, StringComparison.Ordinal) ? "_" : string.Empty));

    private static string Cell(string text) => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
