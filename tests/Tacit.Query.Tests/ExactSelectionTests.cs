using Tacit.Data;
using static Tacit.Query.Condition;
using static Tacit.Query.Tests.Asking;
using static Tacit.Query.Tests.Clinic;

namespace Tacit.Query.Tests;

/// <summary>Without noise: the rows that count are those that filters, flags and limits say, and no others.</summary>
public sealed class ExactSelectionTests : IClassFixture<Clinic>
{
    private const double Half = 0.5 / (1 << 20);
    private readonly Clinic _clinic;

    public ExactSelectionTests(Clinic clinic) => _clinic = clinic;

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

    private static string? Known(string? sex) => sex is "f" or "m" or "nobody" ? sex : null;

    private static bool? And(bool? a, bool? b) => a == false || b == false ? false : a is null || b is null ? null : true;

    private static bool? Or(bool? a, bool? b) => a == true || b == true ? true : a is null || b is null ? null : false;
}
