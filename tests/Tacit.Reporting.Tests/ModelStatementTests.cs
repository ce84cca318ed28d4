using System.Text.Json.Nodes;

namespace Tacit.Reporting.Tests;

/// <summary>The standard statement of a trained model: complete, consistent, and refused where it is not.</summary>
public sealed class ModelStatementTests
{
    private static readonly string Json = JsonReport.Write(SampleModel.Report());

    public static TheoryData<string> Members => [.. Paths(JsonNode.Parse(Json)!["models"]![0]!, "models.0")];

    [Fact]
    public void A_complete_statement_has_nothing_to_find_and_reads_back()
    {
        Assert.Empty(SampleModel.Report().Validate());
        var read = JsonReport.Read(Json);
        Assert.Equal(Json, JsonReport.Write(read));
        Assert.Equivalent(SampleModel.Report(), read, strict: true);
        Assert.Equal(0.2, read.Models[0].DeltaTimesUnits, 1e-12);
        Assert.True(read.IsPrivate);
        Assert.False(SampleModel.Report(SampleModel.Model with { IsPrivate = false }).IsPrivate);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void No_member_may_be_missing(string path)
    {
        var report = JsonNode.Parse(Json)!;
        var steps = path.Split('.');
        var parent = steps[..^1].Aggregate(report, (node, step) => int.TryParse(step, out var i) ? node[i]! : node[step]!);
        Assert.Empty(ReportSchema.Faults(report));
        parent.AsObject().Remove(steps[^1]);
        var message = Assert.Throws<FormatException>(() => JsonReport.Read(report.ToJsonString())).Message;
        Assert.Contains($"'{steps[^1]}'", message, StringComparison.Ordinal);
        Assert.Contains(ReportSchema.Faults(report), f => f.EndsWith($"lacks {steps[^1]}", StringComparison.Ordinal));
    }

    [Fact]
    public void No_text_may_be_empty()
    {
        (string Path, ModelStatement Model)[] cases =
        [
            ("name", SampleModel.Model with { Name = " " }), ("noiseBy", SampleModel.Model with { NoiseBy = "" }), ("composition", SampleModel.Model with { Composition = "" }),
            ("uncoveredChoices", SampleModel.Model with { UncoveredChoices = [] }), ("sampler", SampleModel.Model with { Sampler = "" }), ("randomness", SampleModel.Model with { Randomness = "" }),
            ("floatingPoint", SampleModel.Model with { FloatingPoint = "" }), ("publicData", SampleModel.Model with { PublicData = "" }), ("measuredOn", SampleModel.Model with { MeasuredOn = "" }),
            ("ledgerId", SampleModel.Model with { LedgerId = "" }), ("retention", SampleModel.Model with { Retention = "" }), ("units", SampleModel.Model with { Units = 0 }),
            ("epsilon", SampleModel.Model with { Epsilon = double.NaN }), ("delta", SampleModel.Model with { Delta = 1 }), ("mechanisms", SampleModel.Model with { Mechanisms = [] }),
            ("utility", SampleModel.Model with { Utility = new([], [], []) }), ("subgroups", SampleModel.Model with { Subgroups = new([], [], []) }),
            ("accountant.version", SampleModel.Model with { Accountant = new("pld", "", "x") }), ("accountant.precision", SampleModel.Model with { Accountant = new("pld", "x", "") }),
            ("attack.confidence", SampleModel.Model with { Attack = SampleModel.Model.Attack with { Confidence = 1 } }),
            ("mechanisms[0].sensitivity", SampleModel.Model with { Mechanisms = [SampleModel.Model.Mechanisms[0] with { Sensitivity = "" }] }),
            ("mechanisms[0].steps", SampleModel.Model with { Mechanisms = [SampleModel.Model.Mechanisms[0] with { Steps = 399 }] }),
            ("mechanisms[0].clipNorm", SampleModel.Model with { Mechanisms = [SampleModel.Model.Mechanisms[0] with { ClipNorm = double.PositiveInfinity }] }),
            ("mechanisms[0].noiseMultiplier", SampleModel.Model with { Mechanisms = [SampleModel.Model.Mechanisms[0] with { NoiseMultiplier = double.PositiveInfinity }] }),
            ("mechanisms[0].noiseMultiplier", SampleModel.Model with { Mechanisms = [SampleModel.Model.Mechanisms[0] with { NoiseMultiplier = 4 }] }),
            ("mechanisms[0].noiseMultiplier", SampleModel.Model with { Mechanisms = [SampleModel.Model.Mechanisms[0] with { NoiseMultiplier = null }] }),
            ("attack.epsilonAtLeast", SampleModel.Model with { Attack = SampleModel.Model.Attack with { EpsilonAtLeast = -1 } }),
            ("attack.epsilonAtLeast", SampleModel.Model with { Attack = SampleModel.Model.Attack with { EpsilonAtLeast = double.NaN } }),
            ("attack.epsilonAtLeast", SampleModel.Model with { Attack = SampleModel.Model.Attack with { EpsilonAtLeast = double.PositiveInfinity } }),
        ];
        foreach (var (path, model) in cases)
        {
            Assert.Contains(SampleModel.Report(model).Validate(recompute: false), f => f.IsError && f.Path == "models[0]." + path);
            Assert.Contains(path, Assert.Throws<BadInputException>(() => JsonReport.Write(SampleModel.Report(model))).Message, StringComparison.Ordinal);
            Assert.Throws<BadInputException>(() => HtmlReport.Render(SampleModel.Report(model)));
            Assert.Throws<BadInputException>(() => MarkdownReport.Render(SampleModel.Report(model)));
        }
    }

    [Theory]
    [InlineData("\"epsilonAtLeast\": 0.4", "\"epsilonAtLeast\": \"NaN\"")]
    [InlineData("\"clipNorm\": 0.5", "\"clipNorm\": \"Infinity\"")]
    [InlineData("\"clipNorm\": 0.5", "\"clipNorm\": \"\\ud800\"")]
    [InlineData("\"noiseBy\"", "\"\\ud800\"")]
    [InlineData("\"units\": 20000", "\"units\": 20000, \"more\": 1")]
    public void What_is_no_number_or_no_text_is_damage(string from, string to)
    {
        Assert.Contains(from, Json, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => JsonReport.Read(Json.Replace(from, to, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(5e-7, true)]
    [InlineData(-5e-7, true)]
    [InlineData(2e-6, false)]
    [InlineData(-2e-6, false)]
    public void Epsilon_is_that_of_the_mechanisms(double difference, bool holds) =>
        Assert.Equal(holds, SampleModel.Report(SampleModel.Model with { Epsilon = SampleModel.Epsilon + difference }).Validate() is not [{ IsError: true, Path: "models[0].epsilon" }]);

    [Fact]
    public void Epsilon_is_recomputed_under_the_relation_of_the_unit()
    {
        // Replace costs more than add/remove, so the number under the one is wrong under the other.
        var exchanged = SampleModel.Model with { Mechanisms = [new("noise", "1", 1, 4, SamplingScheme.Everybody, SamplingScheme.Everybody, 1, PrivacyLoss.Gaussian(4))], Accountant = new("gdp", "Tacit 0.1", "exact"), Attack = SampleModel.Model.Attack with { EpsilonAtLeast = 0 } };
        double Cost(Neighbours relation) => Accounting.Accountant.GaussianDp.Epsilon(PrivacyLoss.Gaussian(4), 1e-5, relation).Upper;
        Assert.Empty((exchanged with { Epsilon = Cost(Neighbours.AddRemove) }).Validate());
        var unit = PrivacyUnit.Person("id").Under(Neighbours.Replace);
        Assert.Contains((exchanged with { Epsilon = Cost(Neighbours.AddRemove), Unit = unit }).Validate(), f => f is { IsError: true, Path: "epsilon" });
        Assert.DoesNotContain((exchanged with { Epsilon = Cost(Neighbours.Replace), Unit = unit }).Validate(), f => f.IsError);

        // A loss under replace has no price under add/remove; an unknown accountant and groups are not taken on trust.
        var back = exchanged with { Mechanisms = [exchanged.Mechanisms[0] with { Loss = PrivacyLoss.Gaussian(4, Neighbours.Replace) }], Epsilon = Cost(Neighbours.AddRemove) };
        Assert.Contains(back.Validate(), f => f is { IsError: true, Path: "epsilon" } && f.Message.Contains("cannot be recomputed", StringComparison.Ordinal));
        Assert.Contains((SampleModel.Model with { Accountant = new("abacus", "1", "x") }).Validate(), f => f is { IsError: true, Path: "accountant.name" });
        Assert.Contains((SampleModel.Model with { Unit = PrivacyUnit.Person("id").ForGroupsOf(2) }).Validate(), f => f is { IsError: true, Path: "epsilon" });
    }

    [Theory]
    [InlineData(SamplingScheme.Shuffled, true)]
    [InlineData(SamplingScheme.FixedSize, true)]
    [InlineData(SamplingScheme.Poisson, false)]
    public void Batches_that_were_drawn_otherwise_than_accounted_give_a_warning(SamplingScheme executed, bool warned)
    {
        var report = SampleModel.Report(SampleModel.Model with { Mechanisms = [SampleModel.Model.Mechanisms[0] with { Executed = executed }, SampleModel.Model.Mechanisms[1]] });
        Assert.Equal(warned, report.Validate() is [{ IsError: false, Path: "models[0].mechanisms[0].executed" }]);
        Assert.Equal(warned, MarkdownReport.Render(report).Contains("are accounted as Poisson samples", StringComparison.Ordinal));
        Assert.Equal(warned, HtmlReport.Render(report).Contains("are accounted as Poisson samples", StringComparison.Ordinal));
        Assert.Single(JsonReport.Read(JsonReport.Write(report)).Models);
    }

    [Fact]
    public void A_loss_that_samples_otherwise_than_stated_is_an_error() => Assert.Contains(
        (SampleModel.Model with { Mechanisms = [SampleModel.Model.Mechanisms[0] with { Executed = SamplingScheme.Everybody, Accounted = SamplingScheme.Everybody }] }).Validate(recompute: false), f => f is { IsError: true, Path: "mechanisms[0].accounted" });

    [Fact]
    public void Bounds_are_compared_under_one_relation()
    {
        IReadOnlyList<ReportFinding> Found(double bound, Neighbours of, Neighbours claimed) =>
            (SampleModel.Model with { Unit = PrivacyUnit.Person("id").Under(claimed), Attack = new("attack", bound, 0.95, of) }).Validate(recompute: false);
        var epsilon = SampleModel.Epsilon;
        Assert.Empty(Found(epsilon - 0.01, Neighbours.AddRemove, Neighbours.AddRemove));
        Assert.Contains(Found(epsilon + 0.01, Neighbours.AddRemove, Neighbours.AddRemove), f => f is { IsError: true, Path: "attack.epsilonAtLeast" });
        Assert.Empty(Found((2 * epsilon) - 0.01, Neighbours.Replace, Neighbours.AddRemove));
        Assert.Contains(Found((2 * epsilon) + 0.01, Neighbours.Replace, Neighbours.AddRemove), f => f.IsError);
        Assert.Equal("attack.relation", Assert.Single(Found(epsilon + 9, Neighbours.AddRemove, Neighbours.Replace)).Path);

        // A refuted claim can be published: its readers must see it.
        Assert.Contains("refuted", MarkdownReport.Render(SampleModel.Report(SampleModel.Model with { Attack = new("attack", 99, 0.95, Neighbours.AddRemove) })), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_reader_must_know_is_said()
    {
        Assert.Contains((SampleModel.Model with { CountsTuning = false }).Validate(recompute: false), f => f is { IsError: false, Path: "countsTuning" });
        Assert.Contains((SampleModel.Model with { Units = 200_000 }).Validate(recompute: false), f => f is { IsError: false, Path: "delta" });
    }

    [Fact]
    public void Page_and_text_show_every_field()
    {
        var (page, text) = (HtmlReport.Render(SampleModel.Report()), MarkdownReport.Render(SampleModel.Report()));
        foreach (var word in new[]
        {
            "scan classifier", "add/remove", "central; noise is added by the owner of the scans", "δ = 1E-05", "δ·n = 0.2", "pld, Tacit 0.1; grid step 1e-4", "The last training run", "inside ε", "a coin for each person",
            "AES-256-CTR", "integer noise on a lattice", "pre-trained on public photographs", "membership by loss", "ε ≥ 0.4 with 95 % confidence", "5,000 held-out persons", "kept for ten years", "DP-SGD", "clipped sum", "0.5", "1.1",
            "poisson", "400", "AUROC", "sex=female", "too few to say",
        })
        {
            Assert.Contains(word, page, StringComparison.Ordinal);
            Assert.Contains(word, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("<script>", HtmlReport.Render(SampleModel.Report(SampleModel.Model with { Name = "<script>" })), StringComparison.Ordinal);
    }

    // Every member of every object, but those of tables and losses, which have formats of their own.
    private static IEnumerable<string> Paths(JsonNode node, string path) => node switch
    {
        JsonObject o => o.SelectMany(m => m.Key is "loss" or "utility" or "subgroups" or "column" ? [$"{path}.{m.Key}"] : Paths(m.Value!, $"{path}.{m.Key}").Prepend($"{path}.{m.Key}")).Where(p => !p.EndsWith(".column", StringComparison.Ordinal)),
        JsonArray a => a.SelectMany((v, i) => Paths(v!, $"{path}.{i}")),
        _ => [],
    };
}
