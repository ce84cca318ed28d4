using DuckDB.NET.Data;
using Tacit.AdoNet;
using Tacit.Cli.Query;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary>Where an answer goes: found out before it is paid, and told what it cost.</summary>
public sealed class QueryOutputTests : IDisposable
{
    private const string Sql = "select test, avg(value) as mean from labs group by test";
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-output-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("missing/out.csv")]
    [InlineData("out.csv/")]
    [InlineData("folder")]
    public async Task A_file_that_cannot_be_written_is_refused_before_anything_is_paid(string file)
    {
        await PolicyAsync();
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));
        var said = await AskAsync("--format", "csv", "-o", file, Sql);
        Assert.Equal(2, said.Exit);
        Assert.Contains(file + " ", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(".part", said.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was spent", said.Error, StringComparison.Ordinal);
        await UnspentAsync();
    }

    [Fact]
    public async Task A_refused_question_leaves_no_file_behind()
    {
        await PolicyAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "out.csv"), "old");
        Assert.Equal(2, (await AskAsync("-o", "out.csv", "select * from persons")).Exit);
        Assert.Equal("old", await File.ReadAllTextAsync(Path.Combine(_folder, "out.csv")));
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
    }

    [Theory]
    [InlineData("out.csv", "test,mean,mean_low,mean_high\n")]
    [InlineData("out.json", "{")]
    [InlineData("out.parquet", "PAR1")]
    [InlineData("OUT.ARROW", "ARROW1")]
    [InlineData("out.txt", "test")]
    public async Task The_ending_of_the_file_is_its_format(string file, string beginning)
    {
        await PolicyAsync();
        var said = await AskAsync("-o", file, Sql);
        Assert.True(said.Exit == 0, said.Error);
        Assert.StartsWith(beginning, System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(_folder, file))).TrimStart(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format", "csv", "-o", "out.parquet")]
    [InlineData("--json", "-o", "out.csv")]
    [InlineData("--json", "--format", "csv")]
    [InlineData("--explain", "-o", "out.csv")]
    public async Task Contradictions_are_refused(params string[] options)
    {
        await PolicyAsync();
        var said = await AskAsync([.. options, Sql]);
        Assert.Equal(2, said.Exit);
        Assert.Empty(said.Output);
        await UnspentAsync();
    }

    [Theory]
    [InlineData("csv", null)]
    [InlineData("csv", "out.csv")]
    [InlineData("parquet", "out.parquet")]
    [InlineData("arrow", "out.arrow")]
    [InlineData("json", "out.json")]
    public async Task What_was_paid_is_said_beside_the_answer(string format, string? file)
    {
        await PolicyAsync();
        string[] ask = ["--format", format, .. file is null ? [] : new[] { "-o", file }, Sql];
        var said = await AskAsync(ask);
        Assert.True(said.Exit == 0, said.Error);
        Assert.Contains("paid ε = 0.5   entry 1   left ε = 3.5", said.Error, StringComparison.Ordinal);
        Assert.Contains("stored answer of an equal question, paid nothing   entry 1   left ε = 3.5", (await AskAsync(ask)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_lost_after_it_was_paid_says_where_it_is()
    {
        await PolicyAsync();
        var file = Path.Combine(_folder, "out.csv");
        var token = TestContext.Current.CancellationToken;
        await using var opened = await PolicySession.OpenAsync(Path.Combine(_folder, "nafld.policy.json"), options: new() { Epsilon = 1 }, token: token);
        using var output = new AnswerOutput("csv", file);
        foreach (var said in new[] { "It was paid all the same: ε = 1, entry 1.", "Nothing was paid: it was the stored answer of entry 1." })
        {
            var release = await opened.Session.QueryAsync(Sql, token);

            // Somebody makes a folder of that name while the question is asked.
            Directory.CreateDirectory(file);
            var lost = await Assert.ThrowsAsync<UnwrittenAnswerException>(() => output.WriteAsync(release, opened.Session.Account));
            Assert.Contains(said + " Ask the same question again", lost.Message, StringComparison.Ordinal);
            Assert.StartsWith(file + " could not be written", lost.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(".part", lost.Message, StringComparison.Ordinal);
        }

        // Or takes the folder away: then it is the part that cannot be written.
        var away = Directory.CreateDirectory(Path.Combine(_folder, "away")).FullName;
        using var other = new AnswerOutput("csv", Path.Combine(away, "out.csv"));
        var again = await opened.Session.QueryAsync(Sql, token);
        Directory.Delete(away, recursive: true);
        var gone = await Assert.ThrowsAsync<UnwrittenAnswerException>(() => other.WriteAsync(again, opened.Session.Account));
        Assert.StartsWith(Path.Combine(away, "out.csv") + " could not be written", gone.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".part", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parquet_says_in_its_metadata_what_was_paid()
    {
        await PolicyAsync();
        var said = await AskAsync("-o", "out.parquet", Sql);
        Assert.True(said.Exit == 0, said.Error);
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{Path.Combine(_folder, "out.parquet")}')";
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            found[reader.GetString(0)] = reader.GetString(1);
        }

        Assert.Equal(("ε = 0.5", "1", "true"), (found["tacit.price"], found["tacit.entry"], found["tacit.private"]));
        Assert.Contains("composed", found["tacit.loss"], StringComparison.Ordinal);
    }

    private async Task UnspentAsync() =>
        Assert.Contains("about 8 more questions", (await Tool.HereAsync(_folder, "\\budget\n", ["query", "--policy", "nafld.policy.json", "--epsilon", "0.5"])).Output, StringComparison.Ordinal);

    private Task<Said> AskAsync(params string[] options) => Tool.HereAsync(_folder, ["query", "--policy", "nafld.policy.json", "--epsilon", "0.5", .. options]);

    private async Task PolicyAsync()
    {
        var said = await Tool.HereAsync(_folder, "policy", "init", "nafld", "--unit", "id", "--epsilon", "4", "--delta", "1e-6", "-o", "nafld.policy.json");
        Assert.True(said.Exit == 0, said.Error);
    }
}
