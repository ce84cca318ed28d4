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

    /// <summary>NAFLD: age, sex, body mass index and whether it is known; dead at the last follow-up (8 %).</summary>
    public static Task<Cohort> NafldAsync(CancellationToken token) => ReadAsync(
        "nafld", "nafld-persons.parquet", "status", [("age", 18, 100), ("bmi", 0, 100)], [50, 65],
        (sex, v) => [(v[0] - 50) / 50, sex - 0.5, v[1] < 0 ? 0 : (v[1] - 28) / 40, v[1] < 0 ? 0.5 : 0], token);

    /// <summary>Free light chains: age, sex, kappa, lambda, creatinine and whether it is known, gammopathy; dead at the last follow-up (28 %).</summary>
    public static Task<Cohort> FlchainAsync(CancellationToken token) => ReadAsync(
        "flchain", "flchain-persons.parquet", "death", [("age", 50, 110), ("kappa", 0, 40), ("lambda", 0, 40), ("creatinine", 0, 20), ("mgus", 0, 1)], [60, 70],
        (sex, v) => [(v[0] - 65) / 50, sex - 0.5, Log(v[1]), Log(v[2]), v[3] < 0 ? 0 : Log(v[3]), v[3] < 0 ? 0.5 : 0, v[4] / 2], token);

    private static double Log(double value) => Math.Clamp(Math.Log(Math.Max(value, 0.1)) / 4, -0.5, 0.5);

    private static async Task<Cohort> ReadAsync(
        string name, string file, string label, (string Name, double Low, double High)[] numbers, double[] bands, Func<int, double[], double[]> features, CancellationToken token)
    {
        var folder = await DatasetCatalogue.Installed().FetchAsync(name, token: token).ConfigureAwait(false);
        await using var data = await Dataset.OpenAsync(name, PrivacyUnit.Person("id"), d => d.In(folder).Table("persons", file, t =>
        {
            t.Category("sex", Sexes).Flag(label).OnePerUnit();
            foreach (var (column, low, high) in numbers)
            {
                t.Number(column, low, high);
            }
        }), token: token).ConfigureAwait(false);
        var facts = data.Table("persons");
        var columns = numbers.Select(n => $"coalesce({facts.Column(n.Name).Prepared}, {Missing})").Prepend($"coalesce({facts.Column(label).Prepared}, {Missing})").Prepend($"coalesce({facts.Column("sex").Prepared}, {Missing})");
        var rows = (await RowsAsync(data, $"SELECT {string.Join(", ", columns)} FROM t0 ORDER BY ALL", numbers.Length + 2, token).ConfigureAwait(false)).Where(r => r[0] >= 0 && r[1] >= 0).ToList();
        double[] steps = [.. numbers.Select(n => facts.Column(n.Name).Bounds!.Step)];
        double[][] values = [.. rows.Select(r => r.Skip(2).Select((v, i) => v * steps[i]).ToArray())];
        double[][] made = [.. rows.Select((r, i) => features((int)r[0], values[i]))];
        var table = new double[rows.Count, made[0].Length];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var c = 0; c < made[i].Length; c++)
            {
                table[i, c] = made[i][c];
            }
        }

        return new(table, [.. rows.Select(r => r[1] > 0)], [.. rows.Select(r => Sexes[r[0]])], [.. values.Select(v => Band(v[0], bands))]);
    }

    private static string Band(double age, double[] bands) => age < bands[0] ? $"under {bands[0]}" : age < bands[1] ? $"{bands[0]} to {bands[1] - 1}" : $"{bands[1]} and over";

    // The files are published, so a simulation may look at their rows: models are tested on them.
    private static async Task<List<long[]>> RowsAsync(Dataset data, string sql, int columns, CancellationToken token)
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
}
