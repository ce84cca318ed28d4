using Tacit.Randomness;

namespace Tacit.Data.Tests;

/// <summary>Neighbours that are opened apart, under one secret: what is kept of everybody else is the same, though units have other numbers and rows stand elsewhere.</summary>
public sealed class NeighbourOpeningTests : IDisposable
{
    private const int People = 30;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Kept_rows_and_values_of_a_unit_do_not_depend_on_who_else_is_there()
    {
        var random = RandomSource.Seeded(34);
        var rows = Enumerable.Range(0, 500).Select(_ => (Id: (int)random.NextBelow(People), Text: $"{"abcd"[(int)random.NextBelow(4)]},{random.NextBelow(50)}")).ToArray();
        var all = Kept(rows);
        Assert.InRange(all.Length, 300, 400);
        for (var gone = 0; gone < People; gone++)
        {
            Assert.Equal(all.Where(r => r[0] != $"{gone}"), Kept([.. rows.Where(r => r.Id != gone).OrderBy(_ => random.NextUInt64())]));
        }

        // Under another secret others are kept.
        Assert.NotEqual(all, Kept(rows, secret: 8));
    }

    private string[][] Kept((int Id, string Text)[] rows, ulong secret = 7)
    {
        _scratch.Write("v.csv", rows.Select(r => $"{r.Id},{r.Id},{r.Text}").Prepend("id,who,test,v"));
        var unit = PrivacyUnit.Person("id");
        var tables = new DatasetBuilder()
            .Table("rows", _scratch.PathOf("v.csv"), t => Columns(t).AtMost(8))
            .Table("few", _scratch.PathOf("v.csv"), t => Columns(t).AtMost(2, per: "test", valuesPerUnit: 2))
            .Build(unit);
        using var engine = Engine.Start(1 << 28, null);
        new Preparation(engine, unit, null, CancellationToken.None, secret).Run(new(unit, tables, []));
        return [.. new[] { "t0", "t1" }.SelectMany(table => engine.Texts($"SELECT c0 || ' ' || c1 || ' ' || c2 || ' ' || r FROM {table} ORDER BY c0, c1, c2, r").Select(r => r.Split(' ')))];

        static TableBuilder Columns(TableBuilder t) => t.Category("who", [.. Enumerable.Range(0, People).Select(i => $"{i}")]).Category("test", "a", "b", "c", "d").Number("v", 0, 50);
    }
}
