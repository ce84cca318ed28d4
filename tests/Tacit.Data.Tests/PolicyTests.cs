using System.Text;
using Tacit.Numerics;

namespace Tacit.Data.Tests;

/// <summary>Policies: read as written, refused with the line, opened as declared.</summary>
public sealed class PolicyTests : IDisposable
{
    internal const string Whole = """
        // A policy with everything.
        {
          "format": 1,
          "timeZone": "Europe/Berlin",
          "confidence": 0.9,
          "ledger": { "path": "clinic.ledger", "key": "keys/clinic.key" },
          "populations": [
            {
              "name": "clinic",
              "unit": { "kind": "person", "column": "id", "groupSize": 2, "relation": "addRemove" },
              "dataVersion": "2026-11",
              "source": {
                "folder": "data",
                "tables": [
                  { "name": "persons", "file": "persons.csv", "onePerUnit": true, "columns": [
                    { "name": "sex", "kind": "category", "values": ["f", "m", "?"], "nullable": true },
                    { "name": "band", "kind": "bands", "of": "age", "edges": [0, 18, "Infinity"] },
                    { "name": "age", "kind": "number", "low": 0, "high": 110 },
                    { "name": "smoker", "kind": "flag" }, /* nobody's business */
                  ] },
                  { "name": "visits", "file": "visits.csv", "rowsPerUnit": 9, "columns": [{ "name": "at", "kind": "time", "from": "2020-01-01", "to": "2021-01-01T00:00:00Z" }] },
                  { "name": "labs", "file": "labs.csv", "rowsPerUnit": 5, "per": "test", "valuesPerUnit": 1, "through": { "column": "visit", "table": "visits", "key": "visit" }, "columns": [
                    { "name": "test", "kind": "category", "values": ["hdl", "sbp"] },
                    { "name": "value", "kind": "number", "per": "test", "bounds": { "hdl": [0, 120], "sbp": [60, 260] } },
                    { "name": "remark", "kind": "text", "nullable": true },
                    { "name": "taken", "kind": "time", "from": "2020-01-01 00:00:00.5", "to": "2021-01-01", "zone": "UTC" }
                  ] }
                ],
                "publicTables": [{ "name": "codes", "file": "codes.csv", "columns": [{ "name": "code", "kind": "text" }] }]
              },
              "budget": { "epsilon": 4, "delta": 1e-6 },
              "deltaPerQuery": 0.00000001,
              "renewalDays": 365,
              "analysts": { "ada": { "epsilon": 1.5, "delta": 1e-7 }, "*": { "epsilon": 0.1 } },
              "purposes": { "quality": { "epsilon": 2 } },
            },
          ],
        }
        """;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void What_was_read_is_written_and_read_again()
    {
        var policy = PrivacyPolicy.Parse(Whole);
        var text = policy.ToJson();
        Assert.Equal(text, PrivacyPolicy.Parse(text).ToJson());
        var clinic = policy.Population();
        Assert.Equal(PrivacyUnit.Person("id").ForGroupsOf(2).ToString(), clinic.Unit.Column is null ? null : PrivacyUnit.Person(clinic.Unit.Column).ForGroupsOf(clinic.Unit.GroupSize!.Value).ToString());
        Assert.Equal(PrivacyBudget.Approximate(4, 1e-6), clinic.Budget.ToBudget());
        Assert.Equal(Rational.Parse("1e-8"), clinic.DeltaPerQuery);
        Assert.Equal(Rational.Parse("1.5"), clinic.Analysts!["ada"].Epsilon);
        Assert.Equal((365, 0.9, "Europe/Berlin"), (clinic.RenewalDays, policy.ConfidenceOrUsual, policy.TimeZone));
        policy.Save(_scratch.PathOf("p.json"));
        var loaded = PrivacyPolicy.Load(_scratch.PathOf("p.json"));
        Assert.Equal(text, loaded.ToJson());
        Assert.Equal(_scratch.PathOf("clinic.ledger"), loaded.LedgerFile);
        Assert.Equal(_scratch.PathOf("keys/clinic.key"), loaded.LedgerKeyFile);
    }

    [Theory]
    [InlineData("0.1", "1/10")]
    [InlineData("0.30000000000000004", "0.30000000000000004")]
    [InlineData("1e-40", "1e-40")]
    [InlineData("123456789012345678901234567890.5", "123456789012345678901234567890.5")]
    [InlineData("1E+2", "100")]
    public void Budgets_are_the_decimals_that_were_written(string written, string exact)
    {
        var policy = PrivacyPolicy.Parse(Whole.Replace("\"budget\": { \"epsilon\": 4,", $"\"budget\": {{ \"epsilon\": {written},", StringComparison.Ordinal).Replace("\"analysts\"", "\"purposes\"", StringComparison.Ordinal)
            .Replace("\"purposes\": { \"ada\": { \"epsilon\": 1.5, \"delta\": 1e-7 }, \"*\": { \"epsilon\": 0.1 } },", string.Empty, StringComparison.Ordinal).Replace("\"purposes\": { \"quality\": { \"epsilon\": 2 } },", string.Empty, StringComparison.Ordinal));
        Assert.Equal(Rational.Parse(exact), policy.Population().Budget.Epsilon);
        Assert.Equal(Rational.Parse(exact), PrivacyPolicy.Parse(policy.ToJson()).Population().Budget.Epsilon);
    }

    [Fact]
    public async Task Data_is_opened_as_the_policy_declares_it()
    {
        Directory.CreateDirectory(_scratch.PathOf("data"));
        _scratch.Write("data/persons.csv", "id,sex,age,smoker", "1,f,30,1", "2,m,200,0", "3,?,,");
        _scratch.Write("data/visits.csv", "visit,id,at", "a,1,2020-06-01", "b,2,2020-06-02");
        _scratch.Write("data/labs.csv", "visit,test,value,remark,taken", "a,hdl,50,x,2020-06-01", "b,sbp,9999,,2020-06-01", "c,hdl,1,,");
        _scratch.Write("data/codes.csv", "code", "z");
        await File.WriteAllTextAsync(_scratch.PathOf("p.json"), Whole.Replace("\"groupSize\": 2", "\"groupSize\": 1", StringComparison.Ordinal));
        var policy = PrivacyPolicy.Load(_scratch.PathOf("p.json"));
        await using var data = await policy.OpenDataAsync();
        var moment = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await using var same = await Dataset.OpenAsync("clinic", PrivacyUnit.Person("id"), d => d.In(_scratch.PathOf("data")).Version("2026-11")
            .Table("persons", "persons.csv", t => t.Category("sex", "f", "m", "?").Nullable("sex").Bands("band", "age", 0, 18, double.PositiveInfinity).Number("age", 0, 110).Flag("smoker").OnePerUnit())
            .Table("visits", "visits.csv", t => t.Time("at", moment, moment.AddYears(1), "Europe/Berlin").AtMost(9))
            .Table("labs", "labs.csv", t => t.Category("test", "hdl", "sbp").Number("value", per: "test", ("hdl", 0, 120), ("sbp", 60, 260)).Text("remark").Nullable("remark")
                .Time("taken", moment.AddSeconds(0.5), moment.AddYears(1)).AtMost(5, per: "test", valuesPerUnit: 1).Through("visit", "visits", "visit"))
            .PublicTable("codes", "codes.csv", t => t.Text("code")));
        Assert.Equal(same.Declared, data.Declared);
        Assert.Equal(2, await data.IntegerAsync("SELECT count(*) FROM t2"));
        Assert.Equal([["z"]], data.PublicValues("codes", ["code"]));
    }

    public static TheoryData<string, string, string, int> Mistakes => new()
    {
        { "\"format\": 1,", "\"format\": 2,", "reads formats up to 1", 3 },
        { "\"format\": 1,", "\"format\": 0,", "first format is 1", 3 },
        { "\"format\": 1,", "", "lacks 'format'", 0 },
        { "\"confidence\": 0.9,", "\"confidence\": 1,", "between 0 and 1", 5 },
        { "\"confidence\": 0.9,", "\"confidense\": 0.9,", "no such member", 5 },
        { "\"groupSize\": 2", "\"grupSize\": 2", "($.populations[0].unit.grupSize): there is no such member", 10 },
        { "\"groupSize\": 2", "\"groupSize\": \"2\"", "not of the kind", 10 },
        { "\"groupSize\": 2", "\"groupSize\": 0", "1 to 1,000,000", 10 },
        { "\"kind\": \"person\"", "\"kind\": \"persona\"", "not of the kind", 10 },
        { "\"kind\": \"person\"", "\"kind\": 0", "not of the kind", 10 },
        { "\"kind\": \"person\"", "\"kind\": \"row\"", "leave 'column' out", 10 },
        { "\"name\": \"clinic\",", "\"name\": \"two words\",", "needs a name", 9 },
        { "\"name\": \"clinic\",", "\"name\": \"clinic\", \"name\": \"clinic\",", "stands twice", 9 },
        { "\"low\": 0, \"high\": 110", "\"low\": 110, \"high\": 0", "reversed", 18 },
        { "\"low\": 0, \"high\": 110", "\"low\": 0", "has 'low' and 'high'", 18 },
        { "\"low\": 0, \"high\": 110", "\"low\": 0, \"high\": 1e999", "", 18 },
        { "\"low\": 0, \"high\": 110", "\"low\": 0, \"high\": 110, \"values\": [\"a\"]", "has values, low, high", 18 },
        { "\"kind\": \"flag\"", "\"kind\": \"flag\", \"nullable\": true", "cannot be nullable", 19 },
        { "[\"f\", \"m\", \"?\"]", "[\"f\", \"f\"]", "each once", 16 },
        { "[\"f\", \"m\", \"?\"]", "[\"f\", null]", "not null", 16 },
        { "\"onePerUnit\": true", "\"onePerUnit\": true, \"rowsPerUnit\": 3", "no 'rowsPerUnit'", 15 },
        { "\"rowsPerUnit\": 9", "\"rowsPerUnit\": 0", "1 to 1,000,000", 21 },
        { "\"rowsPerUnit\": 9, ", "", "rowsPerUnit in a policy, AtMost(20) in code", 14 },
        { "\"valuesPerUnit\": 1", "\"valuesPerUnit\": 0", "1 value of 'test' or more", 22 },
        { "\"per\": \"test\", \"valuesPerUnit\": 1", "\"valuesPerUnit\": 1", "name it with per", 22 },
        { "\"rowsPerUnit\": 5, \"per\": \"test\", \"valuesPerUnit\": 1", "\"valuesPerUnit\": 1", "'rowsPerUnit', which is missing", 22 },
        { "\"from\": \"2020-01-01\"", "\"from\": \"01/01/2020\"", "moment in UTC", 21 },
        { "\"from\": \"2020-01-01\"", "\"from\": \"2020-01-01T00:00:00+02:00\"", "moment in UTC", 21 },
        { "\"from\": \"2020-01-01\"", "\"from\": \"2022-01-01\"", "earlier one first", 21 },
        { "\"table\": \"visits\"", "\"table\": \"visit\"", "not declared", 14 },
        { "\"table\": \"visits\"", "\"table\": \"codes\"", "not declared", 14 },
        { "\"hdl\": [0, 120]", "\"hdl\": [0]", "two numbers", 24 },
        { "\"hdl\": [0, 120]", "\"hdl\": null", "", 24 },
        { "\"hdl\": [0, 120]", "\"ldl\": [0, 120]", "Not a value of the category: ldl", 24 },
        { "\"name\": \"codes\"", "\"name\": \"labs\"", "declared twice", 29 },
        { "\"folder\": \"data\"", "\"folder\": \"data\", \"catalogue\": \"nafld\"", "not from both", 13 },
        { "\"epsilon\": 4,", "\"epsilon\": -4,", "positive", 31 },
        { "\"epsilon\": 4,", "\"epsilon\": \"4\",", "decimal number", 31 },
        { "\"epsilon\": 4,", "\"epsilon\": 4, \"rho\": 1,", "either 'epsilon' or 'rho'", 31 },
        { "\"delta\": 1e-6", "\"delta\": 1", "Delta", 31 },
        { "0.00000001", "0.01", "at most the budget's", 32 },
        { "\"renewalDays\": 365", "\"renewalDays\": 0", "days", 33 },
        { "\"ada\": { \"epsilon\": 1.5", "\"ada\": { \"epsilon\": 5", "cannot be above", 34 },
        { "\"ada\": { \"epsilon\": 1.5", "\"ada\": { \"rho\": 1", "same currency", 34 },
        { "\"quality\": { \"epsilon\": 2 }", "\"quality\": null", "missing", 35 },
        { "\"dataVersion\": \"2026-11\"", "\"dataVersion\": \" \"", "version", 11 },
        { "\"dataVersion\": \"2026-11\"", "\"dataVersion\": null", "not of the kind", 11 },
        { "\"relation\": \"addRemove\" }", "\"relation\": \"addRemove\" ", "not JSON", 37 },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistakes_are_told_with_their_line(string right, string wrong, string why, int line)
    {
        Assert.Contains(right, Whole, StringComparison.Ordinal);
        var at = Whole.IndexOf(right, StringComparison.Ordinal);
        var error = Assert.Throws<BadInputException>(() => PrivacyPolicy.Parse(string.Concat(Whole.AsSpan(0, at), wrong, Whole.AsSpan(at + right.Length)))).Message;
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
        if (line > 0)
        {
            Assert.Contains($", line {line}, position ", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_to_be_filled_in_is_listed()
    {
        var error = Assert.Throws<BadInputException>(() => PrivacyPolicy.Parse(Whole.Replace("\"low\": 0, \"high\": 110", "\"low\": 0, \"high\": \"?\"", StringComparison.Ordinal)
            .Replace("\"budget\": { \"epsilon\": 4, \"delta\": 1e-6 }", "\"budget\": \"?\"", StringComparison.Ordinal))).Message;
        Assert.Contains("2 facts are to be filled in", error, StringComparison.Ordinal);
        Assert.Contains("line 18: $.populations[0].source.tables[0].columns[2].high", error, StringComparison.Ordinal);
        Assert.Contains("line 31: $.populations[0].budget", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_no_policies()
    {
        foreach (var bytes in new byte[][] { [], "null"u8.ToArray(), "[]"u8.ToArray(), "{}"u8.ToArray(), "{"u8.ToArray(), [0xFF, 0xFE, 0], "{\"\\ud800\": 1}"u8.ToArray(), "{\"format\":\"\\ud800\"}"u8.ToArray(), [.. Enumerable.Repeat((byte)'[', 100_000)], new byte[17 << 20] })
        {
            File.WriteAllBytes(_scratch.PathOf("p.json"), bytes);
            var error = Assert.Throws<BadInputException>(() => PrivacyPolicy.Load(_scratch.PathOf("p.json")));
            Assert.StartsWith("p.json", error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<BadInputException>(() => PrivacyPolicy.Load(_scratch.PathOf("absent.json")));
        Assert.Throws<BadInputException>(() => PrivacyPolicy.Load(_scratch.Folder));
        File.WriteAllBytes(_scratch.PathOf("p.json"), [.. "\uFEFF"u8, .. Encoding.UTF8.GetBytes(Whole)]);
        Assert.Single(PrivacyPolicy.Load(_scratch.PathOf("p.json")).Populations);
    }

    [Fact]
    public void A_third_is_no_decimal()
    {
        var policy = PrivacyPolicy.Parse(Whole);
        var third = policy with { Populations = [policy.Populations[0] with { Budget = new() { Epsilon = new Rational(10, 3), Delta = Rational.Parse("1e-6") } }] };
        Assert.Throws<BadInputException>(() => third.Save(_scratch.PathOf("p.json")));
        Assert.False(File.Exists(_scratch.PathOf("p.json")));
    }
}
