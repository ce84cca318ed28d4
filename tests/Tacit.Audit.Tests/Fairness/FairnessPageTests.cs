using Tacit.Audit.Fairness;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Fairness;

/// <summary>What the page shows.</summary>
public sealed class FairnessPageTests
{
    [Fact]
    public void An_audit_in_two_lines()
    {
        var (rows, scores) = Rows.Make(RandomSource.Seeded(9), 800, 0.2, 3);
        var (reference, candidates) = (Rows.Model("reference", double.PositiveInfinity, scores[0]), new[] { Rows.Model("ε = 1", 1, scores[1]) });

        // docs: audit
        FairnessReport report = FairnessAudit.Run(rows, reference, candidates, new FairnessOptions { Metric = FairnessMetric.Auroc, Threshold = 0.5 });
        Table groups = report.Candidates.First().ToTable();   // for the statement of the model in a privacy report

        // end
        Assert.Equal(9, groups.Rows.Count);
    }
}
