using System.Globalization;

namespace Tacit.ClickHouse.Tests.Support;

/// <summary>The same tables in files for the embedded engine and in a database.</summary>
internal sealed class Both : IAsyncDisposable
{
    private readonly Scratch _scratch = new();
    private readonly List<(string Name, Action<TableBuilder> Declare)> _tables = [];
    private readonly List<(string Name, Action<PublicTableBuilder> Declare)> _public = [];
    private readonly PrivacyUnit _unit;

    private Both(string connection, PrivacyUnit unit)
    {
        Connection = connection;
        _unit = unit;
    }

    public string Connection { get; }

    public Dataset Embedded { get; private set; } = null!;

    public Dataset Server { get; private set; } = null!;

    public static async Task<Both> NewAsync(string person = "id") => new(await ClickHouseServer.DatabaseAsync(), PrivacyUnit.Person(person));

    /// <summary>Adds a table.</summary>
    /// <param name="name">Its name in all places.</param>
    /// <param name="columns">The columns as the server declares them.</param>
    /// <param name="lines">Lines of CSV with a header.</param>
    /// <param name="declare">What is public about it.</param>
    public async Task TableAsync(string name, string columns, IReadOnlyList<string> lines, Action<TableBuilder> declare)
    {
        _tables.Add((name, declare));
        await FillAsync(name, columns, lines);
    }

    public async Task PublicTableAsync(string name, string columns, IReadOnlyList<string> lines, Action<PublicTableBuilder> declare)
    {
        _public.Add((name, declare));
        await FillAsync(name, columns, lines);
    }

    public async Task OpenAsync()
    {
        await OpenEmbeddedAsync();
        await OpenServerAsync();
    }

    public async Task OpenEmbeddedAsync() => Embedded = await _scratch.OpenAsync(d =>
    {
        _tables.ForEach(t => d.Table(t.Name, t.Name + ".csv", t.Declare));
        _public.ForEach(t => d.PublicTable(t.Name, t.Name + ".csv", t.Declare));
    }, _unit);

    public async Task OpenServerAsync() => Server = await OpenAsync(Connection);

    /// <summary>The same tables in other databases.</summary>
    public Task<Dataset> OpenAsync(params string[] connections) => Dataset.OpenAsync("clinic", _unit, d =>
    {
        d.From([.. connections.Select(c => new ClickHouseDatabase(c))]);
        _tables.ForEach(t => d.Table(t.Name, t.Name, t.Declare));
        _public.ForEach(t => d.PublicTable(t.Name, t.Name, t.Declare));
    });

    /// <summary>Asks both engines and compares every bit.</summary>
    public async Task AlikeAsync(string sql)
    {
        try
        {
            var (embedded, server) = await AskAsync(sql);
            Assert.True(embedded == server, $"{sql}\nembedded\n{embedded}\nserver\n{server}");
        }
        catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException(sql, e);
        }
    }

    /// <summary>The answers of both engines without noise, as one text each: the bits of every value.</summary>
    public async Task<(string Embedded, string Server)> AskAsync(string sql) => (Bits(await Embedded.ExactAsync(sql)), Bits(await Server.ExactAsync(sql)));

    public static string Bits(Table table) => string.Join("\n", table.Rows.Select(r => string.Join(" | ", r.Keys) + " : " + string.Join(" ", r.Values.Select(v =>
        v is { } e ? string.Create(CultureInfo.InvariantCulture, $"{e.Value:R} [{e.Low:R}, {e.High:R}]") : "–"))).Prepend(string.Join(", ", table.Columns)));

    public async ValueTask DisposeAsync()
    {
        if (Embedded is not null)
        {
            await Embedded.DisposeAsync();
        }

        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        _scratch.Dispose();
    }

    private async Task FillAsync(string name, string columns, IReadOnlyList<string> lines)
    {
        _scratch.Write(name + ".csv", lines);
        await ClickHouseServer.TableAsync(Connection, name, columns, lines);
    }
}
