using Tacit.Data;
using Tacit.Query.Tests.Derivations;
using Tacit.Randomness;

namespace Tacit.Query.Tests.Sql;

/// <summary>
/// Whatever is asked, there is an answer or a refusal with a code of our own, before anything is read: nothing else is thrown, nothing fails after the touch,
/// and no text shows what one person has.
/// </summary>
public sealed class SqlFuzzTests : IDisposable
{
    private const string Canary = "CANARY-7f3a91c2";
    private const string Number = "987654321.125";
    private const int Batch = 500;
    private static readonly string[] Times = ["0001-01-01", "9999-12-31 23:59:59.999999", "2020-01-01", "2024-02-29 12:30:00", "", "1969-12-31 23:59:59", "2016-12-31"];
    private static readonly string[] Codes = ["SQL01", "SQL02", "SQL03", "SQL04", "SQL05", "SQL06", "SQL07"];

    // Times up to the first and the last year, and quotients that meet no bound but greatest and least.
    private static readonly string[] Ends =
    [
        "select date_trunc('year', seen) as y, count(*) from visits where seen >= date '2020-01-01' group by y", "select avg(extract(year from seen)), max(extract(doy from seen)) from persons", "select count(*) from visits where seen + interval '7 days' > timestamp '2020-01-01 12:00:00'",
        "select kind, avg(clamp(extract(epoch from seen - timestamp '2020-01-01 00:00:00'), -1e9, 1e9)) from visits group by kind", "select count(*), sum(n) from (select id, count(*) as n, max(seen) as last, min(seen) as first from visits group by id) t where last - interval '90 minutes' > first",
        "select sum(clamp(greatest(1 / age, days), 0, 9)) from persons", "select avg(least(days / age, age)), median(greatest(days / (age - 7), 1)) from persons", "select sex, var_pop(clamp(greatest(age / days, least(1 / days, 3)), 0, 5)) from persons group by sex",
        "select date_trunc('month', seen - interval '40 days') as m, count(distinct id) from persons where seen between timestamp '2020-01-01 00:00:00' and timestamp '2024-02-29 23:59:59' group by m with privacy (keys = private)",
    ];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>Texts in batches; TACIT_FUZZ_TEXTS says how many, where more are wanted than a build has time for.</summary>
    public static TheoryData<int> Batches => [.. Enumerable.Range(1, (int.TryParse(Environment.GetEnvironmentVariable("TACIT_FUZZ_TEXTS"), out var texts) ? texts : 3_000) / Batch)];

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task Any_text_is_answered_or_refused_in_our_own_words(int seed)
    {
        await using var data = await OpenAsync();
        await using var ledger = new SimulatedLedger();
        var session = new QuerySession(data, await ledger.AccountAsync(data.Population), new() { Epsilon = 1, DeltaPerQuery = Tacit.Numerics.Rational.Parse("1e-9") });
        var random = RandomSource.Seeded((ulong)seed);
        var valid = new RandomSql(random);
        var mutations = new SqlMutations(random, [.. DerivedQuestions.Sql, .. Ends, .. SqlRefusedTests.Texts.Select(t => t.Data.Item1).Where(t => t.Length > 0), .. Enumerable.Range(0, 60).Select(_ => valid.Next().Replace("{s}", string.Empty, StringComparison.Ordinal))]);
        var (answered, codes) = (0, new SortedSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < Batch; i++)
        {
            var sql = mutations.Next();
            string said;
            try
            {
                said = (await session.QueryAsync(sql)).ToString() + string.Join('\n', session.Explain(sql).Plan);
                answered++;
            }
            catch (BadInputException e)
            {
                said = e.Everything();
                codes.Add(e.Message.Split(':')[0]);
                Assert.True(Codes.Contains(e.Message.Split(':')[0]), $"Batch {seed}, text {i} is refused without a code: {e.Message}\n{sql}");
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{e.GetType().Name} of batch {seed}, text {i}: {sql}", e);
            }

            Assert.True(!Shows(said), $"Batch {seed}, text {i} shows what one person has: {sql}");
        }

        Assert.True(answered > Batch / 50, $"Only {answered} of {Batch} texts were answered.");
        Assert.Contains("SQL01", codes);
        Assert.Contains("SQL03", codes);
    }

    [Fact]
    public void The_search_finds_what_it_looks_for() =>
        Assert.All(new[] { $"x {Canary} y", $"not {Number}", "9.87654321E+08", "987,654,321" }, said => Assert.True(Shows(said)));

    private static bool Shows(string said) => said.Contains("CANARY", StringComparison.OrdinalIgnoreCase) || said.Contains("7f3a91c2", StringComparison.Ordinal)
        || said.Contains("987654321", StringComparison.Ordinal) || said.Contains("9.87654321", StringComparison.Ordinal) || said.Contains("987,654,321", StringComparison.Ordinal);

    // Tables and columns of the questions, with one person whose every free value is a canary.
    private async Task<Dataset> OpenAsync()
    {
        _scratch.Write("persons.csv", Enumerable.Range(0, 40).Select(i => $"{i},{"fm"[i % 2]},{i * 2},{i % 2},Ulm,{i % 20}.5,{"ab"[i % 2]},{Times[i % Times.Length]}")
            .Append($"{Canary},f,{Number},1,{Canary},{Number},a,").Prepend("id,sex,age,smokes,town,days,kind,seen"));
        _scratch.Write("visits.csv", Enumerable.Range(0, 90).Select(i => $"{i % 40},{(i % 3 == 0 ? "lab" : "call")},{i},{i % 7}.25,n{i % 4},{Times[i % Times.Length]}")
            .Append($"{Canary},lab,{Number},{Number},{Canary},").Prepend("id,kind,days,value,note,seen"));
        return await _scratch.OpenAsync(d => d
            .Table("persons", "persons.csv", t => t.Category("sex", "f", "m", "nobody").Number("age", 0, 90).Flag("smokes").Text("town").Number("days", 0, 20).Category("kind", "a", "b").Bands("band", "age", 0, 40, double.PositiveInfinity).Time("seen", new(1, 1, 1), new(9999, 12, 31, 23, 59, 59)).OnePerUnit())
            .Table("visits", "visits.csv", t => Visits(t).AtMost(3))
            .Table("labs", "visits.csv", t => Visits(t).AtMost(2, per: "kind"))
            .Table("each", "visits.csv", t => Visits(t).AtMost(2, per: "kind")));

        static TableBuilder Visits(TableBuilder t) => t.Category("kind", "lab", "call").Number("days", -1000, 1000).Number("value", per: "kind", ("lab", 0, 1), ("call", 100, 500)).Text("note").Time("seen", new(2016, 1, 1), new(2026, 1, 1));
    }
}
