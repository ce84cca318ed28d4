using Tacit.Data;
using Tacit.Randomness;
using static Tacit.Query.Condition;

namespace Tacit.Query.Tests;

/// <summary>Without noise every answer equals the plain computation over the same rows after the declared clipping.</summary>
public sealed class ExactAnswerTests : IClassFixture<ExactAnswerTests.Clinic>
{
    private const double Half = 0.5 / (1 << 20);
    private readonly Clinic _clinic;

    public ExactAnswerTests(Clinic clinic) => _clinic = clinic;

    private static List<Person> Persons => Clinic.Persons;

    private static List<Visit> Visits => Clinic.Visits;

    [Fact]
    public async Task Counts_sums_means_and_rates_of_everybody()
    {
        var row = (await _clinic.Data.ExactAsync(Question.From("persons").Count().CountUnits().Sum("age").Mean("age").Rate("smokes"))).Rows.Single();
        Assert.Equal(Persons.Count, row.Values[0]!.Value.Value);
        Assert.Equal(Persons.Count, row.Values[1]!.Value.Value);
        Near(Persons.Sum(p => p.Age ?? 0), row.Values[2], Persons.Count * Half);
        Near(Persons.Where(p => p.Age is not null).Average(p => p.Age!.Value), row.Values[3]);
        Near(Persons.Where(p => p.Smokes is not null).Average(p => p.Smokes!.Value), row.Values[4]);
    }

    [Fact]
    public async Task One_public_key_answers_every_group_also_the_empty_one()
    {
        var table = await _clinic.Data.ExactAsync(Question.From("persons").GroupBy("sex").CountUnits().Sum("age").Mean("age"));
        Assert.Equal(["f", "m", "nobody"], table.Rows.Select(r => r.Keys[0]));
        Assert.Equal(["persons", "sum of age", "mean of age"], table.Values);
        foreach (var row in table.Rows)
        {
            var group = Persons.Where(p => p.Sex == row.Keys[0]).ToArray();
            Near(group.Length, row.Values[0]);
            Near(group.Sum(p => p.Age ?? 0), row.Values[1], group.Length * Half);
            if (group.Length == 0)
            {
                Assert.Null(row.Values[2]);
            }
            else
            {
                Near(group.Where(p => p.Age is not null).Average(p => p.Age!.Value), row.Values[2]);
            }
        }
    }

    [Fact]
    public async Task Two_public_keys_of_two_tables()
    {
        var table = await _clinic.Data.ExactAsync(Question.From("visits").Join("persons").GroupBy("persons.sex", "kind").Count().CountUnits().Sum("days"));
        Assert.Equal(6, table.Rows.Count);
        var rows = (from v in Visits join p in Persons on v.Id equals p.Id select (v, p)).ToArray();
        foreach (var row in table.Rows)
        {
            var group = rows.Where(r => r.p.Sex == row.Keys[0] && r.v.Kind == row.Keys[1]).ToArray();
            Near(group.Length, row.Values[0]);
            Near(group.Select(r => r.v.Id).Distinct().Count(), row.Values[1]);
            Near(group.Sum(r => r.v.Days ?? 0), row.Values[2], group.Length * Half);
        }
    }

    [Fact]
    public async Task Bounds_of_each_category()
    {
        var table = await _clinic.Data.ExactAsync(Question.From("visits").GroupBy("kind").Sum("value").Mean("value"));
        foreach (var row in table.Rows)
        {
            var group = Visits.Where(v => v.Kind == row.Keys[0] && v.Value is not null).Select(v => v.Value!.Value).ToArray();
            Near(group.Sum(), row.Values[0], group.Length * Half);
            Near(group.Average(), row.Values[1]);
        }

        foreach (var kind in new[] { "lab", "call" })
        {
            var one = (await _clinic.Data.ExactAsync(Question.From("visits").Where(Is("kind", kind)).Mean("value").Sum("value"))).Rows.Single();
            Near(table["mean of value", kind]!.Value.Value, one.Values[0]);
            Near(table["sum of value", kind]!.Value.Value, one.Values[1]);
        }
    }

    [Fact]
    public async Task Histograms_take_the_last_edge_in()
    {
        double[] edges = [0, 10, 30, 50, 90];
        foreach (var keys in new[] { [], new[] { "sex" } })
        {
            var table = await _clinic.Data.ExactAsync(Question.From("persons").GroupBy(keys).Histogram("age", edges));
            Assert.Equal(keys.Length == 0 ? 4 : 12, table.Rows.Count);
            foreach (var (row, i) in table.Rows.Select((r, i) => (r, i % 4)))
            {
                Near(Persons.Count(p => (keys.Length == 0 || p.Sex == row.Keys[0]) && p.Age >= edges[i] && (p.Age < edges[i + 1] || (i == 3 && p.Age == 90))), row.Values[0]);
            }

            Assert.Equal($"[{edges[3]}, {edges[4]}]", table.Rows[3].Keys[^1]);
            Assert.Equal($"[{edges[0]}, {edges[1]})", table.Rows[0].Keys[^1]);
        }
    }

    [Fact]
    public async Task A_histogram_may_have_one_bin()
    {
        var row = (await _clinic.Data.ExactAsync(Question.From("persons").Histogram("age", 10, 50))).Rows.Single();
        Near(Persons.Count(p => p.Age is >= 10 and <= 50), row.Values[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Quantiles_within_a_leaf(bool grouped)
    {
        double[] shares = [0.05, 0.25, 0.5, 0.75, 1];
        var table = await _clinic.Data.ExactAsync(Question.From("persons").GroupBy(grouped ? ["sex"] : []).Quantiles("age", shares));
        foreach (var row in table.Rows.Where(r => !grouped || r.Keys[0] != "nobody"))
        {
            var ages = Persons.Where(p => p.Age is not null && (!grouped || p.Sex == row.Keys[0])).Select(p => p.Age!.Value).Order().ToArray();
            for (var i = 0; i < shares.Length; i++)
            {
                var exact = ages[(int)Math.Ceiling(shares[i] * ages.Length) - 1];
                Assert.Equal(exact, row.Values[i]!.Value.Value, (90.0 / 4096) + 1e-6);
                Assert.InRange(exact, row.Values[i]!.Value.Low - (90.0 / 4096), row.Values[i]!.Value.High + (90.0 / 4096));
            }
        }

        Assert.Equal(grouped, table.Rows.Any(r => r.Values[0] is null));
    }

    [Fact]
    public async Task Quantiles_of_one_category_beside_its_mean()
    {
        var row = (await _clinic.Data.ExactAsync(Question.From("visits").Where(Is("kind", "call")).Mean("value").Quantiles("value", 0.5).Count())).Rows.Single();
        var values = Visits.Where(v => v is { Kind: "call", Value: not null }).Select(v => v.Value!.Value).Order().ToArray();
        Near(values.Average(), row.Values[0]);
        Assert.Equal(values[((values.Length + 1) / 2) - 1], row.Values[1]!.Value.Value, (400.0 / 4096) + 1e-6);
        Near(Visits.Count(v => v.Kind == "call"), row.Values[2]);
    }

    public static TheoryData<string, Condition, Func<Person, bool?>> Conditions => new()
    {
        { "is", Is("sex", "f"), p => Known(p.Sex) is { } s ? s == "f" : null },
        { "is one of", Is("sex", "f", "m"), p => Known(p.Sex) is { } s ? s is "f" or "m" : null },
        { "text", Is("town", "Ulm"), p => p.Town is { } t ? t == "Ulm" : null },
        { "at least", AtLeast("age", 40), p => p.Age is { } a ? a >= 40 : null },
        { "at least the lowest", AtLeast("age", 0), p => p.Age is { } a ? a >= 0 : null },
        { "at most", AtMost("age", 40), p => p.Age is { } a ? a <= 40 : null },
        { "at most the lowest", AtMost("age", 0), p => p.Age is { } a ? a <= 0 : null },
        { "at least the highest", AtLeast("age", 90), p => p.Age is { } a ? a >= 90 : null },
        { "holds", Holds("smokes"), p => p.Smokes is { } s ? s == 1 : null },
        { "missing", Missing("age"), p => p.Age is null },
        { "missing category", Missing("sex"), p => Known(p.Sex) is null },
        { "missing text", Missing("town"), p => p.Town is null },
        { "and", Is("sex", "f").And(AtLeast("age", 40)), p => And(Known(p.Sex) is { } s ? s == "f" : null, p.Age is { } a ? a >= 40 : null) },
        { "or", Is("sex", "f").Or(AtLeast("age", 40)), p => Or(Known(p.Sex) is { } s ? s == "f" : null, p.Age is { } a ? a >= 40 : null) },
        { "not", Is("sex", "f").Not(), p => Known(p.Sex) is { } s ? s != "f" : null },
        { "not at least", AtLeast("age", 40).Not(), p => p.Age is { } a ? a < 40 : null },
        { "not or missing", AtLeast("age", 40).Not().Or(Missing("age")), p => p.Age is null or < 40 },
        { "nested", Is("sex", "m").And(Holds("smokes").Or(AtMost("age", 20).Not())), p => And(Known(p.Sex) is { } s ? s == "m" : null, Or(p.Smokes is { } k ? k == 1 : null, p.Age is { } a ? a > 20 : null)) },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task Filters(string what, Condition condition, Func<Person, bool?> expected)
    {
        var seen = Persons.Count(p => expected(p) == true);
        Assert.True(seen > 0 && seen < Persons.Count, $"{what}: the data cannot tell.");
        Assert.Equal(seen, await _clinic.Data.ExactValueAsync(Question.From("persons").Where(condition).Count()));
        var sum = Persons.Where(p => expected(p) == true).Sum(p => p.Age ?? 0);
        Assert.Equal(sum, await _clinic.Data.ExactValueAsync(Question.From("persons").Where(condition).Sum("age")), (seen * Half) + 1e-9);
        Assert.Equal(Visits.Count(v => Persons.FirstOrDefault(p => p.Id == v.Id) is { } p && expected(p) == true), await _clinic.Data.ExactValueAsync(Question.From("visits").Join("persons").Where(condition).Count()));
    }

    [Fact]
    public async Task Two_wheres_are_an_and()
    {
        var both = await _clinic.Data.ExactValueAsync(Question.From("persons").Where(Is("sex", "f")).Where(AtLeast("age", 40)).Count());
        Assert.Equal(Persons.Count(p => p is { Sex: "f", Age: >= 40 }), both);
    }

    [Fact]
    public async Task Flags_tell_whether_a_person_has_such_a_row()
    {
        var ill = Visits.Where(v => v is { Kind: "call", Days: >= 0 }).Select(v => v.Id).ToHashSet();
        var question = Question.From("persons").Has("ill", "visits", Is("kind", "call").And(AtLeast("days", 0)));
        var table = await _clinic.Data.ExactAsync(question.GroupBy("sex").Rate("ill").Sum("ill").Count());
        foreach (var row in table.Rows.Where(r => r.Keys[0] != "nobody"))
        {
            var group = Persons.Where(p => p.Sex == row.Keys[0]).ToArray();
            Near(group.Average(p => ill.Contains(p.Id) ? 1.0 : 0), row.Values[0]);
            Near(group.Count(p => ill.Contains(p.Id)), row.Values[1]);
        }

        Assert.Equal(Persons.Count(p => ill.Contains(p.Id)), await _clinic.Data.ExactValueAsync(question.Where(Holds("ill")).Count()));
        Assert.Equal(Persons.Count(p => !ill.Contains(p.Id)), await _clinic.Data.ExactValueAsync(question.Where(Holds("ill").Not()).Count()));
        Assert.Equal(Visits.Count(v => ill.Contains(v.Id)), await _clinic.Data.ExactValueAsync(Question.From("visits").Has("ill", "visits", Is("kind", "call").And(AtLeast("days", 0))).Where(Holds("ill")).Count()));
        var two = Question.From("persons").Has("lab", "visits", Is("kind", "lab")).Has("ill", "visits", Is("kind", "call").And(AtLeast("days", 0))).Where(Holds("lab").And(Holds("ill").Not())).Count();
        Assert.Equal(Persons.Count(p => !ill.Contains(p.Id) && Visits.Any(v => v.Id == p.Id && v.Kind == "lab")), await _clinic.Data.ExactValueAsync(two));
    }

    [Fact]
    public async Task Keys_that_nobody_declared_are_named_in_order()
    {
        var table = await _clinic.Data.ExactAsync(Question.From("persons").GroupBy("town").CountUnits().Sum("age").Mean("age"), 1e-6);
        var towns = Persons.Where(p => p.Town is not null).GroupBy(p => p.Town!).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        Assert.Equal(towns.Select(t => t.Key), table.Rows.Select(r => r.Keys[0]));
        foreach (var (row, town) in table.Rows.Zip(towns))
        {
            Near(town.Count(), row.Values[0]);
            Near(town.Sum(p => p.Age ?? 0), row.Values[1], town.Count() * Half);
            Near(town.Where(p => p.Age is not null).Average(p => p.Age!.Value), row.Values[2]);
        }
    }

    [Fact]
    public async Task Text_beside_a_category_and_two_texts()
    {
        var mixed = await _clinic.Data.ExactAsync(Question.From("persons").GroupBy("town", "sex").Count().Quantiles("age", 0.5), 1e-6);
        var expected = Persons.Where(p => p.Town is not null && Known(p.Sex) is not null).GroupBy(p => $"{p.Town}|{p.Sex}").ToDictionary(g => g.Key, g => (double?)g.Count());
        Assert.Equal(expected.OrderBy(e => e.Key, StringComparer.Ordinal), mixed.Column().OrderBy(e => e.Key, StringComparer.Ordinal));
        var two = await _clinic.Data.ExactAsync(Question.From("visits").Join("persons").GroupBy("town", "note").Count(), 1e-6);
        var pairs = (from v in Visits join p in Persons on v.Id equals p.Id where p.Town is not null && v.Note is not null select $"{p.Town}|{v.Note}").GroupBy(k => k).ToDictionary(g => g.Key, g => (double?)g.Count());
        Assert.Equal(pairs.OrderBy(e => e.Key, StringComparer.Ordinal), two.Column().OrderBy(e => e.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sums_by_text_and_by_the_category_that_bounds_depend_on()
    {
        var table = await _clinic.Data.ExactAsync(Question.From("visits").GroupBy("note", "kind").Sum("value").Mean("value"), 1e-6);
        Assert.NotEmpty(table.Rows);
        foreach (var row in table.Rows)
        {
            var group = Visits.Where(v => v.Note == row.Keys[0] && v.Kind == row.Keys[1] && v.Value is not null).Select(v => v.Value!.Value).ToArray();
            Near(group.Sum(), row.Values[0], group.Length * Half);
            Near(group.Average(), row.Values[1]);
        }
    }

    [Fact]
    public async Task Columns_of_one_name_in_two_tables_are_two_columns()
    {
        var row = (await _clinic.Data.ExactAsync(Question.From("visits").Join("persons").Sum("days").Sum("persons.days").Mean("days").Mean("persons.days"))).Rows.Single();
        var rows = (from v in Visits join p in Persons on v.Id equals p.Id select (v, p)).ToArray();
        Near(rows.Sum(r => r.v.Days ?? 0), row.Values[0], rows.Length * Half);
        Near(rows.Sum(r => r.p.Days), row.Values[1], rows.Length * Half);
        Near(rows.Where(r => r.v.Days is not null).Average(r => r.v.Days!.Value), row.Values[2]);
        Near(rows.Average(r => r.p.Days), row.Values[3]);
    }

    [Fact]
    public async Task Limits_keep_so_many_rows_of_each_person()
    {
        // "same": all rows of a person are alike, so that it does not matter which are kept.
        foreach (var limit in new[] { 1, 2, 4, 9 })
        {
            var kept = Clinic.Same.Select(p => (p.Value, Count: Math.Min(p.Count, Math.Min(limit, 4)))).ToArray();
            var row = (await _clinic.Data.ExactAsync(Question.From("same").AtMost(limit).Count().CountUnits().Sum("v").Mean("v"))).Rows.Single();
            Near(kept.Sum(k => k.Count), row.Values[0]);
            Near(kept.Count(k => k.Count > 0), row.Values[1]);
            Near(kept.Sum(k => k.Count * k.Value), row.Values[2], 1e-6);
            Near(kept.Sum(k => k.Count * k.Value) / kept.Sum(k => k.Count), row.Values[3]);
        }
    }

    [Fact]
    public async Task Limits_of_each_category_keep_so_many_rows_of_each()
    {
        foreach (var limit in new[] { 1, 2, 3 })
        {
            var table = await _clinic.Data.ExactAsync(Question.From("each").AtMost(limit).GroupBy("kind").Count().CountUnits());
            foreach (var row in table.Rows)
            {
                var counts = Visits.Where(v => v.Kind == row.Keys[0]).GroupBy(v => v.Id).Select(g => Math.Min(g.Count(), Math.Min(limit, 2))).ToArray();
                Near(counts.Sum(), row.Values[0]);
                Near(counts.Length, row.Values[1]);
            }

            var all = await _clinic.Data.ExactValueAsync(Question.From("each").AtMost(limit).Count());
            Assert.Equal(table.Rows.Sum(r => r.Values[0]!.Value.Value), all);
        }
    }

    [Fact]
    public async Task What_bounding_did()
    {
        var same = (await _clinic.Data.ExactAsync(Question.BoundingOf("same"))).Rows.Single();
        Near(Clinic.Same.Count(p => p.Count > 4), same.Values[0]);
        Near(0, same.Values[1]);
        var each = (await _clinic.Data.ExactAsync(Question.BoundingOf("each"))).Rows.Single();
        Near(Visits.Where(v => v.Kind is not null).GroupBy(v => (v.Id, v.Kind)).Where(g => g.Count() > 2).Select(g => g.Key.Id).Distinct().Count(), each.Values[0]);
        var persons = (await _clinic.Data.ExactAsync(Question.BoundingOf("persons"))).Rows.Single();
        Near(0, persons.Values[0]);
        Near(Persons.Count(p => p.Clipped), persons.Values[1]);
    }

    [Fact]
    public async Task Zcdp_spends_answer_the_same()
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(_clinic.Data.Population);
        var table = (await _clinic.Data.QueryAsync(Question.From("persons").GroupBy("town").Count(), account.SpendZcdp(10, 1e-6))).Value;
        Assert.Equal(Persons.Count(p => p.Town is not null), table.Rows.Sum(r => r.Values[0]!.Value.Value));
    }

    [Fact]
    public async Task Header_alone_and_one_person_are_answered_with_noise()
    {
        using var scratch = new Scratch();
        foreach (var lines in new[] { new[] { "id,sex,v,x" }, ["id,sex,v,x", "1,f,3,q"] })
        {
            await using var data = await scratch.OpenAsync(lines, t => t.Category("sex", "f", "m").Number("v", 0, 10).Text("x").AtMost(3));
            await using var ledger = new SimulatedLedger(seed: 4);
            var account = await ledger.AccountAsync(data.Population);
            var table = (await data.QueryAsync(Question.From("t").GroupBy("sex").Count().Sum("v").Mean("v").Quantiles("v", 0.5), account.Spend(1))).Value;
            Assert.Equal(2, table.Rows.Count);
            Assert.All(table.Rows, r => Assert.True(r.Values[0] is { HalfWidth: > 10 } && r.Values[1] is { HalfWidth: > 100 }));
            Assert.Contains(table.Rows, r => r.Values[0]!.Value.Value != 0);
            Assert.Empty((await data.QueryAsync(Question.From("t").GroupBy("x").CountUnits(), account.Spend(1, 1e-9))).Value.Rows);
            Assert.Equal(lines.Length - 1, await data.ExactValueAsync(Question.From("t").Count()));
        }
    }

    [Fact]
    public async Task Where_the_unit_is_the_row_rows_are_counted()
    {
        using var scratch = new Scratch();
        await using var data = await scratch.OpenAsync(["sex,v", "f,1", "f,1", "m,20", ",3"], t => t.Category("sex", "f", "m").Number("v", 0, 10), PrivacyUnit.Row());
        var table = await data.ExactAsync(Question.From("t").GroupBy("sex").CountUnits().Sum("v"));
        Assert.Equal(["rows", "sum of v"], table.Values);
        Assert.Equal((2, 1, 10), (table["rows", "f"]!.Value.Value, table["rows", "m"]!.Value.Value, table["sum of v", "m"]!.Value.Value));
    }

    private static void Near(double expected, Estimate? actual, double tolerance = 0)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected, actual.Value.Value, tolerance + 2e-6);
    }

    private static string? Known(string? sex) => sex is "f" or "m" or "nobody" ? sex : null;

    private static bool? And(bool? a, bool? b) => a == false || b == false ? false : a is null || b is null ? null : true;

    private static bool? Or(bool? a, bool? b) => a == true || b == true ? true : a is null || b is null ? null : false;

    /// <summary>One row of persons, as declared: clipped, with what is unknown left out.</summary>
    public sealed record Person(int Id, string? Sex, double? Age, double? Smokes, string? Town, double Days, bool Clipped);

    /// <summary>One row of visits, as declared.</summary>
    public sealed record Visit(int Id, string? Kind, double? Days, double? Value, string? Note);

    /// <summary>The data, in files and in memory.</summary>
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
                    town.Trim().Length == 0 ? null : town, days, real is < 0 or > 90));
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
                .Table("persons", "persons.csv", t => t.Category("sex", "f", "m", "nobody").Number("age", 0, 90).Flag("smokes").Text("town").Number("days", 0, 20).OnePerUnit())
                .Table("visits", "visits.csv", t => Visit(t).AtMost(30))
                .Table("each", "visits.csv", t => Visit(t).AtMost(2, per: "kind"))
                .Table("same", "same.csv", t => t.Number("v", 0, 10).AtMost(4)));

            static TableBuilder Visit(TableBuilder t) => t.Category("kind", "lab", "call").Number("days", -1000, 1000).Number("value", per: "kind", ("lab", 0, 1), ("call", 100, 500)).Text("note");
        }

        public async ValueTask DisposeAsync()
        {
            await Data.DisposeAsync();
            _scratch.Dispose();
        }
    }
}
