using System.Globalization;
using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>A model's statement as pairs of a name and a text, in the order in which page and Markdown show them.</summary>
internal static class ModelText
{
    public static IEnumerable<(string Name, string Text)> Facts(ModelStatement model) =>
    [
        ("Protected", model.Unit.ToString()),
        ("Trust", $"{ReportNames.Trust(model.Trust)}; noise is added by {model.NoiseBy}"),
        ("Privacy", string.Create(CultureInfo.InvariantCulture, $"ε = {model.Epsilon:G6} at δ = {model.Delta:G3}; δ·n = {model.DeltaTimesUnits:G3} for n = {model.Units}")),
        ("Accountant", $"{model.Accountant.Name}, {model.Accountant.Version}; {model.Accountant.Precision}"),
        ("What ε covers", $"{model.Composition} Runs that chose parameters are {(model.CountsTuning ? "inside" : "not inside")} ε."),
        ("Choices that looked at the data outside of ε", string.Join("; ", model.UncoveredChoices)),
        ("Batches", model.Sampler),
        ("Randomness", model.Randomness),
        ("Floating point", model.FloatingPoint),
        ("Public data", model.PublicData),
        ("Attack", string.Create(CultureInfo.InvariantCulture, $"{model.Attack.Name}: ε ≥ {model.Attack.EpsilonAtLeast:G6} with {100 * model.Attack.Confidence:G6} % confidence, for neighbours by {ReportNames.Relation(model.Attack.Relation)}")),
        ("Measured on", model.MeasuredOn),
        ("Ledger", $"{model.LedgerId}; {model.Retention}"),
    ];

    public static IEnumerable<(string Name, string Text)> Facts(MechanismStatement mechanism) =>
    [
        ("Sensitivity", mechanism.Sensitivity),
        ("Clip norm", Number(mechanism.ClipNorm)),
        ("Noise multiplier", Number(mechanism.NoiseMultiplier)),
        ("Sampling", mechanism.Executed == mechanism.Accounted ? ReportNames.Scheme(mechanism.Executed) : $"{ReportNames.Scheme(mechanism.Executed)} as executed, {ReportNames.Scheme(mechanism.Accounted)} as accounted"),
        ("Steps", mechanism.Steps.ToString(CultureInfo.InvariantCulture)),
        ("Loss", mechanism.Loss.ToJson()),
    ];

    private static string Number(double? value) => value is { } number ? number.ToString("G6", CultureInfo.InvariantCulture) : "none";
}
