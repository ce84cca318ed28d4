using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tacit.Accounting;
using Tacit.Reporting;
using Tacit.Reports;

namespace Tacit.Cli.Output;

/// <summary>An answer whose price was derived again.</summary>
/// <param name="Name">Which answer.</param>
/// <param name="Question">What was asked.</param>
/// <param name="IsPrivate">Whether a ledger paid for it.</param>
/// <param name="Claimed">The price that it says.</param>
/// <param name="Check">What the checker found.</param>
/// <param name="Faults">What is wrong.</param>
internal sealed record CheckedAnswer(string Name, string Question, bool IsPrivate, string Claimed, DerivationCheck Check, IReadOnlyList<DerivationFault> Faults)
{
    /// <summary>How answers are read: no member twice, and no deeper than a derivation is read.</summary>
    public static readonly JsonDocumentOptions Strict = new() { MaxDepth = 1000, AllowDuplicateProperties = false };

    public bool Holds => Faults.Count == 0;

    /// <summary>The answers of a report, each measured effect of bounding among them.</summary>
    public static IEnumerable<CheckedAnswer> Of(PrivacyReport report) => report.Answers.SelectMany(Receipts).Select(r =>
    {
        var check = DerivationCheck.Of(r.Answer.Receipt);
        return new CheckedAnswer(r.Name, r.Answer.Question, r.Answer.Receipt.IsPrivate, r.Answer.Receipt.Price, check, check.Faults);
    });

    /// <summary>The object that <c>tacit query --json</c> prints; null where the text is another.</summary>
    public static CheckedAnswer? OfQuery(string text)
    {
        JsonObject? answer;
        try
        {
            answer = JsonNode.Parse(text, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }

        if (answer?["derivation"] is not { } derivation || answer["loss"] is not JsonObject loss || !answer.ContainsKey("rows"))
        {
            return null;
        }

        var check = DerivationCheck.Of(derivation.ToJsonString());
        var faults = new List<DerivationFault>(check.Faults);
        void Compare(string path, JsonNode? said, JsonNode? derived)
        {
            if (check.Holds && !JsonNode.DeepEquals(said, derived))
            {
                faults.Add(new(path, $"the answer says {said?.ToJsonString() ?? "nothing"}, but the derivation gives {derived?.ToJsonString() ?? "nothing"}."));
            }
        }

        var price = check.Holds ? check.Loss!.Price(check.Unit!.Relation).ForGroupsOf(check.Unit.GroupSize) : default(Price?);
        Compare("unit", answer["unit"], check.Unit?.ToString());
        Compare("loss.expression", loss["expression"], check.Loss is { } l ? JsonNode.Parse(l.ToJson()) : null);
        Compare("loss.price", loss["price"], check.Price);
        Compare("loss.epsilon", loss["epsilon"], price?.Epsilon?.ToDoubleUp());
        Compare("loss.rho", loss["rho"], price?.Rho?.ToDoubleUp());
        Compare("loss.delta", loss["delta"], price?.Delta.ToDoubleUp());
        if (answer["receipt"] is JsonObject receipt)
        {
            Compare("receipt.price", receipt["price"], check.Price);
            Compare("receipt.loss", receipt["loss"], check.Loss is { } paid ? JsonNode.Parse(paid.ToJson()) : null);
        }

        return new(
            "the answer",
            (derivation as JsonObject)?["question"]?.ToString() ?? string.Empty,
            answer["private"] is JsonValue isPrivate && isPrivate.TryGetValue<bool>(out var truth) && truth,
            loss["price"]?.ToString() ?? string.Empty,
            check,
            faults);
    }

    // A measured effect of bounding is an answer of its own, with a receipt of its own.
    private static IEnumerable<(string Name, AnswerReport Answer)> Receipts(AnswerReport answer, int index)
    {
        yield return (string.Create(CultureInfo.InvariantCulture, $"answer {index + 1}"), answer);
        if (answer.BoundingEffect is { } effect)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"answer {index + 1}, effect of bounding"), effect);
        }
    }
}
