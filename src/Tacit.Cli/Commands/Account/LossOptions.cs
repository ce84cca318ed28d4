using System.CommandLine;
using Tacit.Accounting;

namespace Tacit.Cli.Commands;

/// <summary>What happened, from options or from a file of events; and who prices it, under which relation.</summary>
internal sealed class LossOptions
{
    public Option<double?> Gaussian { get; } = new("--gaussian") { Description = "Gaussian noise: standard deviation over L2 sensitivity." };

    public Option<double?> Laplace { get; } = new("--laplace") { Description = "Laplace noise: scale over L1 sensitivity." };

    public Option<double?> SamplingRate { get; } = new("--sampling-rate") { Description = "Each step is on a Poisson sample with this rate." };

    public Option<long?> Batch { get; } = new("--batch") { Description = "Each step is on a sample without replacement of this size; needs --of, and noise relative to the sensitivity under replace." };

    public Option<long?> Of { get; } = new("--of") { Description = "How many units the samples without replacement are taken from." };

    public Option<long> Steps { get; } = new("--steps") { Description = "How many steps.", DefaultValueFactory = _ => 1 };

    public Option<string?> Events { get; } = new("--events") { Description = "A file with a loss as JSON; see docs/loss-format.md." };

    public Option<string?> Relation { get; } = new("--relation") { Description = "addRemove or replace; the loss's own unless named." };

    public Option<string?> Accountant { get; } = new("--accountant") { Description = $"Who prices: {string.Join(", ", Accounting.Accountant.All.Select(a => a.Name))}; the tightest one unless named." };

    public IEnumerable<Option> Everything => [Gaussian, Laplace, SamplingRate, Batch, Of, Steps, Events, Relation, Accountant];

    /// <summary>The loss that the options describe.</summary>
    public async Task<PrivacyLoss> LossAsync(ParseResult result, CancellationToken token)
    {
        if (result.GetValue(Events) is { } file)
        {
            return result.GetValue(Gaussian) is null && result.GetValue(Laplace) is null
                ? await EventFile.ReadAsync(file, PrivacyLoss.FromJson, token)
                : throw new BadInputException("Give --events or a mechanism, not both.");
        }

        return (result.GetValue(Gaussian), result.GetValue(Laplace)) switch
        {
            ({ } sigma, null) => Run(result, relation => PrivacyLoss.Gaussian(sigma, relation), result.GetValue(SamplingRate), result.GetValue(Steps)),
            (null, { } scale) => Run(result, relation => PrivacyLoss.Laplace(scale, relation), result.GetValue(SamplingRate), result.GetValue(Steps)),
            _ => throw new BadInputException("Say what happened: one of --gaussian, --laplace or --events."),
        };
    }

    /// <summary>One step of a mechanism, sampled as the options say, so many times.</summary>
    public PrivacyLoss Run(ParseResult result, Func<Neighbours, PrivacyLoss> step, double? rate, long steps)
    {
        var (batch, of) = (result.GetValue(Batch), result.GetValue(Of));
        if ((batch is null) != (of is null) || (batch is not null && rate is not null))
        {
            throw new BadInputException("A sample is --sampling-rate (Poisson), or --batch together with --of (without replacement).");
        }

        // Stated where the guarantee is wanted: the noise given is relative to the sensitivity under that relation.
        var relation = batch is null ? Named(result) ?? Neighbours.AddRemove : Neighbours.Replace;
        var loss = step(relation);
        loss = rate is { } q ? loss.PoissonSampled(q) : batch is { } size ? loss.SampledWithoutReplacement(size, of!.Value) : loss;
        return loss.Repeat(steps);
    }

    /// <summary>The relation of the guarantee.</summary>
    public Neighbours RelationOf(ParseResult result, PrivacyLoss loss) => Named(result) ?? loss.Relation;

    /// <summary>The accountant that was named, or the tightest.</summary>
    public Accountant AccountantOf(ParseResult result) => result.GetValue(Accountant) is not { } name
        ? Accounting.Accountant.Tightest
        : Accounting.Accountant.All.FirstOrDefault(a => a.Name == name)
            ?? throw new BadInputException($"There is no accountant '{name}'. There are: {string.Join(", ", Accounting.Accountant.All.Select(a => a.Name))}.");

    private Neighbours? Named(ParseResult result) => result.GetValue(Relation) switch
    {
        null => null,
        "addRemove" => Neighbours.AddRemove,
        "replace" => Neighbours.Replace,
        var other => throw new BadInputException($"The relation is addRemove or replace, not '{other}'."),
    };
}
