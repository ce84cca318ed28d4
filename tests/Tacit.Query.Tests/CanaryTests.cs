using Tacit.Data;
using Tacit.Reporting;
using Tacit.Reports;
using static Tacit.Query.Condition;

namespace Tacit.Query.Tests;

/// <summary>A text and a number that one person has, planted as id, event and value, are found nowhere outside of the wall.</summary>
public sealed class CanaryTests : IDisposable
{
    private const string Canary = "CANARY-7f3a91c2";
    private const string Number = "987654321.125";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Questions_good_and_bad_tell_nothing_of_one_person()
    {
        var input = Path.Combine(_scratch.Folder, "in");
        var output = Path.Combine(_scratch.Folder, "out");
        Directory.CreateDirectory(input);
        Directory.CreateDirectory(output);
        File.WriteAllLines(Path.Combine(input, "t.csv"), Enumerable.Range(0, 400)
            .Select(i => $"{i},{"ab"[i % 2]},{i % 50},common")
            .Concat([$"{Canary},a,{Number},{Canary}", $"{Number},b,{Number},{Canary}"])
            .Prepend("id,c,v,x"));
        var said = new List<string>();
        await using (var data = await Dataset.OpenAsync("clinic", PrivacyUnit.Person("id"), d => d
            .In(input).SpillTo(Path.Combine(output, "spill")).Memory(128 << 20)
            .Table("t", "t.csv", t => t.Category("c", "a").Number("v", 0, 1e9).Text("x").AtMost(3))))
        await using (var ledger = await Ledger.OpenAsync(Path.Combine(output, "clinic.ledger")))
        {
            var account = await ledger.AccountAsync(data.Population, PrivacyBudget.Approximate(50, 1e-3));
            var answers = new List<AnswerReport>();
            foreach (var question in new[]
            {
                Question.From("t").Count().Sum("v").Mean("v"), Question.From("t").GroupBy("x").CountUnits(), Question.From("t").GroupBy("c").Quantiles("v", 0.5, 1),
                Question.From("t").Histogram("v", 0, 1e8, 1e9), Question.BoundingOf("t"), Question.From("t").Where(Missing("x")).Mean("v"),
            })
            {
                var spend = account.Spend(1, 1e-9);
                var release = await data.QueryAsync(question, spend);
                said.Add($"{release} {release.Receipt} {release.Receipt.Loss} {release.Value}");
                said.Add(string.Join("\n", data.Explain(question, spend).Plan.Concat(data.Explain(question, spend).Sql)));
                answers.Add(new AnswerReport { Question = question.ToString(), Answer = release.Value, Receipt = release.Receipt, Covers = "noise only", Plan = data.Explain(question, spend).Plan });
            }

            foreach (var question in new[]
            {
                () => Question.From("t").Mean("x"), () => Question.From("t").GroupBy("v").Count(), () => Question.From("t").Where(Is("c", "zz")).Count(),
                () => Question.From("nowhere").Count(), () => Question.From("t").Histogram("v", -5, 3), () => Question.From("t").GroupBy("id").Count(),
            })
            {
                said.Add((await Assert.ThrowsAsync<BadInputException>(() => data.QueryAsync(question(), account.Spend(1, 1e-9)))).Everything());
            }

            // The engine quotes the cell in its own words; the wall does not pass them on.
            foreach (var sql in new[] { "SELECT CAST(c2 AS BIGINT) FROM t0", "SELECT error(max(c2)) FROM t0", "SELECT c1 * 9223372036854775807 FROM t0", "SELECT c2 FROM t0" })
            {
                said.Add((await Assert.ThrowsAsync<MechanismFailedException>(() => data.PushAsync(account, sql, 0, 1))).Everything());
            }

            said.Add((await Assert.ThrowsAsync<BudgetExceededException>(() => data.QueryAsync(Question.From("t").Count(), account.Spend(500)))).Everything());
            var status = await account.StatusAsync();
            said.Add(status.ToString());
            var report = new PrivacyReport
            {
                Title = "Canaries",
                Created = TimeProvider.System.GetUtcNow(),
                Data = [.. data.Tables.SelectMany(t => t.Describe())],
                Unit = data.Population.Unit.ToString(),
                Trust = "central",
                Budget = new(status.Account, status.LedgerId, status.Cap.ToString(), status.Spent.ToString(), status.Lifetime.ToString(), status.Left, status.Fraction, status.Period, status.Head.Sequence, status.Head.Hash),
                Answers = answers,
                Caveats = [],
            };
            await HtmlReport.WriteAsync(report, Path.Combine(output, "report.html"));
            await File.WriteAllTextAsync(Path.Combine(output, "report.json"), JsonReport.Write(report));
            await File.WriteAllTextAsync(Path.Combine(output, "report.md"), MarkdownReport.Render(report));
            Assert.All(said, text => Silent(System.Text.Encoding.UTF8.GetBytes(text), text));
            Files(output, 4);
        }

        Files(output, 4);
    }

    [Fact]
    public void The_search_finds_a_canary_in_any_encoding_of_a_number()
    {
        foreach (var text in new[] { $"a {Canary} b", $"{Number}", "987654321", "987,654,321.125" })
        {
            Assert.ThrowsAny<Exception>(() => Silent(System.Text.Encoding.UTF8.GetBytes(text), text));
        }

        Assert.ThrowsAny<Exception>(() => Silent([0, .. BitConverter.GetBytes(987654321.125)], "bytes"));
        Assert.ThrowsAny<Exception>(() => Silent([7, .. System.Text.Encoding.Unicode.GetBytes(Canary)], "bytes"));
    }

    private static void Files(string folder, int least)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.True(files.Length >= least);
        foreach (var file in files)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Silent(copy.ToArray(), Path.GetFileName(file));
        }
    }

    private static void Silent(byte[] bytes, string where)
    {
        byte[][] needles =
        [
            "CANARY"u8.ToArray(), System.Text.Encoding.Unicode.GetBytes("CANARY"), "987654321"u8.ToArray(), "987,654,321"u8.ToArray(), System.Text.Encoding.Unicode.GetBytes("987654321"),
            BitConverter.GetBytes(987654321.125), BitConverter.GetBytes((long)(987654321.125)), "9.87654321"u8.ToArray(),
        ];
        Assert.All(needles, n => Assert.True(bytes.AsSpan().IndexOf(n) < 0, $"A canary is in {where}."));
    }
}
