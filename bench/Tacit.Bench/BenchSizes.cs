using System.Globalization;

namespace Tacit.Bench;

/// <summary>Sizes that a machine must be asked for: named by an environment variable, since a benchmark's parameters cannot be named on its command line.</summary>
internal static class BenchSizes
{
    /// <summary>Scales of the order book, <c>TACIT_BENCH_SCALES=1,10</c>; 1, with 6,000,000 lines, unless named.</summary>
    public static IEnumerable<double> Scales => Of("TACIT_BENCH_SCALES", "1");

    /// <summary>Rows of the generated group-by, <c>TACIT_BENCH_ROWS=100000000</c>; 0 is the bundled table.</summary>
    public static IEnumerable<long> Rows => Of("TACIT_BENCH_ROWS", "0,20000000").Select(r => (long)r);

    private static IEnumerable<double> Of(string variable, string usual) =>
        (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named ? named : usual).Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture));
}
