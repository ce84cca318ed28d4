using System.CommandLine;
using Tacit.Cli.Output;
using Tacit.Local;

namespace Tacit.Cli.Commands;

/// <summary>The options of <c>tacit collect simulate</c>. Which of them a protocol takes is its family's.</summary>
internal sealed class SimulateOptions : ProtocolOptions
{
    public Option<string> Protocol { get; } = new("--protocol") { Description = $"The protocol. {SimulateFamily.Listed} See docs/local.md.", Required = true };

    public Option<long> Users { get; } = CollectCommand.UsersOption();

    public Option<int> Rounds { get; } = new("--rounds") { Description = "Reports of each user, for protocols with rounds.", DefaultValueFactory = _ => 1 };

    public Option<double> Change { get; } = new("--change") { Description = "Probability that a user draws a value anew before each further round." };

    public Option<NumberShape> Shape { get; } = new("--shape") { Description = "How users' numbers are distributed: uniform; bell, normal around the middle with an eighth of the range as standard deviation; skewed, exponential from the lower end with a fifth of the range as mean." };

    public Option<int> Most { get; } = new("--most") { Description = "Words that pem finds at most.", DefaultValueFactory = _ => 20 };

    public Option<double> Zipf { get; } = CollectCommand.ZipfOption();

    public Option<PostProcess> PostProcess { get; } = new("--post-process") { Description = "What is done to the estimates: none, clip, norm, normmul, normsub, normcut, basecut, ibu.", DefaultValueFactory = _ => Local.PostProcess.None };

    public Option<double> Confidence { get; } = new("--confidence") { Description = "Of each interval; of all at once after post-processing and for pem.", DefaultValueFactory = _ => 0.95 };

    public Option<ulong?> Seed { get; } = new("--seed") { Description = "Repeats the run. Fresh randomness of the operating system unless given." };

    public Option<bool> Json { get; } = JsonOut.Option("Print the result as one JSON object; see docs/cli.md.");

    /// <inheritdoc/>
    public override IEnumerable<Option> OfSome => [.. base.OfSome, Rounds, Change, Shape, Most, Zipf, PostProcess];

    public IEnumerable<Option> All => [Protocol, Users, .. OfSome, Confidence, Seed, Json];
}
