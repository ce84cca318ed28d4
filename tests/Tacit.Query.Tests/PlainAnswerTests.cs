namespace Tacit.Query.Tests;

/// <summary>Noise off: every answer equals plain arithmetic over the same rows after the declared clipping.</summary>
public sealed class PlainAnswerTests
{
    private const double Grid = 1e-5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sums_counts_means_by_a_joined_key_are_those_of_the_rows(ulong seed)
    {
        await using var clinic = await Clinic.OpenAsync(seed, 60);
        var table = await AskAsync(clinic, Question.From("labs").Join("persons").GroupBy("sex").Count().CountUnits().Sum("value").Mean("value"));
        Assert.Equal(["f", "m", "x"], table.Rows.Select(r => r.Keys[0]));
        foreach (var row in table.Rows)
        {
            var rows = clinic.Labs.Where(l => clinic.SexOf(l.Id) == row.Keys[0]).ToArray();
            var values = rows.Where(l => l.Value is not null).Select(l => Clinic.Clip(l.Value!.Value, 0, 64)).ToArray();
            Assert.Equal(rows.Length, row.Values[0]!.Value.Value);
            Assert.Equal(rows.Select(l => l.Id).Distinct().Count(), row.Values[1]!.Value.Value);
            Assert.Equal(values.Sum(), row.Values[2]!.Value.Value, Grid);
            if (row.Values[3] is { } mean)
            {
                Assert.Equal(values.Average(), mean.Value, Grid);
            }
        }
    }

    [Fact]
    public async Task Filters_flags_and_two_keys_are_those_of_the_rows()
    {
        await using var clinic = await Clinic.OpenAsync(7, 80);
        var condition = Condition.Is("test", "a", "b").And(Condition.AtLeast("value", 10).Or(Condition.Missing("value")).And(Condition.AtMost("value", 60).Not().Not().Or(Condition.Missing("value"))));
        var table = await AskAsync(clinic, Question.From("labs").Join("persons").Where(condition).GroupBy("sex", "test").Count());
        Assert.Equal(9, table.Rows.Count);
        foreach (var row in table.Rows)
        {
            var expected = clinic.Labs.Count(l => clinic.SexOf(l.Id) == row.Keys[0] && l.Test == row.Keys[1] && l.Test is "a" or "b"
                && clinic.SexOf(l.Id) == row.Keys[0] && l.Test == row.Keys[1]
                && (l.Value is null || (Clinic.Clip(l.Value.Value, 0, 64) is >= 10 and <= 60)));
            Assert.Equal(expected, row.Values[0]!.Value.Value);
        }

        var rate = await AskAsync(clinic, Question.From("persons").Has("ill", "labs", Condition.Is("test", "c").And(Condition.AtLeast("value", 30))).Rate("ill"));
        var ill = clinic.Persons.Count(p => clinic.Labs.Any(l => l.Id == p.Id && l.Test == "c" && l.Value >= 30));
        Assert.Equal((double)ill / clinic.Persons.Count, rate.Rows[0].Values[0]!.Value.Value, Grid);
    }

    [Fact]
    public async Task Histogram_bands_and_quantiles_are_those_of_the_rows()
    {
        await using var clinic = await Clinic.OpenAsync(11, 120);
        var ages = clinic.Persons.Where(p => p.Age is not null).Select(p => Clinic.Clip(p.Age!.Value, 0, 100)).Order().ToArray();
        var histogram = await AskAsync(clinic, Question.From("persons").Histogram("age", 0, 20, 50, 100));
        Assert.Equal([ages.Count(a => a < 20), ages.Count(a => a is >= 20 and < 50), ages.Count(a => a >= 50)], histogram.Rows.Select(r => (int)r.Values[0]!.Value.Value));
        var bands = await AskAsync(clinic, Question.From("persons").GroupBy("band").CountUnits());
        Assert.Equal(clinic.Persons.Count(p => p.Age >= 40), bands["persons", "40 and over"]!.Value.Value);
        var quantiles = await AskAsync(clinic, Question.From("persons").Quantiles("age", 0.25, 0.5));
        foreach (var (estimate, q) in quantiles.Rows[0].Values.Zip([0.25, 0.5]))
        {
            Assert.Equal(ages[(int)Math.Ceiling(q * ages.Length) - 1], estimate!.Value.Value, 100.0 / 4096 * 2);
        }
    }

    [Fact]
    public async Task Keys_that_are_text_are_those_that_exist_and_a_missing_delta_is_refused()
    {
        await using var clinic = await Clinic.OpenAsync(13, 60);
        var question = Question.From("labs").GroupBy("note").CountUnits();
        var table = await AskAsync(clinic, question);
        Assert.Equal(clinic.Labs.GroupBy(l => l.Note).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, (double)g.Select(l => l.Id).Distinct().Count())),
            table.Rows.Select(r => (r.Keys[0], r.Values[0]!.Value.Value)));
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data);
        await Assert.ThrowsAsync<BadInputException>(() => clinic.Data.QueryAsync(question, account.Spend(1)));
    }

    private static async Task<Table> AskAsync(Clinic clinic, Question question)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(clinic.Data);

        // A large ε, so that no mean is withheld as "too few to say": noise is off, the threshold is not.
        return (await clinic.Data.QueryAsync(question, account.Spend(1000, 1e-6))).Value;
    }
}
