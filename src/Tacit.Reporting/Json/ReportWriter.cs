using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>Writes format 3. A change of meaning or a new member is a new format.</summary>
internal static class ReportWriter
{
    // Greek letters stay readable; what could end a script or an attribute is escaped, should someone paste the text into a page.
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),

        // A derivation is as deep as the expressions of its question.
        MaxDepth = EmbeddedJson.MostLevels,
    };

    public static string Write(PrivacyReport report)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            WriteReport(writer, report);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteReport(Utf8JsonWriter writer, PrivacyReport report)
    {
        writer.WriteStartObject();
        writer.WriteNumber("format", PrivacyReport.CurrentFormat);
        writer.WriteString("title", report.Title);
        writer.WriteString("created", report.Created);
        WriteTexts(writer, "data", report.Data);
        writer.WriteString("unit", report.Unit);
        writer.WriteString("trust", report.Trust);
        writer.WritePropertyName("budget");
        WriteBudget(writer, report.Budget);
        WriteList(writer, "answers", report.Answers, WriteAnswer);
        WriteList(writer, "refusals", report.Refusals, (w, refusal) =>
        {
            w.WriteStartObject();
            w.WriteString("question", refusal.Question);
            w.WriteString("reason", refusal.Reason);
            w.WriteEndObject();
        });
        WriteList(writer, "models", report.Models, ModelWriter.Write);
        WriteTexts(writer, "caveats", report.Caveats);
        writer.WriteEndObject();
    }

    private static void WriteBudget(Utf8JsonWriter writer, BudgetReport budget)
    {
        writer.WriteStartObject();
        writer.WriteString("account", budget.Account);
        writer.WriteString("ledgerId", budget.LedgerId);
        writer.WriteString("cap", budget.Cap);
        writer.WriteString("spent", budget.Spent);
        writer.WriteString("lifetime", budget.Lifetime);
        writer.WriteString("left", budget.Left);
        writer.WriteString("currency", budget.Currency);
        WriteShare(writer, "fraction", budget.Fraction);
        WriteShare(writer, "deltaFraction", budget.DeltaFraction);
        writer.WriteNumber("period", budget.Period);
        writer.WriteNumber("sequence", budget.Sequence);
        writer.WriteString("head", budget.Head);
        writer.WriteEndObject();
    }

    private static void WriteShare(Utf8JsonWriter writer, string name, double? share)
    {
        if (share is { } value)
        {
            writer.WritePropertyName(name);
            Codec.Number.Write(writer, value);
        }
    }

    private static void WriteAnswer(Utf8JsonWriter writer, AnswerReport answer)
    {
        writer.WriteStartObject();
        writer.WriteString("question", answer.Question);
        writer.WriteString("explanation", answer.Explanation);
        WriteList(writer, "values", answer.Values, (w, value) =>
        {
            w.WriteStartObject();
            w.WriteString("column", value.Column);
            w.WriteString("unit", value.Unit);
            w.WriteString("figure", ReportNames.Figure(value.Figure));
            w.WriteEndObject();
        });
        writer.WriteString("covers", answer.Covers);
        WriteTexts(writer, "plan", answer.Plan);
        writer.WritePropertyName("receipt");
        WriteReceipt(writer, answer.Receipt);
        writer.WritePropertyName("answer");
        Codec.Table.Write(writer, answer.Answer);
        if (answer.Truth is { } truth)
        {
            writer.WritePropertyName("truth");
            Codec.Table.Write(writer, truth);
        }

        if (answer.BoundingEffect is { } effect)
        {
            writer.WritePropertyName("boundingEffect");
            WriteAnswer(writer, effect);
        }

        writer.WriteEndObject();
    }

    private static void WriteReceipt(Utf8JsonWriter writer, Receipt receipt)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("loss");
        writer.WriteRawValue(receipt.Loss.ToJson());
        writer.WriteString("price", receipt.Price);
        writer.WritePropertyName("unit");
        WriteUnit(writer, receipt.Unit);
        writer.WriteString("trust", receipt.Trust);
        writer.WriteString("mechanism", receipt.Mechanism);
        writer.WriteString("randomness", receipt.Randomness);
        writer.WriteString("ledgerId", receipt.LedgerId);
        writer.WriteString("account", receipt.Account);
        writer.WriteNumber("entry", receipt.Entry);
        writer.WriteNumber("sequence", receipt.Sequence);
        writer.WriteString("head", receipt.Head);
        writer.WriteString("left", receipt.Left);
        writer.WriteBoolean("isPrivate", receipt.IsPrivate);
        writer.WriteBoolean("isRepeated", receipt.IsRepeated);
        if (receipt.Derivation is { } derivation)
        {
            writer.WritePropertyName("derivation");
            EmbeddedJson.Write(writer, derivation);
        }

        writer.WriteEndObject();
    }

    public static void WriteUnit(Utf8JsonWriter writer, PrivacyUnit unit)
    {
        writer.WriteStartObject();
        writer.WriteString("name", unit.Name);
        if (unit.Column is { } column)
        {
            writer.WriteString("column", column);
        }

        writer.WriteNumber("groupSize", unit.GroupSize);
        writer.WriteString("relation", ReportNames.Relation(unit.Relation));
        writer.WriteEndObject();
    }

    public static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts) =>
        WriteList(writer, name, texts, (w, text) => w.WriteStringValue(text));

    public static void WriteList<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }
}
