using System.Text.Json.Nodes;
using Spectre.Console;

namespace Tacit.Cli.Commands;

/// <summary>Protocols that are simulated alike.</summary>
/// <param name="Family">The protocols.</param>
/// <param name="Run">Reads the options and runs the simulation; what comes back prints it.</param>
internal sealed record SimulateFamily(ProtocolFamily Family, Func<SimulateInput, SimulateOptions, CancellationToken, SimulateOutcome> Run)
{
    private static readonly SimulateFamily[] All =
    [
        new(ProtocolFamily.Values, SimulateValues.Run),
        new(ProtocolFamily.Rounds, SimulateRounds.Run),
        new(ProtocolFamily.Tuples, SimulateTuples.Run),
        new(ProtocolFamily.RepeatedTuples, SimulateTuples.RunRounds),
        new(ProtocolFamily.Numbers, SimulateNumbers.Run),
        new(ProtocolFamily.Sketches, SimulateWords.RunSketch),
        new(ProtocolFamily.Searches, SimulateWords.RunSearch),
        new(ProtocolFamily.Histograms, SimulateValues.RunHistogram),
    ];

    /// <summary>All names, in words.</summary>
    public static string Listed { get; } = ProtocolFamily.Words(All.Select(f => f.Family));

    /// <exception cref="BadInputException">No protocol has the name.</exception>
    public static SimulateFamily Of(string name) => Array.Find(All, f => f.Family.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
        ?? throw new BadInputException($"No protocol '{name}' can be simulated. {Listed}");
}

/// <summary>What a simulation prints.</summary>
/// <param name="Json">As one JSON object.</param>
/// <param name="Show">For people.</param>
internal sealed record SimulateOutcome(JsonObject Json, Action<IAnsiConsole> Show);
