using System.Text.RegularExpressions;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Losses as ledgers hold them. The file is never rewritten: a meaning never changes, and a new type is a new line with a new price.</summary>
public sealed partial class GoldenLossTests
{
    private const Neighbours Replace = Neighbours.Replace;

    /// <summary>What each line of the file means, with its price; null where no account takes it.</summary>
    private static readonly (PrivacyLoss Loss, string? Price)[] Expected =
    [
        (PrivacyLoss.Gaussian(1.25), "ρ = 0.32"),
        (PrivacyLoss.Gaussian(2, Replace), "ρ = 0.125"),
        (PrivacyLoss.Laplace(new Rational(2, 3)), "ε = 1.5"),
        (PrivacyLoss.DiscreteGaussian(4, 2), "ρ = 0.125"),
        (PrivacyLoss.DiscreteLaplace(20, 2), "ε = 0.1"),
        (PrivacyLoss.Pure(new Rational(1, 3)), "ε = 1/3"),
        (PrivacyLoss.Zcdp(0.02, 1e-7), "ρ = 0.02, δ = 1e-7"),
        (PrivacyLoss.Approximate(0.5, 1e-6), "ε = 0.5, δ = 1e-6"),
        (PrivacyLoss.Exponential(0.2), "ε = 0.2"),
        (PrivacyLoss.RandomizedResponse(1, 4), "ε = 1"),
        (PrivacyLoss.Matrix(4, "tree(1024)", "once"), "ρ = 0.03125"),
        (PrivacyLoss.Shuffled(1.5, 100_000), null),
        (PrivacyLoss.Renyi([1.5, 2, 32], [0.1, 0.125, 4.000000000000001]), null),
        (PrivacyLoss.Gaussian(1.1).PoissonSampled(0.0625), null),
        (PrivacyLoss.Laplace(1, Replace).SampledWithoutReplacement(256, 60_000), null),
        (PrivacyLoss.Pure(0.1).Repeat(10), "ε = 1"),
        (PrivacyLoss.Composed(PrivacyLoss.DiscreteLaplace(10, 1), PrivacyLoss.Approximate(0.2, 5e-7), PrivacyLoss.Zcdp(0.005)), "ρ = 0.03, δ = 5e-7"),
        (PrivacyLoss.Parallel(PrivacyLoss.Pure(0.1), PrivacyLoss.Pure(0.3)), "ε = 0.3"),
        (PrivacyLoss.NonPrivate(), null),
        (PrivacyLoss.WeightedDiscreteGaussian(3, 1.5), "ρ = 0.125"),
    ];

    private static string[] Lines => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "losses.jsonl"));

    [Fact]
    public void Every_line_reads_to_its_loss_and_is_written_as_it_stands()
    {
        Assert.Equal(Expected.Select(e => e.Loss), Lines.Select(PrivacyLoss.FromJson));
        Assert.Equal(Lines, Lines.Select(line => PrivacyLoss.FromJson(line).ToJson()));
    }

    [Fact]
    public void Every_line_costs_what_it_always_did()
    {
        foreach (var (line, (_, price)) in Lines.Zip(Expected))
        {
            var loss = PrivacyLoss.FromJson(line);
            if (price is null)
            {
                Assert.Throws<UnpricedLossException>(() => loss.Price());
            }
            else
            {
                Assert.Equal((line, price), (line, loss.Price().ToString()));
            }
        }
    }

    [Fact]
    public void Every_type_is_there()
    {
        var types = typeof(PrivacyLoss).Assembly.GetTypes().Count(t => !t.IsAbstract && t.IsSubclassOf(typeof(PrivacyLoss)));
        Assert.Equal(types, Lines.SelectMany(line => Type().Matches(line)).Select(m => m.Groups[1].Value).Distinct().Count());
    }

    [Fact]
    public void A_type_of_a_newer_version_is_refused_by_name()
    {
        foreach (var line in Lines)
        {
            var newer = Type().Replace(line, "\"type\":\"$1Two\"", 1);
            Assert.EndsWith("is not known to this version. Update Tacit to read it.", Assert.Throws<FormatException>(() => PrivacyLoss.FromJson(newer)).Message, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("\"type\":\"([A-Za-z]+)\"")]
    private static partial Regex Type();
}
