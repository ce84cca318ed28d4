using System.Text.Json;
using Tacit.Data;
using Tacit.Mechanisms;

namespace Tacit.Studies.MedicalDpReview;

/// <summary>The two bundled cohorts, opened as an owner opens data: declared public facts, clipped integers.</summary>
internal static class Cohorts
{
    private const int Missing = -1;
    private static readonly string[] Sexes = ["female", "male"];
    private static readonly Codec<List<long[]>> Rows = new((w, v) => JsonSerializer.Serialize(w, v), e => e.Deserialize<List<long[]>>()!);

    /// <summary>NAFLD: age, sex, body mass index; dead at the last follow-up (8 %).</summary>
    public static Task<Cohort> NafldAsync(CancellationToken token) => ReadAsync(
        "nafld", "nafld-persons.parquet", "status", [new("age", 18, 100, [.. Steps(25, 5, 13)]), new("bmi", 0, 100, [.. Steps(17.5, 2.5, 12)])], [50, 65], token);

    /// <summary>Free light chains: age, sex, kappa, lambda, creatinine, gammopathy; dead at the last follow-up (28 %).</summary>
    public static Task<Cohort> FlchainAsync(CancellationToken token) => ReadAsync(
        "flchain", "flchain-persons.parquet", "death",
        [
            new("age", 50, 110, [.. Steps(55, 5, 8)]), new("kappa", 0, 40, [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 5]), new("lambda", 0, 40, [0.75, 1, 1.25, 1.5, 2, 3, 5]),
            new("creatinine", 0, 20, [0.7, 0.9, 1.1, 1.3, 1.6, 2]), new("mgus", 0, 1, [0.5]),
        ],
        [60, 70], token);

    private static IEnumerable<double> Steps(double first, double step, int count) => Enumerable.Range(0, count).Select(i => first + (i * step));

    private static async Task<Cohort> ReadAsync(
        string name, string file, string label, Banded[] numbers, double[] bands, CancellationToken token)
    {
        var folder = await DatasetCatalogue.Installed().FetchAsync(name, token: token).ConfigureAwait(false);
        await using var data = await Dataset.OpenAsync(name, PrivacyUnit.Person("id"), d => d.In(folder).Table("persons", file, t =>
        {
            t.Category("sex", Sexes).Flag(label).OnePerUnit();
            foreach (var number in numbers)
            {
                t.Number(number.Name, number.Low, number.High);
            }
        }), token: token).ConfigureAwait(false);
        var facts = data.Table("persons");
        var columns = numbers.Select(n => $"coalesce({facts.Column(n.Name).Prepared}, {Missing})").Prepend($"coalesce({facts.Column(label).Prepared}, {Missing})").Prepend($"coalesce({facts.Column("sex").Prepared}, {Missing})");
        var rows = (await RowsAsync(data, $"SELECT {string.Join(", ", columns)} FROM t0 ORDER BY ALL", numbers.Length + 2, token).ConfigureAwait(false)).Where(r => r[0] >= 0 && r[1] >= 0).ToList();
        double[] steps = [.. numbers.Select(n => facts.Column(n.Name).Bounds!.Step)];
        double[][] values = [.. rows.Select(r => r.Skip(2).Select((v, i) => v * steps[i]).ToArray())];
        var table = new double[rows.Count, 1 + numbers[0].Width + numbers.Sum(n => n.Width)];
        for (var i = 0; i < rows.Count; i++)
        {
            // Every row has one 1 for each number, one for age with sex, and a half of either sign for sex, all by one constant.
            var (scale, at) = (1 / Math.Sqrt(numbers.Length + 1.25), 1);
            table[i, 0] = (rows[i][0] - 0.5) * scale;
            for (var n = 0; n < numbers.Length; n++)
            {
                table[i, at + numbers[n].Of(values[i][n])] = scale;
                at += numbers[n].Width;
            }

            table[i, at + numbers[0].Of(values[i][0])] = table[i, 0] * 2;
        }

        return new(table, [.. rows.Select(r => r[1] > 0)], [.. rows.Select(r => Sexes[r[0]])], [.. values.Select(v => Band(v[0], bands))]);
    }

    private static string Band(double age, double[] bands) => age < bands[0] ? $"under {bands[0]}" : age < bands[1] ? $"{bands[0]} to {bands[1] - 1}" : $"{bands[1]} and over";

    // The files are published, so a simulation may look at their rows: models are tested on them.
    internal static async Task<List<long[]>> RowsAsync(Dataset data, string sql, int columns, CancellationToken token)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(data, token).ConfigureAwait(false);
        var look = IntegerNoise.Laplace(1, 1, "published rows, read in a simulation");
        return (await account.Spend(1).RunAsync(
            "published rows", look.Loss,
            async (permit, ended) =>
            {
                var rows = await permit.OpenAsync(data.Push(new PushedStatement(sql, 0, columns)), ended).ConfigureAwait(false);
                _ = permit.Draw(look, 0);
                return rows.Select(r => r.Integers.Select(v => (long)v).ToArray()).ToList();
            },
            Rows, token).ConfigureAwait(false)).Value;
    }

    /// <summary>A number that models see in bands, and as missing.</summary>
    private sealed record Banded(string Name, double Low, double High, double[] Edges)
    {
        public int Width => Edges.Length + 2;

        public int Of(double value) => value < 0 ? Edges.Length + 1 : Edges.Count(e => value >= e);
    }
}
