namespace Tacit.Studies.Tests;

/// <summary>All studies of the catalogue, and each that is built at smoke scale.</summary>
public sealed class CatalogueTests
{
    public static TheoryData<string> Built => [.. StudyCatalogue.All.Where(e => e.State == StudyState.Built).Select(e => e.Id)];

    [Fact]
    public void There_are_fifty_one_papers_each_once()
    {
        Assert.Equal(51, StudyCatalogue.All.Count);
        Assert.Equal(51, StudyCatalogue.All.Select(e => e.Id).Distinct().Count());
        Assert.Equal(51, StudyCatalogue.All.Select(e => e.Paper).Distinct().Count());
        Assert.All(StudyCatalogue.All, e => Assert.Matches("^[a-z][a-z0-9-]+$", e.Id));
        Assert.All(StudyCatalogue.All, e => Assert.StartsWith("Tacit.", e.Room, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Built))]
    public async Task Each_runs_at_smoke_scale(string id)
    {
        var study = StudyCatalogue.Find(id);
        Assert.True(study.CostOf(StudyScale.Smoke).Time <= TimeSpan.FromSeconds(5));
        Assert.True(study.CostOf(StudyScale.Small).Time <= TimeSpan.FromMinutes(3));
        Assert.True(study.CostOf(StudyScale.Full).Seeds >= StudyJudgement.FewestSeeds);
        var result = await StudyRunner.RunAsync(study, StudyScale.Smoke);
        Assert.Equal(study.Predicates, result.Outcomes.Select(o => o.Predicate));

        // What a server is needed for is not measured where none is installed, and does not hold then.
        var server = Directory.Exists("/usr/lib/postgresql");
        Assert.All(result.Outcomes.Where(o => server || !IsOfServer(o.Predicate)), o => Assert.False(double.IsNaN(o.Measured), o.Predicate.Measured));
        Assert.NotEqual(StudyVerdict.Reproduced, result.Verdict);
        Assert.NotEmpty(result.Curves);
    }

    private static bool IsOfServer(StudyPredicate predicate) => predicate.Measured.StartsWith("storage-", StringComparison.Ordinal) || predicate.Measured.StartsWith("index-", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Built))]
    public void The_last_full_run_is_of_the_predicates_as_they_are(string id)
    {
        if (StudyCatalogue.LastFullRun(id) is { } last)
        {
            Assert.Equal(StudyScale.Full, last.Scale);
            Assert.Equal(StudyCatalogue.Find(id).Predicates, last.Outcomes.Select(o => o.Predicate));
            Assert.Equal(StudyCatalogue.Find(id).Experiment, last.Experiment);
        }
    }
}
