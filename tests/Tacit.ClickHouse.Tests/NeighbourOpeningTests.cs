using Tacit.ClickHouse.Opening;
using Tacit.Data;
using Tacit.Randomness;

namespace Tacit.ClickHouse.Tests;

/// <summary>Neighbours that are opened apart, under one secret: what is kept of everybody else is the same, though units have other numbers and rows stand elsewhere.</summary>
public sealed class NeighbourOpeningTests
{
    private const int People = 12;

    [Fact]
    public async Task Kept_rows_and_values_of_a_unit_do_not_depend_on_who_else_is_there()
    {
        var random = RandomSource.Seeded(34);
        var rows = Enumerable.Range(0, 200).Select(_ => (Id: (int)random.NextBelow(People), Text: $"{"abcd"[(int)random.NextBelow(4)]},{random.NextBelow(50)}")).ToArray();
        var all = await KeptAsync(rows);
        Assert.InRange(all.Count, 40, 170);
        for (var gone = 0; gone < People; gone++)
        {
            Assert.Equal(all.Where(r => !r.StartsWith($"{gone} ", StringComparison.Ordinal)), await KeptAsync([.. rows.Where(r => r.Id != gone).OrderBy(_ => random.NextUInt64())]));
        }
    }

    private static async Task<List<string>> KeptAsync((int Id, string Text)[] rows)
    {
        var unit = PrivacyUnit.Person("id");
        var connection = await ClickHouseServer.DatabaseAsync();
        await ClickHouseServer.TableAsync(connection, "v", "id integer, who text, test text, v double precision", rows.Select(r => $"{r.Id},{r.Id},{r.Text}").Prepend("id,who,test,v"));
        await using var named = await Dataset.OpenAsync("v", unit, d => d.From(new ClickHouseDatabase(connection))
            .Table("rows", "v", t => Columns(t).AtMost(8))
            .Table("few", "v", t => Columns(t).AtMost(2, per: "test", valuesPerUnit: 2)));
        await using var session = await Session.OpenAsync(connection, CancellationToken.None);
        await new Preparation(session, new(unit, [.. named.Tables.Select(f => new DeclaredTable(f, "v"))], []), null, CancellationToken.None, secret: "(toUInt64(7), toUInt64(8))").RunAsync();
        var kept = new List<string>();
        foreach (var table in new[] { "t0", "t1" })
        {
            kept.AddRange((await session.RowsAsync($"SELECT c0, c1, c2, r FROM {table}", r => string.Join(' ', Enumerable.Range(0, 4).Select(i => Convert.ToString(r.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))), "could not be read", CancellationToken.None)).Order(StringComparer.Ordinal));
        }

        return kept;

        static TableBuilder Columns(TableBuilder t) => t.Category("who", [.. Enumerable.Range(0, People).Select(i => $"{i}")]).Category("test", "a", "b", "c", "d").Number("v", 0, 50);
    }
}
