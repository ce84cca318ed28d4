namespace Tacit.Studies.Tests;

/// <summary>The study of the page that says how to write one.</summary>
public sealed class CountStudyTests
{
    [Fact]
    public async Task The_study_of_the_page_runs_and_is_short()
    {
        // docs: run
        StudyResult result = await StudyRunner.RunAsync(new CountStudy(), StudyScale.Small);
        Console.WriteLine(result.Verdict);
        string page = StudyPage.Markdown(result);

        // end
        Assert.Equal(StudyVerdict.Reproduced, result.Verdict);
        Assert.Contains("count-error", page, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "CountStudy.cs"));
        Assert.True(Array.FindIndex(lines, l => l.Contains("// end", StringComparison.Ordinal)) - Array.FindIndex(lines, l => l.Contains("// docs", StringComparison.Ordinal)) < 50);
    }
}
