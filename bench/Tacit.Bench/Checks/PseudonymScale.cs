using System.Diagnostics;
using DuckDB.NET.Data;
using Tacit.Data;
using Tacit.Identity;

namespace Tacit.Bench.Checks;

/// <summary>Ten million rows of one and of ten million persons become pseudonyms and keys again, in bounded memory: rates beside the engine's plain copy.</summary>
internal static class PseudonymScale
{
    /// <summary>Ten million, or what TACIT_PSEUDONYM_ROWS says, where there is no time for them.</summary>
    public static int Rows { get; } = int.TryParse(Environment.GetEnvironmentVariable("TACIT_PSEUDONYM_ROWS"), out var rows) ? rows : 10_000_000;

    private const long Memory = 1L << 30;

    // The engine's memory, the crosswalk's cache, and the runtime.
    private const long Bound = Memory + (768L << 20);

    public static bool Run(params ReadOnlySpan<(int Persons, string Kind)> cases)
    {
        var folder = Directory.CreateTempSubdirectory("tacit-scale-");
        try
        {
            var passed = true;
            foreach (var (persons, kind) in cases)
            {
                passed &= RunAsync(folder.CreateSubdirectory($"{kind}-{persons}").FullName, persons, kind).GetAwaiter().GetResult();
            }

            return passed;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> RunAsync(string folder, int persons, string kind)
    {
        string PathOf(string name) => Path.Combine(folder, $"{name}.{kind}");
        Execute($"COPY (SELECT 'person-' || (i * 7919 % {persons}) AS id, i AS n, i % 97 / 10 AS value FROM range({Rows}) r(i)) TO '{PathOf("in")}'");
        Print(persons, kind, "plain copy", Timed(() => Execute($"COPY (SELECT * FROM '{PathOf("in")}') TO '{PathOf("copy")}'")));
        File.Delete(PathOf("copy"));
        using var ring = IdentityKeyRing.Create();
        using var instance = new FileInstanceLease(Path.Combine(folder, "instance"), 127, 0);
        var maker = new Pseudonymiser(ring, "registry", Path.Combine(folder, "crosswalk.db")) { Generator = new SkidGenerator(instance), MemoryBytes = Memory };
        foreach (var what in new[] { "new persons", "known persons" })
        {
            var start = Stopwatch.GetTimestamp();
            var done = await maker.ReplaceAsync(new(PathOf("in"), "id", PathOf("out")));
            Print(persons, kind, what, Stopwatch.GetElapsedTime(start));
            if (done.Rows != Rows || done.Subjects != persons)
            {
                return false;
            }
        }

        Print(persons, kind, "reveal", Timed(() => maker.RevealAsync(new(PathOf("out"), "id", PathOf("back"))).GetAwaiter().GetResult()));
        var different = Execute($"SELECT count(*) FROM '{PathOf("in")}' a POSITIONAL JOIN '{PathOf("back")}' b WHERE a.id IS DISTINCT FROM b.id OR a.n IS DISTINCT FROM b.n");
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        var passed = different == 0 && peak < Bound;
        Console.WriteLine($"  {different} rows came back different; peak so far {peak >> 20} MiB of {Bound >> 20} allowed; crosswalk {new FileInfo(Path.Combine(folder, "crosswalk.db")).Length >> 20} MiB: {(passed ? "passed" : "FAILED")}");
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.Delete(file);
        }

        return passed;
    }

    private static TimeSpan Timed(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    private static void Print(int persons, string kind, string what, TimeSpan taken) =>
        Console.WriteLine(FormattableString.Invariant($"{kind}, {persons:N0} persons, {what}: {taken.TotalSeconds:0.0} s, {Rows / taken.TotalSeconds / 1e6:0.00} million rows/s"));

    private static long Execute(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SET memory_limit='{Memory >> 20}MiB'; SET temp_directory='{Path.GetTempPath()}'; " + sql;
        return Convert.ToInt64(command.ExecuteScalar() ?? 0L, null);
    }
}
