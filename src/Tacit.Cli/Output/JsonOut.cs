using System.CommandLine;
using System.Text.Json;

namespace Tacit.Cli.Output;

/// <summary>What <c>--json</c> prints: one object on standard output.</summary>
internal static class JsonOut
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Option<bool> Option(string what) => new("--json") { Description = what };

    public static void Print<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Indented));
}
