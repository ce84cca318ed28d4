using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>Reads the statement of a trained model; a member that is missing is named.</summary>
internal static class ModelReader
{
    private static readonly string[] Members =
    [
        "name", "unit", "trust", "noiseBy", "epsilon", "delta", "units", "deltaTimesUnits", "accountant", "mechanisms", "composition", "countsTuning", "uncoveredChoices", "sampler", "randomness",
        "floatingPoint", "publicData", "utility", "subgroups", "measuredOn", "attack", "ledgerId", "retention", "isPrivate",
    ];

    private static readonly string[] MechanismMembers = ["name", "sensitivity", "clipNorm", "noiseMultiplier", "executed", "accounted", "steps", "loss"];

    public static ModelStatement Read(ReportNode node)
    {
        node.Object(Members);
        var model = new ModelStatement
        {
            Name = node["name"].Text(),
            Unit = ReportReader.ReadUnit(node["unit"]),
            Trust = ReportNames.Trust(node["trust"].Text()) ?? throw node["trust"].Wrong("is not a trust model"),
            NoiseBy = node["noiseBy"].Text(),
            Epsilon = node["epsilon"].Number(),
            Delta = node["delta"].Number(),
            Units = node["units"].Integer(),
            Accountant = ReadAccountant(node["accountant"]),
            Mechanisms = node["mechanisms"].List(ReadMechanism),
            Composition = node["composition"].Text(),
            CountsTuning = node["countsTuning"].Flag(),
            UncoveredChoices = node["uncoveredChoices"].List(n => n.Text()),
            Sampler = node["sampler"].Text(),
            Randomness = node["randomness"].Text(),
            FloatingPoint = node["floatingPoint"].Text(),
            PublicData = node["publicData"].Text(),
            Utility = ReportReader.ReadTable(node["utility"]),
            Subgroups = ReportReader.ReadTable(node["subgroups"]),
            MeasuredOn = node["measuredOn"].Text(),
            Attack = ReadAttack(node["attack"]),
            LedgerId = node["ledgerId"].Text(),
            Retention = node["retention"].Text(),
            IsPrivate = node["isPrivate"].Flag(),
        };

        // It is written for readers without a calculator, and follows from the other two.
        if (node["deltaTimesUnits"].Number() != model.DeltaTimesUnits)
        {
            throw node["deltaTimesUnits"].Wrong("is not delta times units");
        }

        return ReportGuard.Fault(model) is { } fault ? throw new FormatException($"The report is damaged: {node.Place}.{fault.Path} {fault.Message}.") : model;
    }

    private static AccountantStatement ReadAccountant(ReportNode node)
    {
        node.Object(["name", "version", "precision"]);
        return new(node["name"].Text(), node["version"].Text(), node["precision"].Text());
    }

    private static AttackStatement ReadAttack(ReportNode node)
    {
        node.Object(["name", "epsilonAtLeast", "confidence", "relation"]);
        return new(node["name"].Text(), node["epsilonAtLeast"].Number(), node["confidence"].Number(), ReportNames.Relation(node["relation"].Text()) ?? throw node["relation"].Wrong("is not a neighbouring relation"));
    }

    private static MechanismStatement ReadMechanism(ReportNode node)
    {
        node.Object(MechanismMembers);
        return new(
            node["name"].Text(), node["sensitivity"].Text(), Optional(node["clipNorm"]), Optional(node["noiseMultiplier"]), ReadScheme(node["executed"]), ReadScheme(node["accounted"]),
            node["steps"].Integer(), ReportReader.ReadLoss(node["loss"]));
    }

    private static double? Optional(ReportNode node) => node.IsNull ? null : node.Number();

    private static SamplingScheme ReadScheme(ReportNode node) => ReportNames.Scheme(node.Text()) ?? throw node.Wrong("is not a sampling scheme");
}
