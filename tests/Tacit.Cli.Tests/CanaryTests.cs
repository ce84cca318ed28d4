using System.Text.Json;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary>Every command with good and with bad input over data with canaries: the exit code is the page's, and no cell is in anything said or written.</summary>
public sealed class CanaryTests(Planted planted) : IClassFixture<Planted>, IDisposable
{
    private const string Persons = "own/nafld-persons.csv";
    private const string L = "out/demo.ledger --key key";
    private readonly string _folder = planted.Copy();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0, "demo --data own --output new")]
    [InlineData(0, "demo --data own --output new --json")]
    [InlineData(0, "demo --data own --output new --json --key elsewhere")]
    [InlineData(0, "demo --data own --data-version 2 --output new --json")]
    [InlineData(2, "demo --data-version 2 --output new --json")]
    [InlineData(0, "demo --data own --output truth --json --reveal-truth")]
    [InlineData(1, $"demo --data own --output {Persons} --json")]
    [InlineData(1, "demo --data own --output out --key key --epsilon 2")]
    [InlineData(1, "demo --data own --output out")]
    [InlineData(1, "demo --data own --output out --key no-key --json")]
    [InlineData(1, $"demo --data own --output out --key {Persons}")]
    [InlineData(1, $"demo --data own --output new --ledger {Persons}")]
    [InlineData(2, "demo --data own --output out --key own")]
    [InlineData(2, "demo --data own --output new --epsilon 0")]
    [InlineData(2, "demo --data nowhere --output new --json")]
    [InlineData(2, $"demo --data {Persons} --output new --json")]
    public Task Demo(int code, string line) => CheckAsync(code, line);

    [Theory]
    [InlineData(0, "data list")]
    [InlineData(0, "data list --json")]
    [InlineData(0, "data info nafld")]
    [InlineData(0, "data info nafld --json")]
    [InlineData(0, "data fetch nafld --output fetched")]
    [InlineData(0, "data fetch nafld --output fetched --json")]
    [InlineData(2, "data list nafld")]
    [InlineData(2, "data info nothing --json")]
    [InlineData(2, "data info")]
    [InlineData(2, "data fetch nothing --output fetched")]
    [InlineData(2, "data fetch nafld --json")]
    [InlineData(2, $"data fetch nafld --output {Persons} --json")]
    public Task Data(int code, string line) => CheckAsync(code, line);

    [Theory]
    [InlineData(0, $"ledger show {L}")]
    [InlineData(0, $"ledger show {L} --json")]
    [InlineData(0, "ledger show beside.ledger --json")]
    [InlineData(1, "ledger show out/demo.ledger --json")]
    [InlineData(1, $"ledger show out/demo.ledger --key {Persons} --json")]
    [InlineData(1, $"ledger show {Persons} --key key --json")]
    [InlineData(2, "ledger show no.ledger --json")]
    [InlineData(2, "ledger show out/demo.ledger --key out/demo.ledger --json")]
    [InlineData(0, $"ledger export {L}")]
    [InlineData(0, $"ledger export {L} --json")]
    [InlineData(1, "ledger export out/demo.ledger --json")]
    [InlineData(1, $"ledger export {Persons} --json")]
    [InlineData(2, "ledger export no.ledger --json")]
    [InlineData(0, $"ledger verify {L}")]
    [InlineData(0, $"ledger verify {L} --receipt out/report.json --json")]
    [InlineData(1, "ledger verify out/demo.ledger --json")]
    [InlineData(2, "ledger verify no.ledger --json")]
    [InlineData(2, $"ledger verify {L} --receipt {Persons} --json")]
    [InlineData(2, $"ledger verify {L} --receipt no.json --json")]
    [InlineData(2, $"ledger verify {L} --receipt truth/report.json --json")]
    [InlineData(0, $"ledger raise {L} nafld --epsilon 2 --delta 1e-6 --reason r")]
    [InlineData(0, $"ledger raise {L} nafld --rho 0.5 --delta 1e-6 --reason r --json")]
    [InlineData(1, $"ledger raise {L} nobody --epsilon 2 --reason r --json")]
    [InlineData(1, "ledger raise out/demo.ledger nafld --epsilon 2 --reason r --json")]
    [InlineData(2, $"ledger raise {L} nafld --epsilon 2 --rho 1 --reason r --json")]
    [InlineData(2, $"ledger raise {L} nafld --delta 1e-6 --reason r --json")]
    [InlineData(2, $"ledger raise {L} nafld --epsilon 2 --reason r --json")]
    [InlineData(2, $"ledger raise {L} nafld --rho 2 --reason r --json")]
    [InlineData(2, $"ledger raise {L} nafld --epsilon 2 --delta 1 --reason r --json")]
    [InlineData(2, $"ledger raise {L} nafld --rho -1 --delta 1e-6 --reason r --json")]
    [InlineData(2, $"ledger raise {L} nafld --epsilon NaN --reason r --json")]
    [InlineData(2, $"ledger raise {L} nafld --epsilon much --reason r --json")]
    [InlineData(2, $"ledger raise {L} nafld --epsilon 2 --json")]
    [InlineData(2, "ledger raise no.ledger nafld --epsilon 2 --reason r --json")]
    [InlineData(0, $"ledger renew {L} nafld --reason r")]
    [InlineData(0, $"ledger renew {L} nafld --reason r --json")]
    [InlineData(1, $"ledger renew {L} nobody --reason r --json")]
    [InlineData(1, "ledger renew out/demo.ledger nafld --reason r --json")]
    [InlineData(2, $"ledger renew {L} nafld --json")]
    [InlineData(2, "ledger renew no.ledger nafld --reason r --json")]
    public Task Ledger(int code, string line) => CheckAsync(code, line);

    [Theory]
    [InlineData(0, "report out/report.json")]
    [InlineData(0, "report out/report.json --json")]
    [InlineData(0, "report out/report.json --output again.html")]
    [InlineData(0, "report out/report.json --output again.md")]
    [InlineData(1, "report out/report.json --output nowhere/again.html")]
    [InlineData(2, $"report {Persons}")]
    [InlineData(2, $"report {Persons} --json")]
    [InlineData(2, "report own --json")]
    [InlineData(2, "report no.json --json")]
    [InlineData(0, "report verify out/report.json")]
    [InlineData(0, "report verify out/report.json --json")]
    [InlineData(2, $"report verify {Persons}")]
    [InlineData(2, "report verify no.json --json")]
    public Task Report(int code, string line) => CheckAsync(code, line);

    [Theory]
    [InlineData(0, "account epsilon --gaussian 1 --delta 1e-5 --json")]
    [InlineData(2, $"account epsilon --events {Persons} --delta 1e-5 --json")]
    [InlineData(2, $"account steps --events {Persons} --epsilon 1 --delta 1e-5 --json")]
    [InlineData(2, $"account convert {Persons} --json")]
    [InlineData(2, $"account convert {Persons} --from opacus --json")]
    [InlineData(2, $"audit mechanism --pairs {Persons} --epsilon 1 --json -- no-such-program")]
    [InlineData(2, $"audit mechanism --first 0 --pairs {Persons} --epsilon 1 --json -- cat")]
    public Task Account_and_audit(int code, string line) => CheckAsync(code, line);

    [Theory]
    [InlineData("nafld-persons.csv", "id,age,sex,futime,status", $"1,{Canary.Word},male,1000,0")]
    [InlineData("nafld-persons.csv", "id,age,sex,futime,status", $"{Canary.Word},40,male")]
    [InlineData("nafld-persons.csv", "id,age,sex,futime,status", $"{Canary.Word},40,male,1000,0,{Canary.Number}")]
    [InlineData("nafld-persons.csv", "id,age,sex,futime,status", $"\"{Canary.Word},40,male,1000,0")]
    [InlineData("nafld-persons.csv", "id,age,sex,futime", $"{Canary.Word},40,male,1000")]
    [InlineData("nafld-labs.csv", "id,days,test,value", $"1,1,hdl,{Canary.Word}")]
    [InlineData("nafld-events.csv", "id,days,event", $"1,{Canary.Word},htn")]
    [InlineData("nafld-persons.parquet", Canary.Word, Canary.Number)]
    public async Task Data_that_cannot_be_used_is_bad_input(string file, params string[] lines)
    {
        await File.WriteAllLinesAsync(Path.Combine(_folder, Planted.Data, file), lines);
        await CheckAsync(2, "demo --data own --output new --json");
        Assert.False(File.Exists(Path.Combine(_folder, "new", "demo.ledger")));
    }

    [Fact]
    public async Task What_the_budget_refuses_says_so()
    {
        await CheckAsync(0, $"ledger raise {L} nafld --epsilon 0.5 --delta 1e-6 --reason lower --json");
        await CheckAsync(3, "demo --data own --output out --key key --epsilon 0.5 --json");
    }

    [Fact]
    public void The_canaries_are_found_where_they_are()
    {
        Assert.Equal(3, Canary.FilesWith(_folder, Planted.Truth).Count);
        Assert.NotEmpty(Canary.FilesWith(_folder, Planted.Data));
        Assert.Empty(Canary.FilesWith(_folder, Planted.Data, Planted.Truth));
        Assert.True(Canary.IsIn($"at {Canary.Number}") && Canary.IsIn($"'{Canary.Word}'"));
    }

    private async Task CheckAsync(int code, string line)
    {
        var arguments = line.Split(' ');
        var said = await Tool.WatchedAsync(_folder, arguments);
        Assert.True(code == said.Exit, $"{line} ended with {said.Exit}, not {code}. {said.Error}");
        Assert.False(Canary.IsIn(said.Error) || (Canary.IsIn(said.Output) && !arguments.Contains("--reveal-truth")), $"{line} showed a cell.");
        Assert.Empty(said.PassingFiles);
        Assert.Empty(Canary.FilesWith(_folder, Planted.Data, Planted.Truth));
        Assert.DoesNotContain("   at ", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("did not expect", said.Error, StringComparison.Ordinal);
        if (code != 0)
        {
            // Without --json the demo tells its story as it goes.
            Assert.True(said.Output.Length == 0 || (arguments[0] == "demo" && !arguments.Contains("--json")), said.Output);
            Assert.NotEmpty(said.Error);
        }
        else if (arguments.Contains("--json"))
        {
            using var one = JsonDocument.Parse(said.Output);
            Assert.Equal(JsonValueKind.Object, one.RootElement.ValueKind);
        }
        else
        {
            Assert.True(said.Output.Length > 0 || arguments.Contains("--output"), $"{line} said nothing.");
        }
    }
}
