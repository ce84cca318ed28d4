using System.Globalization;
using Tacit.Data;
using Tacit.Studies.MedicalDpReview;

namespace Tacit.Studies.LocalFrequencies;

/// <summary>The bundled cohort of free light chains as a survey of eight questions with 2, 3, 7, 9, 9, 10, 20 and 32 answers: its columns in bands of equal width, the last of them open. What is missing is in the first.</summary>
internal static class SurveyRows
{
    private static readonly Question[] Questions =
    [
        new("creatinine", 0, 20, 0, 2.4, 3), new("futime", 0, 6000, 0, 5250, 7), new("sample_yr", 1990, 2010, 1995, 2004, 9), new("lambda", 0, 40, 0, 4.5, 9),
        new("flc_grp", 1, 10, 1, 11, 10), new("kappa", 0, 40, 0, 4, 20), new("age", 50, 110, 50, 98, 32),
    ];

    /// <summary>k of each attribute.</summary>
    public static IReadOnlyList<int> Domains { get; } = [2, .. Questions.Select(q => q.Bands)];

    /// <summary>One tuple for each person; and whether the person had died at the last follow-up.</summary>
    public static async Task<(int[][] Answers, int[] Deaths)> ReadAsync(CancellationToken token)
    {
        var folder = await DatasetCatalogue.Installed().FetchAsync("flchain", token: token).ConfigureAwait(false);
        await using var data = await Dataset.OpenAsync("flchain", PrivacyUnit.Person("id"), d => d.In(folder).Table("persons", "flchain-persons.parquet", t =>
        {
            t.Category("sex", "female", "male").Flag("death").OnePerUnit();
            foreach (var question in Questions)
            {
                t.Number(question.Column, question.Low, question.High);
            }
        }), token: token).ConfigureAwait(false);
        var facts = data.Table("persons");
        double[] steps = [.. Questions.Select(q => facts.Column(q.Column).Bounds!.Step)];
        string[] columns = [.. Questions.Select((q, i) => string.Create(CultureInfo.InvariantCulture, $"coalesce({facts.Column(q.Column).Prepared}, {(long)(q.From / steps[i])})")).Prepend($"coalesce({facts.Column("sex").Prepared}, 0)").Append($"coalesce({facts.Column("death").Prepared}, 0)")];
        var rows = await Cohorts.RowsAsync(data, $"SELECT {string.Join(", ", columns)} FROM t0 ORDER BY ALL", columns.Length, token).ConfigureAwait(false);
        return ([.. rows.Select(r => Questions.Select((q, i) => q.Of(r[i + 1] * steps[i])).Prepend((int)r[0]).ToArray())], [.. rows.Select(r => r[^1] > 0 ? 1 : 0)]);
    }

    private sealed record Question(string Column, double Low, double High, double From, double To, int Bands)
    {
        public int Of(double value) => Math.Clamp((int)Math.Floor((value - From) / (To - From) * Bands), 0, Bands - 1);
    }
}
