using System.Globalization;
using Tacit.Data;
using Tacit.Randomness;

namespace Tacit.Query.Tests;

/// <summary>A small clinic whose rows the tests know: persons, and measurements with missing, repeated and extreme values. Nobody is cut.</summary>
public sealed class Clinic : IAsyncDisposable
{
    public const int RowLimit = 6;

    private readonly Scratch _scratch = new();

    public IReadOnlyList<(string Id, string Sex, double? Age)> Persons { get; private set; } = [];

    public IReadOnlyList<(string Id, string Test, double? Value, string Note)> Labs { get; private set; } = [];

    public Dataset Data { get; private set; } = null!;

    public static async Task<Clinic> OpenAsync(ulong seed, int persons, string? without = null, int rowLimit = RowLimit)
    {
        var random = RandomSource.Seeded(seed);
        var people = new List<(string, string, double?)>();
        var labs = new List<(string, string, double?, string)>();
        for (var i = 0; i < persons; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"p{i}");
            people.Add((id, random.NextBit() ? "f" : "m", random.NextBelow(10) == 0 ? null : random.NextBelow(120) - 10.0));
            for (var n = random.NextBelow(RowLimit + 1); n > 0; n--)
            {
                var test = new[] { "a", "b", "c", "unknown" }[random.NextBelow(4)];
                labs.Add((id, test, random.NextBelow(8) == 0 ? null : (random.NextBelow(400) / 4.0) - 20, "note " + random.NextBelow(3)));
            }
        }

        people.RemoveAll(p => p.Item1 == without);
        labs.RemoveAll(l => l.Item1 == without);
        var clinic = new Clinic { Persons = people, Labs = labs };
        clinic._scratch.Write("persons.csv", Shuffle(people.Select(p => FormattableString.Invariant($"{p.Item1},{p.Item2},{p.Item3}")), random).Prepend("id,sex,age"));
        clinic._scratch.Write("labs.csv", Shuffle(labs.Select(l => FormattableString.Invariant($"{l.Item1},{l.Item2},{l.Item3},{l.Item4}")), random).Prepend("id,test,value,note"));
        clinic.Data = await clinic._scratch.OpenAsync(data => data
            .Table("persons", "persons.csv", t => t.Category("sex", "f", "m", "x").Number("age", 0, 100).Bands("band", "age", 0, 40, double.PositiveInfinity).OnePerUnit())
            .Table("labs", "labs.csv", t => t.Category("test", "a", "b", "c").Number("value", 0, 64).Text("note").AtMost(rowLimit)));
        return clinic;
    }

    public static double Clip(double value, double low, double high) => Math.Min(high, Math.Max(low, value));

    public string SexOf(string id) => Persons.First(p => p.Id == id).Sex;

    public async ValueTask DisposeAsync()
    {
        await Data.DisposeAsync();
        _scratch.Dispose();
    }

    private static List<string> Shuffle(IEnumerable<string> lines, RandomSource random)
    {
        var list = lines.ToList();
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = (int)random.NextBelow((ulong)i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }

        return list;
    }
}
