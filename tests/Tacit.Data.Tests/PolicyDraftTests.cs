namespace Tacit.Data.Tests;

/// <summary>Drafts: made from schemas alone, complete where the catalogue knows, refused until they are filled in.</summary>
public sealed class PolicyDraftTests : IDisposable
{
    private const string Canary = "CANARY-7f3a91c2";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_data_set_of_the_catalogue_is_complete_and_opens_as_itself()
    {
        var draft = PolicyDraft.Of("nafld", "id", new() { Epsilon = 4, Delta = 1e-6 }, _scratch.Folder);
        Assert.Empty(draft.ToFillIn);
        await File.WriteAllTextAsync(_scratch.PathOf("nafld.policy.json"), draft.Json);
        var policy = PrivacyPolicy.Load(_scratch.PathOf("nafld.policy.json"));
        Assert.Equal(PrivacyBudget.Approximate(4, 1e-6), policy.Population().Budget.ToBudget());
        Assert.Equal(Tacit.Numerics.Rational.Parse("1e-8"), policy.Population().DeltaPerQuery);
        Assert.Equal(_scratch.PathOf("nafld.ledger"), policy.LedgerFile);
        await using var data = await policy.OpenDataAsync();
        await using var own = await Nafld.OpenAsync(await DatasetCatalogue.Installed().FetchAsync("nafld"));
        Assert.Equal(own.Declared, data.Declared);
    }

    [Fact]
    public void Another_unit_than_the_catalogue_knows_is_refused()
    {
        Assert.Contains("--unit id", Assert.Throws<BadInputException>(() => PolicyDraft.Of("nafld", "test", null, _scratch.Folder)).Message, StringComparison.Ordinal);
        Assert.Contains("nafld", Assert.Throws<BadInputException>(() => PolicyDraft.Of("no-such-data", "id", null, _scratch.Folder)).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => PolicyDraft.Of("nafld", "id", new() { Epsilon = -1 }, _scratch.Folder));
    }

    [Fact]
    public void A_draft_says_what_is_to_be_filled_in_and_no_value_is_in_it()
    {
        Directory.CreateDirectory(_scratch.PathOf("data"));
        _scratch.Write("data/visits.csv", "visit,id,ward", $"{Canary},{Canary},{Canary}");
        _scratch.Parquet("data/labs.parquet", $"SELECT '{Canary}' AS visit, 987654.5::DECIMAL(18,3) AS value, true AS fasting, TIMESTAMP '2020-06-01' AS at, ['{Canary}'] AS codes, 5 AS n");
        Scratch.Run($"CREATE TABLE a AS SELECT 1 AS id, '{Canary}' AS x; CREATE TABLE b AS SELECT 1 AS id, 2.5 AS y", _scratch.PathOf("data/more.duckdb"));
        var draft = PolicyDraft.Of(_scratch.PathOf("data"), "id", null, _scratch.Folder);
        Assert.DoesNotContain("CANARY", draft.Json, StringComparison.Ordinal);
        Assert.DoesNotContain("987654", draft.Json, StringComparison.Ordinal);
        Assert.Equal(
            [
                "source.tables[0].columns[1].low", "source.tables[0].columns[1].high", "source.tables[0].columns[3].from", "source.tables[0].columns[3].to", "source.tables[0].columns[4].kind",
                "source.tables[0].columns[5].low", "source.tables[0].columns[5].high", "source.tables[0].rowsPerUnit",
                "source.tables[0].through.column", "source.tables[0].through.table", "source.tables[0].through.key",
                "source.tables[1].rowsPerUnit", "source.tables[2].columns[0].low", "source.tables[2].columns[0].high", "source.tables[2].rowsPerUnit",
                "source.tables[3].columns[0].kind", "source.tables[3].columns[1].kind", "source.tables[3].rowsPerUnit", "budget",
            ],
            draft.ToFillIn.Select(m => m.Replace("$.populations[0].", string.Empty, StringComparison.Ordinal)));
        Assert.Contains("\"folder\": \"data\"", draft.Json, StringComparison.Ordinal);
        Assert.Contains("\"file\": \"more.duckdb#a\"", draft.Json, StringComparison.Ordinal);
        File.WriteAllText(_scratch.PathOf("p.json"), draft.Json);
        var error = Assert.Throws<BadInputException>(() => PrivacyPolicy.Load(_scratch.PathOf("p.json"))).Message;
        Assert.Contains("19 facts are to be filled in", error, StringComparison.Ordinal);
        Assert.All(draft.ToFillIn, m => Assert.Contains(m, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_draft_that_is_filled_in_opens()
    {
        _scratch.Parquet("labs.parquet", "SELECT 1 AS id, 5.0::DOUBLE AS value");
        var draft = PolicyDraft.Of(_scratch.PathOf("labs.parquet"), "id", new() { Epsilon = 1 }, _scratch.Folder);
        Assert.Equal(3, draft.ToFillIn.Count);
        await File.WriteAllTextAsync(_scratch.PathOf("p.json"), draft.Json.Replace("\"low\": \"?\"", "\"low\": 0", StringComparison.Ordinal).Replace("\"high\": \"?\"", "\"high\": 9", StringComparison.Ordinal).Replace("\"rowsPerUnit\": \"?\"", "\"rowsPerUnit\": 3", StringComparison.Ordinal));
        await using var data = await PrivacyPolicy.Load(_scratch.PathOf("p.json")).OpenDataAsync();
        Assert.Equal(("labs", 5 << 20), (data.Population.Name, await data.IntegerAsync("SELECT c0 FROM t0")));
    }

    [Fact]
    public void The_values_do_not_change_the_draft()
    {
        _scratch.Write("t.csv", "id,v", "1,2");
        var one = PolicyDraft.Of(_scratch.PathOf("t.csv"), "id", null, _scratch.Folder).Json;
        _scratch.Write("t.csv", "id,v", "x,2020-01-01", "y,\"a,b\"", "\"");
        Assert.Equal(one, PolicyDraft.Of(_scratch.PathOf("t.csv"), "id", null, _scratch.Folder).Json);
    }

    [Theory]
    [InlineData("public.Visits \"v\"", "Visits \"v\"")]
    [InlineData("public.\"a.b\"", "a.b")]
    [InlineData("\"x.y\".c", "c")]
    [InlineData("public.\"\"\"q\"\" r\"", "\"q\" r")]
    [InlineData("labs", "labs")]
    public void Tables_of_a_database_have_the_names_that_they_have_there(string written, string name)
    {
        var id = KeyValuePair.Create("id", (PolicyColumnKind?)null);
        var table = SourceDraft.Tables([new(written, [id])], "id")[0]!;
        Assert.Equal((name, written), ((string?)table["name"], (string?)table["table"]));

        // Where two schemas have a table of one name.
        var both = SourceDraft.Tables([new(written, [id]), new("\"other.schema\"." + written.Split('.', written[0] == '"' ? 3 : 2)[^1], [id])], "id");
        Assert.Equal("other.schema_" + name, (string?)both[1]!["name"]);
    }

    [Fact]
    public void The_example_of_the_page_is_a_policy()
    {
        var page = File.ReadAllText(Path.Combine(Docs(), "policy.md"));
        var json = page.Split("```json\n")[1].Split("```")[0];
        Assert.Equal("visits", PrivacyPolicy.Parse(json).Population().Source.Tables[1].Through!.Table);
    }

    // When it differs: dotnet run --project src/Tacit.Cli -- policy schema > docs/policy.schema.json
    [Fact]
    public void The_published_schema_is_the_one_of_this_version() => Assert.Equal(File.ReadAllText(Path.Combine(Docs(), "policy.schema.json")), PrivacyPolicy.JsonSchema);

    private static string Docs()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Tacit.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "docs");
    }
}
