namespace Tacit.Bench.Checks;

/// <summary>Checks that take minutes, so no test runs them. Each prints what docs/benchmarks.md says, and returns 1 where it fails.</summary>
internal static class LongChecks
{
    public static int Run(IReadOnlyList<string> checks)
    {
        var passed = true;
        foreach (var check in checks)
        {
            switch (check)
            {
                case "float-inverse": passed &= FloatInverseSweep.Run(); break;
                case "bulk-fit": passed &= BulkFit.Run(1_000_000_000); break;
                case "pseudonyms": passed &= PseudonymScale.Run((PseudonymScale.Rows / 10, "parquet"), (PseudonymScale.Rows / 10, "csv")); break;
                case "pseudonyms-of-many": passed &= PseudonymScale.Run((PseudonymScale.Rows, "csv")); break;
                case "malformed-reports": passed &= MalformedReports.Run(); break;
                case "collector": passed &= CollectorRate.Run(); break;
                case "collector-kills": passed &= CollectorKills.Run(); break;
                default:
                    Console.Error.WriteLine($"There is no check '{check}'. There are: float-inverse, bulk-fit, pseudonyms, pseudonyms-of-many, malformed-reports, collector, collector-kills.");
                    return 2;
            }
        }

        return passed && checks.Count > 0 ? 0 : 1;
    }
}
