using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The least error within the limits; within two per cent of it fewer bytes, then cheaper counting.</summary>
internal static class OraclePlanner
{
    private const double Tie = 1.02;

    // From the cheapest to count. The thresholded histogram is never the answer.
    private static readonly OracleKind[] Compared = [OracleKind.Grr, OracleKind.Hadamard, OracleKind.Oue, OracleKind.Sue, OracleKind.Subset, OracleKind.Blh, OracleKind.Olh];

    public static OraclePlan Plan(int domain, Quantity epsilon, long reports, OracleLimits limits)
    {
        if (reports < 1)
        {
            throw new BadInputException("Say how many reports are expected: at least one.");
        }

        var oracles = Compared.Select(kind => FrequencyOracle.Create(kind, domain, epsilon)).ToList();
        var candidates = oracles.Select(o => Candidate(o, reports, limits)).ToList();
        var possible = candidates.Where(c => c.TooMuch is null).ToList();
        if (possible.Count == 0)
        {
            throw new BadInputException($"No protocol for {domain} values stays within {limits.ReportBytes} bytes a report and {limits.CountingSteps:G3} steps of counting. Allow more of either, or ask about fewer values.");
        }

        var least = possible.Min(c => c.Variance);
        var chosen = possible.Where(c => c.Variance <= Tie * least).OrderBy(c => c.ReportBytes).ThenBy(c => Array.IndexOf(Compared, c.Kind)).First();
        var oracle = oracles[candidates.IndexOf(chosen)];
        var halfWidth = Normal.UpperQuantile(0.025) * Math.Sqrt(chosen.Variance / reports);
        var visible = Presence.Visible(oracle.Law, domain, reports, 0.05);
        var ordered = candidates.OrderBy(c => c.Variance).ToList();
        return new(oracle, ordered, halfWidth, visible, Explain(chosen, ordered, domain, reports, halfWidth, visible, oracle.Law.Influence.Most / reports));
    }

    private static OracleCandidate Candidate(FrequencyOracle oracle, long reports, OracleLimits limits)
    {
        var p = oracle.Parameters;
        var steps = p.Kind switch
        {
            OracleKind.Blh or OracleKind.Olh => p.Domain,
            OracleKind.Subset => p.Size,
            OracleKind.Sue or OracleKind.Oue => Math.Max(1, p.Domain / 64.0),
            _ => 1,
        };
        var tooMuch = oracle.ReportSize > limits.ReportBytes ? "bytes of a report" : steps * reports > limits.CountingSteps ? "steps of counting" : null;
        return new(p.Kind, p.Size, oracle.Law.Variance(0), oracle.ReportSize, steps, tooMuch);
    }

    private static string Explain(OracleCandidate chosen, List<OracleCandidate> ordered, int domain, long reports, double halfWidth, double visible, double moves)
    {
        var text = new List<string>();
        void Say(FormattableString line) => text.Add(line.ToString(CultureInfo.InvariantCulture));
        Say($"{Name(chosen)}: {chosen.ReportBytes} {(chosen.ReportBytes == 1 ? "byte" : "bytes")} a report.");
        foreach (var other in ordered.Where(c => c.TooMuch is not null && c.Variance < chosen.Variance))
        {
            Say($"{Name(other)} would be more precise, but is beyond the limit for {other.TooMuch}.");
        }

        var better = ordered.Where(c => c.TooMuch is null && c.Variance < chosen.Variance && c.ReportBytes > chosen.ReportBytes).ToList();
        if (better.Count > 0)
        {
            Say($"{Name(better[0])} is {100 * (1 - Math.Sqrt(better[0].Variance / chosen.Variance)):0.0} % more precise and takes {better[0].ReportBytes} bytes: not worth it.");
        }
        else if (ordered.Find(c => c.TooMuch is null && c.Kind != chosen.Kind && c.Variance > chosen.Variance) is { } next)
        {
            Say($"The next, {Name(next)}, has intervals {100 * (Math.Sqrt(next.Variance / chosen.Variance) - 1):0.0} % wider.");
        }

        Say($"With {reports:N0} reports a rare value is known to ±{100 * halfWidth:0.###} points (95 %), and frequencies from {100 * visible:0.###} % on stand out.");
        Say($"One report that is made up moves an estimate by up to {100 * moves:G2} points.");
        if (visible > 1.0 / domain)
        {
            Say($"That is more than 1/{domain}: an even spread over the domain would not be seen. Expect more reports, a larger ε or fewer values.");
        }

        return string.Join(" ", text);
    }

    private static string Name(OracleCandidate c) => c.Kind switch
    {
        OracleKind.Grr => "Randomized response (grr)",
        OracleKind.Sue => "Symmetric unary encoding (sue)",
        OracleKind.Oue => "Optimized unary encoding (oue)",
        OracleKind.Blh => "Binary local hashing (blh)",
        OracleKind.Olh => string.Create(CultureInfo.InvariantCulture, $"Local hashing to {c.Size} values (olh)"),
        OracleKind.Subset => string.Create(CultureInfo.InvariantCulture, $"Subsets of {c.Size} values (ss)"),
        _ => "Hadamard response (hr)",
    };
}
