using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Sticky;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Sticky;

/// <summary>The engine that is made to be attacked: exact where it has no noise, and otherwise a function of text, persons and salt.</summary>
public sealed class StickyNoiseEngineTests
{
    private static readonly byte[] Salt = [1, 2, 3];
    private static readonly MicroTable People = Random(3000, 11);

    [Fact]
    public void Without_noise_bitmaps_count_as_a_scan_does()
    {
        var random = RandomSource.Seeded(5);
        foreach (var rows in new[] { 1, 63, 64, 65, 1000 })
        {
            var table = Random(rows, (ulong)rows);
            using var engine = new StickyNoiseEngine(table, DiffixProfile.Bare with { LayerDeviation = 0 }, Salt);
            for (var i = 0; i < 100; i++)
            {
                var conditions = Conditions(random);
                Assert.Equal(table.Scan(conditions), engine.Count(conditions));
            }
        }
    }

    [Fact]
    public void The_same_question_has_the_same_answer_for_ever_in_any_order()
    {
        RowCondition[] question = [RowCondition.Is("sex", "'f'"), RowCondition.IsNot("age", "40"), RowCondition.Between("age", 20, 60), RowCondition.Is("town", "'b'")];
        using var engine = new StickyNoiseEngine(People, DiffixProfile.Paper, Salt);
        var answer = engine.Count(question)!.Value;
        var random = RandomSource.Seeded(1);

        // Averaging gains nothing: ten thousand answers, one number.
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal(answer, engine.Count([.. question.OrderBy(_ => random.NextUInt64())]));
        }

        Assert.All(question, twice => Assert.Equal(answer, engine.Count([.. question, twice])));
        using var again = new StickyNoiseEngine(People, DiffixProfile.Paper, Salt);
        Assert.Equal(answer, again.Count(question));
        Assert.NotEqual(People.Scan(question), answer);
    }

    [Fact]
    public void Another_salt_or_another_text_is_other_noise()
    {
        RowCondition[] question = [RowCondition.Is("sex", "'f'")];
        var bySalt = Enumerable.Range(0, 40).Select(i => Answer(People, DiffixProfile.Paper, [(byte)i], question)).Distinct().Count();
        Assert.True(bySalt > 4, $"{bySalt}");
        using var engine = new StickyNoiseEngine(People, DiffixProfile.Paper, Salt);
        var byText = Enumerable.Range(0, 40).Select(i => engine.Count([.. question, RowCondition.IsNot("age", RowCondition.Number(1000 + i))])).Distinct().Count();
        Assert.True(byText > 4, $"{byText}");
    }

    // Of h conditions 2h layers, for Elm two; rounding adds 1/12. Fixed salts.
    [Theory]
    [InlineData("bare", 1, 2)]
    [InlineData("bare", 3, 6)]
    [InlineData("elm", 1, 2)]
    [InlineData("elm", 3, 2)]
    public void Noise_has_mean_nought_and_the_variance_of_its_layers(string profile, int conditions, double variance)
    {
        RowCondition[] question = [.. new[] { RowCondition.Is("sex", "'f'"), RowCondition.Is("town", "'a'"), RowCondition.Is("old", "0") }.Take(conditions)];
        var exact = People.Scan(question);
        const int Salts = 5_000;
        double[] noise = [.. Enumerable.Range(0, Salts).Select(i => (double)Answer(People, DiffixProfile.Find(profile), BitConverter.GetBytes(i), question)!.Value - exact)];
        Assert.InRange(noise.Average(), -6 * Math.Sqrt(variance / Salts), 6 * Math.Sqrt(variance / Salts));

        // The standard error of a variance of Gaussians is √(2/n) of it.
        Assert.InRange(noise.Average(x => x * x), (variance + (1.0 / 12)) * (1 - (6 * Math.Sqrt(2.0 / Salts))), (variance + (1.0 / 12)) * (1 + (6 * Math.Sqrt(2.0 / Salts))));
    }

    [Fact]
    public void A_static_layer_does_not_know_the_persons_and_a_dynamic_one_knows_nothing_but_them_and_its_text()
    {
        // The same text and other persons: static layers cancel, two dynamic layers remain.
        var (smaller, question) = (Without(People, 0), new[] { RowCondition.Is("all", "1") });
        const int Salts = 5_000;
        var differences = Enumerable.Range(0, Salts).Select(i => (double)(Answer(People, DiffixProfile.Bare, BitConverter.GetBytes(i), question) - Answer(smaller, DiffixProfile.Bare, BitConverter.GetBytes(i), question))!.Value - 1);
        var variance = 2 + (1.0 / 6);
        Assert.InRange(differences.Average(x => x * x), variance * (1 - (6 * Math.Sqrt(2.0 / Salts))), variance * (1 + (6 * Math.Sqrt(2.0 / Salts))));
    }

    [Theory]
    [InlineData("paper", 1, 0, 0)]
    [InlineData("paper", 2, 0, 0.001)] // P(T ≤ 2) with T ~ N(4, 0.5).
    [InlineData("paper", 4, 0.45, 0.55)]
    [InlineData("paper", 6, 0.999, 1)]
    [InlineData("elm", 2, 0, 0)]
    [InlineData("elm", 3, 0, 0.01)] // The threshold is at least 3, and 5.83 on average.
    [InlineData("elm", 6, 0.51, 0.62)]
    [InlineData("elm", 11, 0.999, 1)]
    public void Few_are_suppressed(string profile, int rows, double low, double high)
    {
        var table = MicroTable.Of(["c"], Enumerable.Repeat<IReadOnlyList<string>>(["1"], rows));
        var answered = Enumerable.Range(0, 2000).Average(i => Answer(table, DiffixProfile.Find(profile), BitConverter.GetBytes(i), [RowCondition.Is("c", "1")]) is null ? 0.0 : 1);
        Assert.InRange(answered, low, high);
    }

    [Fact]
    public void The_hash_of_a_set_is_malleable()
    {
        // Of 129 vectors of 128 bits some cancel; who knows the hashes finds them, and adds them to any set without a trace in its noise.
        var table = MicroTable.Of(["id", "c"], Enumerable.Range(0, 400).Select(i => (IReadOnlyList<string>)[RowCondition.Number(i), "1"]));
        using var engine = new StickyNoiseEngine(table, DiffixProfile.Paper, Salt);
        var cancelling = Cancelling([.. Enumerable.Range(0, 129).Select(i => engine.SetHash([RowCondition.Is("id", RowCondition.Number(i))]))]);
        Assert.NotEmpty(cancelling);
        var smaller = cancelling.OrderDescending().Aggregate(table, Without);
        RowCondition[] question = [RowCondition.Is("c", "1")];
        Assert.Equal(engine.Count(question) - cancelling.Count, Answer(smaller, DiffixProfile.Paper, Salt, question));
        Assert.Equal(table.Rows - cancelling.Count, smaller.Rows);
    }

    [Fact]
    public void Low_effect_is_dropped_only_by_the_hardened_profile()
    {
        RowCondition[] question = [RowCondition.Is("sex", "'f'")], cloned = [.. question, RowCondition.IsNot("age", "1000001")], singled = [.. question, RowCondition.IsNot("id", "7")];
        using var hardened = new StickyNoiseEngine(People, DiffixProfile.Hardened, Salt);
        using var paper = new StickyNoiseEngine(People, DiffixProfile.Paper, Salt);
        Assert.Equal(hardened.Count(question), hardened.Count(cloned));
        Assert.Equal(hardened.Count(question), hardened.Count(singled));
        Assert.NotEqual(hardened.Count(question), hardened.Count([.. question, RowCondition.IsNot("town", "'a'")]));
        Assert.Equal(paper.Count(question), hardened.Count(question));
        Assert.Contains(Enumerable.Range(0, 20), i => paper.Count(question) != paper.Count([.. question, RowCondition.IsNot("age", RowCondition.Number(1_000_001 + i))]));
    }

    [Fact]
    public async Task What_is_not_allowed_is_refused_with_a_reason()
    {
        using var elm = new StickyNoiseEngine(People, DiffixProfile.Elm, Salt);
        Assert.Contains("no condition but equality", Assert.Throws<BadInputException>(() => elm.Count([RowCondition.IsNot("age", "3")])).Message, StringComparison.Ordinal);
        Assert.Contains("no column 'weight'", Assert.Throws<BadInputException>(() => elm.Count([RowCondition.Is("weight", "3")])).Message, StringComparison.Ordinal);
        Assert.Contains("salt is empty", Assert.Throws<BadInputException>(() => new StickyNoiseEngine(People, DiffixProfile.Elm, [])).Message, StringComparison.Ordinal);
        Assert.Contains("no profile 'oak'", Assert.Throws<BadInputException>(() => DiffixProfile.Find("oak")).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => new StickyNoiseEngine(People, DiffixProfile.Elm with { LayerDeviation = double.NaN }, Salt));
        foreach (var literal in new[] { "1 or 1 = 1", "'a' or 'a' = 'a'", "x", "", "NaN", "'a" })
        {
            Assert.Contains("as SQL writes it", Assert.Throws<BadInputException>(() => RowCondition.Is("age", literal)).Message, StringComparison.Ordinal);
        }

        await using var target = new StickyTarget(People, DiffixProfile.Paper);
        await using var endpoint = await target.StartAsync(1, default);
        Assert.NotNull((await endpoint.AskAsync(new("sum(age)", "people"), default)).Refusal);
        Assert.NotNull((await endpoint.AskAsync(new("count(*)", "people") { Where = "age = 3" }, default)).Refusal);
        Assert.NotNull((await endpoint.AskAsync(new("count(*)", "people") { Key = "\"weight\"" }, default)).Refusal);
        var groups = await endpoint.AskAsync(new("count(*)", "people") { Key = "\"town\"" }, default);
        Assert.Equal(["a", "b", "c"], groups.Keys.Order(StringComparer.Ordinal));
        Assert.Null(await endpoint.SpentAsync(default));
    }

    [Fact]
    public void Tables_are_checked_and_read()
    {
        Assert.Throws<BadInputException>(() => MicroTable.Of([], []));
        Assert.Throws<BadInputException>(() => MicroTable.Of(["a", "a"], [["1", "2"]]));
        Assert.Throws<BadInputException>(() => MicroTable.Of(["a"], []));
        Assert.Throws<BadInputException>(() => MicroTable.Of(["a"], [["1", "2"]]));
        Assert.Throws<BadInputException>(() => MicroTable.Of(["a"], [["x"]]));
        Assert.Throws<BadInputException>(() => MicroTable.Of(["a"], [["1"], ["2"]], [5, 5]));
        Assert.Throws<BadInputException>(() => MicroTable.Query("select nothing"));
        var table = MicroTable.Query("select * from (values (1, 'it''s', true, 0.25), (2, null, false, 1.5), (3, 'b', false, 2)) as t(a, b, c, d)");
        Assert.Equal((2, 1L), (table.Rows, table.RowsLeftOut));
        Assert.Equal(["1", "'it''s'", "1", "0.25"], table.Columns.Select(c => table.Cell(0, c)));
        Assert.Equal(1, table.Scan([RowCondition.Is("b", "'it''s'"), RowCondition.Is("a", "1.0")]));
        Assert.Equal("'b'", table.With(0, "b", "'b'").Cell(0, "b"));
        Assert.Equal("'it''s'", table.Cell(0, "b"));
    }

    private static long? Answer(MicroTable table, DiffixProfile profile, byte[] salt, RowCondition[] question)
    {
        using var engine = new StickyNoiseEngine(table, profile, salt);
        return engine.Count(question);
    }

    private static MicroTable Without(MicroTable table, int row)
    {
        var rows = Enumerable.Range(0, table.Rows).Where(r => r != row).ToList();
        return MicroTable.Of(table.Columns, rows.Select(r => (IReadOnlyList<string>)[.. table.Columns.Select(c => table.Cell(r, c))]), [.. rows.Select(r => table.Persons[r])]);
    }

    private static MicroTable Random(int rows, ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        return MicroTable.Of(
            ["id", "age", "sex", "town", "old", "all"],
            Enumerable.Range(0, rows).Select(i => (IReadOnlyList<string>)
                [RowCondition.Number(i), RowCondition.Number(18 + random.NextBelow(60UL)), random.NextBit() ? "'f'" : "'m'", $"'{(char)('a' + random.NextBelow(3UL))}'", random.NextBit() ? "1" : "0", "1"]));
    }

    private static RowCondition[] Conditions(RandomSource random) =>
    [
        .. Enumerable.Range(0, (int)random.NextBelow(4UL)).Select(_ => random.NextBelow(5UL) switch
        {
            0 => RowCondition.Is("sex", "'f'"),
            1 => RowCondition.IsNot("town", "'b'"),
            2 => RowCondition.Between("age", 18 + random.NextBelow(30UL), 40 + random.NextBelow(30UL)),
            3 => RowCondition.Is("age", RowCondition.Number(15 + random.NextBelow(70UL))),
            _ => RowCondition.IsNot("age", "1000"),
        }),
    ];

    // Gaussian elimination over GF(2): which of the vectors give 0 together.
    private static List<int> Cancelling(UInt128[] vectors)
    {
        var basis = new List<(UInt128 Vector, System.Numerics.BigInteger Members)>();
        for (var i = 0; i < vectors.Length; i++)
        {
            var (vector, members) = (vectors[i], System.Numerics.BigInteger.One << i);
            foreach (var (other, with) in basis)
            {
                if ((vector ^ other) < vector)
                {
                    (vector, members) = (vector ^ other, members ^ with);
                }
            }

            if (vector == 0)
            {
                return [.. Enumerable.Range(0, vectors.Length).Where(j => !(members >> j).IsEven)];
            }

            basis.Add((vector, members));
            basis.Sort((a, b) => b.Vector.CompareTo(a.Vector));
        }

        return [];
    }
}
