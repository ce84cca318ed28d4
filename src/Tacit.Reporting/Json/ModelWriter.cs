using System.Text.Json;
using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>Writes the statement of a trained model.</summary>
internal static class ModelWriter
{
    public static void Write(Utf8JsonWriter writer, ModelStatement model)
    {
        writer.WriteStartObject();
        writer.WriteString("name", model.Name);
        writer.WritePropertyName("unit");
        ReportWriter.WriteUnit(writer, model.Unit);
        writer.WriteString("trust", ReportNames.Trust(model.Trust));
        writer.WriteString("noiseBy", model.NoiseBy);
        writer.WriteNumber("epsilon", model.Epsilon);
        writer.WriteNumber("delta", model.Delta);
        writer.WriteNumber("units", model.Units);
        writer.WriteNumber("deltaTimesUnits", model.DeltaTimesUnits);
        writer.WriteStartObject("accountant");
        writer.WriteString("name", model.Accountant.Name);
        writer.WriteString("version", model.Accountant.Version);
        writer.WriteString("precision", model.Accountant.Precision);
        writer.WriteEndObject();
        ReportWriter.WriteList(writer, "mechanisms", model.Mechanisms, WriteMechanism);
        writer.WriteString("composition", model.Composition);
        writer.WriteBoolean("countsTuning", model.CountsTuning);
        ReportWriter.WriteTexts(writer, "uncoveredChoices", model.UncoveredChoices);
        writer.WriteString("sampler", model.Sampler);
        writer.WriteString("randomness", model.Randomness);
        writer.WriteString("floatingPoint", model.FloatingPoint);
        writer.WriteString("publicData", model.PublicData);
        writer.WritePropertyName("utility");
        Codec.Table.Write(writer, model.Utility);
        writer.WritePropertyName("subgroups");
        Codec.Table.Write(writer, model.Subgroups);
        writer.WriteString("measuredOn", model.MeasuredOn);
        writer.WriteStartObject("attack");
        writer.WriteString("name", model.Attack.Name);
        writer.WriteNumber("epsilonAtLeast", model.Attack.EpsilonAtLeast);
        writer.WriteNumber("confidence", model.Attack.Confidence);
        writer.WriteString("relation", ReportNames.Relation(model.Attack.Relation));
        writer.WriteEndObject();
        writer.WriteString("ledgerId", model.LedgerId);
        writer.WriteString("retention", model.Retention);
        writer.WriteBoolean("isPrivate", model.IsPrivate);
        writer.WriteEndObject();
    }

    private static void WriteMechanism(Utf8JsonWriter writer, MechanismStatement mechanism)
    {
        writer.WriteStartObject();
        writer.WriteString("name", mechanism.Name);
        writer.WriteString("sensitivity", mechanism.Sensitivity);
        WriteOptional(writer, "clipNorm", mechanism.ClipNorm);
        WriteOptional(writer, "noiseMultiplier", mechanism.NoiseMultiplier);
        writer.WriteString("executed", ReportNames.Scheme(mechanism.Executed));
        writer.WriteString("accounted", ReportNames.Scheme(mechanism.Accounted));
        writer.WriteNumber("steps", mechanism.Steps);
        writer.WritePropertyName("loss");
        writer.WriteRawValue(mechanism.Loss.ToJson());
        writer.WriteEndObject();
    }

    // The member is always there: null says that the mechanism has none.
    private static void WriteOptional(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
