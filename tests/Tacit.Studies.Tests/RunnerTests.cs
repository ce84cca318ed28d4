namespace Tacit.Studies.Tests;

/// <summary>A toy study: how it runs, stops, goes on, and becomes a page.</summary>
public sealed class RunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_that_was_stopped_goes_on_where_it_was()
    {
        using var stop = new CancellationTokenSource();
        var toy = new Toy { StopAt = 3, Stop = stop };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StudyRunner.RunAsync(toy, StudyScale.Small, folder: _folder, token: stop.Token));
        Assert.Equal([1, 2, 3], toy.Ran);
        Assert.Equal(2, Directory.GetFiles(_folder, "*.json").Length);
        var again = new Toy();
        var steps = new List<string>();
        var result = await StudyRunner.RunAsync(again, StudyScale.Small, folder: _folder, progress: new Steps(steps));
        Assert.Equal([3, 4], again.Ran);
        Assert.Equal(["seed 1 of 4: kept from before", "seed 2 of 4: kept from before", "seed 3 of 4", "seed 4 of 4"], steps);
        Assert.Equal(StudyVerdict.Reproduced, result.Verdict);
        Assert.Equal([1, 2, 3, 4], result.Runs.Select(r => (int)r.Seed));

        // What is damaged, of another scale or of other predicates is run again.
        await File.WriteAllTextAsync(Directory.GetFiles(_folder, "*seed-2.json").Single(), "{");
        var third = new Toy();
        await StudyRunner.RunAsync(third, StudyScale.Small, folder: _folder);
        Assert.Equal([2], third.Ran);
        var other = new Toy { Bound = 0.5 };
        await StudyRunner.RunAsync(other, StudyScale.Small, folder: _folder);
        Assert.Equal([1, 2, 3, 4], other.Ran);
        var smoke = new Toy();
        await StudyRunner.RunAsync(smoke, StudyScale.Smoke, folder: _folder);
        Assert.Equal([1], smoke.Ran);
    }

    [Fact]
    public async Task A_result_survives_its_json_and_its_verdict_is_computed_again()
    {
        var result = await StudyRunner.RunAsync(new Toy(), StudyScale.Small);
        var json = StudyJson.Write(result);
        var read = StudyJson.Read(System.Text.Encoding.UTF8.GetBytes(json));
        Assert.Equal(json, StudyJson.Write(read));
        Assert.Equal(result.Outcomes, read.Outcomes);

        // A verdict that was typed in is not believed.
        var forged = StudyJson.Read(System.Text.Encoding.UTF8.GetBytes(json.Replace("\"bound\": 1", "\"bound\": 9", StringComparison.Ordinal)));
        Assert.Equal(StudyVerdict.NotReproduced, forged.Verdict);
        Assert.Contains("\"verdict\": \"Reproduced\"", json, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => StudyJson.Read("{}"u8));
        Assert.Throws<BadInputException>(() => StudyJson.Read("[]"u8));
        Assert.Contains("format 2", Assert.Throws<BadInputException>(() => StudyJson.Read(System.Text.Encoding.UTF8.GetBytes(json.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_holds_the_numbers_the_figures_and_the_command()
    {
        var result = await StudyRunner.RunAsync(new Toy(), StudyScale.Small);
        var page = StudyPage.Markdown(result);
        Assert.Contains("**Reproduced** (small scale, 4 seeds", page, StringComparison.Ordinal);
        Assert.Contains("| it grows (direction) | ≥ 1 | 1.25 |", page, StringComparison.Ordinal);
        Assert.Contains("![How it grows](toy-1.svg)", page, StringComparison.Ordinal);
        Assert.Contains("tacit study run toy --scale small", page, StringComparison.Ordinal);
        var html = StudyPage.Html(result);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.Contains("a &lt; b", html, StringComparison.Ordinal);
        var figure = Assert.Single(StudyPage.Figures(result));
        var files = figure.Chart.Write(Path.Combine(_folder, figure.File));
        Assert.All(files, f => Assert.True(new FileInfo(f).Length > 1000, f));
        Assert.Equal([2.5, 5], result.Curves[0].Y);
    }

    [Fact]
    public async Task What_cannot_be_run_is_refused()
    {
        await Assert.ThrowsAsync<BadInputException>(() => StudyRunner.RunAsync(new Toy(), StudyScale.Small, 0));
        await Assert.ThrowsAsync<BadInputException>(() => StudyRunner.RunAsync(new Toy { IsDirection = false }, StudyScale.Small));
        Assert.Contains("planned", Assert.Throws<BadInputException>(() => StudyCatalogue.Find("popri")).Message, StringComparison.Ordinal);
        Assert.Contains("no study", Assert.Throws<BadInputException>(() => StudyCatalogue.Find("nothing")).Message, StringComparison.Ordinal);
    }

    private sealed class Steps(List<string> steps) : IProgress<string>
    {
        public void Report(string value) => steps.Add(value);
    }

    private sealed class Toy : IStudy
    {
        public List<int> Ran { get; } = [];

        public int StopAt { get; init; }

        public CancellationTokenSource? Stop { get; init; }

        public double Bound { get; init; } = 1;

        public bool IsDirection { get; init; } = true;

        public string Id => "toy";

        public string Experiment => "A line is drawn, and a < b.";

        public IReadOnlyList<StudyPredicate> Predicates => [new("it grows", "slope", PredicateSide.AtLeast, Bound, IsDirection)];

        public StudyCost CostOf(StudyScale scale) => new(scale == StudyScale.Smoke ? 1 : 4, TimeSpan.FromSeconds(1), 1);

        public Task<StudyMeasurements> MeasureAsync(StudyTrial trial, CancellationToken token)
        {
            Ran.Add((int)trial.Seed);
            if ((int)trial.Seed == StopAt)
            {
                Stop!.Cancel();
            }

            token.ThrowIfCancellationRequested();
            return Task.FromResult(new StudyMeasurements(
                new Dictionary<string, double> { ["slope"] = 1.25 },
                [new("How it grows", "line", "x", "y", [1, 2], [trial.Seed, 2 * trial.Seed])]));
        }
    }
}
