using System.CommandLine;
using Tacit.Local;

namespace Tacit.Cli.Commands;

/// <summary>What was asked of a simulation.</summary>
internal sealed class SimulateInput(SimulateOptions options, ParseResult result) : ProtocolInput(options, result, result.GetValue(options.Protocol)!)
{
    public long Users => Given.GetValue(options.Users);

    public SimulationOptions Options => new() { PostProcess = Given.GetValue(options.PostProcess), Confidence = Given.GetValue(options.Confidence), Seed = Given.GetValue(options.Seed) };

    public int Rounds => Given.GetValue(options.Rounds);

    public double Change => Given.GetValue(options.Change);

    public NumberShape Shape => Given.GetValue(options.Shape);

    public int Most => Given.GetValue(options.Most);

    public double Zipf => Given.GetValue(options.Zipf);

    /// <summary>How many users have each of so many values.</summary>
    public long[] Counts(int domain) => domain is >= 1 and <= MostValues
        ? SurveySimulation.Zipf(domain, Users, Zipf)
        : throw new BadInputException($"--domain is 1 to {MostValues} where users are simulated, but was {domain}.");
}
