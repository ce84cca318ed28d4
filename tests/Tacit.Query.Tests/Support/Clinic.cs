using Tacit.Data;
using Tacit.Randomness;

namespace Tacit.Query.Tests;

/// <summary>One row of persons, as declared: clipped, with what is unknown left out.</summary>
public sealed record Person(int Id, string? Sex, double? Age, double? Smokes, string? Town, double Days, double? Raw)
{
    public bool Clipped => Raw is < 0 or > 90;
}

/// <summary>One row of visits, as declared.</summary>
public sealed record Visit(int Id, string? Kind, double? Days, double? Value, string? Note);

/// <summary>A clinic in files and in memory: persons, and visits with missing, repeated and extreme values.</summary>
public sealed class Clinic : IAsyncLifetime
{
    private static readonly string[] SexCells = ["f", "f", "m", "m", "x", "", "F"];
    private static readonly string[] AgeCells = ["", "nan", "inf", "-inf", "-3", "90", "0", "40", "1e308", "-0"];
    private static readonly string[] Towns = ["Ulm", "Bonn", "O'Hara", "São Paulo", "", "  ", "a;b"];
    private readonly Scratch _scratch = new();

    static Clinic()
    {
        var random = RandomSource.Seeded(61);
        string Pick(string[] from) => from[random.NextBelow((ulong)from.Length)];
        for (var id = 0; id < 150; id++)
        {
            var (sex, town) = (Pick(SexCells), Pick(Towns));
            var age = random.NextBelow(3) == 0 ? Pick(AgeCells) : ((random.NextBelow(9000) / 100.0) + 0.125).ToString("R");
            var smokes = Pick(["0", "1", "1", ""]);
            var days = random.NextBelow(50) / 4.0;
            PersonLines.Add($"{id},{sex},{age},{smokes},{town},{days:R}");
            var real = age.Length == 0 || age == "nan" ? (double?)null : age switch { "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, _ => double.Parse(age) };
            Persons.Add(new(id, sex is "f" or "m" ? sex : null, real is { } r ? Math.Clamp(r, 0, 90) : null, smokes.Length == 0 ? null : double.Parse(smokes),
                town.Trim().Length == 0 ? null : town, days, real));
            for (var i = random.NextBelow(6); i > 0 && id % 5 != 0; i--)
            {
                var (kind, note) = (Pick(["lab", "call", "other"]), Pick(["n1", "n2", "it's", ""]));
                var value = random.NextBelow(6) == 0 ? (double?)null : (random.NextBelow(60_000) / 100.0) - 50;
                var when = random.NextBelow(8) == 0 ? (double?)null : random.NextBelow(4000) - 2000.0;
                VisitLines.Add($"{id},{kind},{when:R},{value:R},{note}");
                Visits.Add(new(id, kind == "other" ? null : kind, when is { } w ? Math.Clamp(w, -1000, 1000) : null,
                    kind == "other" || value is null ? null : kind == "lab" ? Math.Clamp(value.Value, 0, 1) : Math.Clamp(value.Value, 100, 500), note.Length == 0 ? null : note));
            }
        }

        // Visits of somebody who is no person of the other table, and one whose rows all exceed the limits.
        VisitLines.Add("999,lab,5,0.5,n1");
        Visits.Add(new(999, "lab", 5, 0.5, "n1"));
        for (var i = 0; i < 40; i++)
        {
            Same.Add((i % 7, i / 4.0));
        }
    }

    public static List<Person> Persons { get; } = [];

    public static List<Visit> Visits { get; } = [];

    public static List<(int Count, double Value)> Same { get; } = [];

    public Dataset Data { get; private set; } = null!;

    private static List<string> PersonLines { get; } = [];

    private static List<string> VisitLines { get; } = [];

    public async ValueTask InitializeAsync()
    {
        _scratch.Write("persons.csv", PersonLines.Prepend("id,sex,age,smokes,town,days"));
        _scratch.Write("visits.csv", VisitLines.Prepend("id,kind,days,value,note"));
        _scratch.Write("same.csv", Same.SelectMany((p, i) => Enumerable.Repeat($"{i},{p.Value:R}", p.Count)).Prepend("id,v"));
        Data = await _scratch.OpenAsync(d => d
            .Table("persons", "persons.csv", t => t.Category("sex", "f", "m", "nobody").Number("age", 0, 90).Flag("smokes").Text("town").Number("days", 0, 20).Bands("band", "age", 0, 40, double.PositiveInfinity).OnePerUnit())
            .Table("visits", "visits.csv", t => Visit(t).AtMost(30))
            .Table("each", "visits.csv", t => Visit(t).AtMost(2, per: "kind"))
            .Table("few", "visits.csv", t => Visit(t).AtMost(2, per: "kind", valuesPerUnit: 1))
            .Table("same", "same.csv", t => t.Number("v", 0, 10).AtMost(4)));

        static TableBuilder Visit(TableBuilder t) => t.Category("kind", "lab", "call").Number("days", -1000, 1000).Number("value", per: "kind", ("lab", 0, 1), ("call", 100, 500)).Text("note");
    }

    public async ValueTask DisposeAsync()
    {
        await Data.DisposeAsync();
        _scratch.Dispose();
    }
}
