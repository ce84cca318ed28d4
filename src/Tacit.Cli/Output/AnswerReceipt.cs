using System.Text.Json;
using System.Text.Json.Nodes;
using Tacit.Reporting;
using Tacit.Reports;

namespace Tacit.Cli.Output;

/// <summary>
/// The receipt in what <c>tacit query --json</c> prints: the members <c>created</c>, <c>receipt</c> and <c>budget</c>, as a report has them. The report's own writer and reader make and take them,
/// so there is one format.
/// </summary>
internal static class AnswerReceipt
{
    /// <summary>Adds the receipt to an answer, and where the account stands; not to those who ask under a cap of their own, whom it would tell what the others spent.</summary>
    public static async Task AddAsync(JsonObject answer, Release<Tacit.Table> release, Account account)
    {
        var budget = account.Caps.Count > 0 || account.IsSimulated ? null : BudgetReport.Of(await account.StatusAsync());

        // The derivation stands beside it.
        var report = JsonNode.Parse(JsonReport.Write(Report(release.Receipt with { Derivation = null }, budget)))!;
        answer["created"] = report["created"]!.DeepClone();
        answer["receipt"] = report["answers"]![0]!["receipt"]!.DeepClone();
        if (budget is not null)
        {
            answer["budget"] = report["budget"]!.DeepClone();
        }
    }

    /// <summary>What <c>tacit query --json</c> printed, as a report of one answer; null where the text is something else.</summary>
    /// <exception cref="BadInputException">The answer has no receipt, or does not agree with it.</exception>
    public static LedgerReceipt? Read(string path, string text)
    {
        JsonObject? answer;
        try
        {
            answer = JsonNode.Parse(text, documentOptions: CheckedAnswer.Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }

        if (answer is null || answer.ContainsKey("format") || answer["loss"] is not JsonObject loss || !answer.ContainsKey("rows"))
        {
            return null;
        }

        if (answer["receipt"] is not JsonObject receipt || answer["created"] is not { } created)
        {
            throw new BadInputException($"{path} is an answer without a receipt: an older version wrote it, and no ledger can be verified against it. Give a report, or an answer that has one; in a restore, --account charges what is known.");
        }

        foreach (var (name, said, held) in new[]
        {
            ("loss.price", loss["price"], receipt["price"]), ("loss.expression", loss["expression"], receipt["loss"]), ("entry", answer["entry"], receipt["entry"]), ("ledger", answer["ledger"], receipt["ledgerId"]),
            ("head", answer["head"], receipt["head"]), ("mechanism", answer["mechanism"], receipt["mechanism"]), ("private", answer["private"], receipt["isPrivate"]), ("left", answer["left"], receipt["left"]), ("repeated", answer["repeated"], receipt["isRepeated"]),
        })
        {
            if (!JsonNode.DeepEquals(said, held))
            {
                throw new BadInputException($"{path} was altered: '{name}' is not what its receipt says.");
            }
        }

        var budget = answer["budget"];
        if (budget is not null && !IsOfReceipt(budget, receipt))
        {
            throw new BadInputException($"{path} was altered: its budget is not that of the account and ledger of its receipt, or one from before it.");
        }

        var template = JsonNode.Parse(JsonReport.Write(Report(null, null)))!;
        template["title"] = path;
        template["created"] = created.DeepClone();
        template["budget"] = (budget ?? template["budget"])!.DeepClone();
        template["answers"] = new JsonArray(new JsonObject
        {
            ["question"] = path, ["explanation"] = string.Empty, ["values"] = new JsonArray(), ["covers"] = string.Empty, ["plan"] = new JsonArray(), ["receipt"] = receipt.DeepClone(),
            ["answer"] = new JsonObject { ["keys"] = new JsonArray(), ["values"] = new JsonArray(), ["rows"] = new JsonArray() },
        });
        return new(JsonReport.Read(template.ToJsonString()), HasBudget: budget is not null, IsAnswer: true);
    }

    // The account as it stood when the answer was given, or later. An analyst under a cap is not told it, so what such a one hands in has none.
    private static bool IsOfReceipt(JsonNode budget, JsonObject receipt) =>
        budget is JsonObject
        && JsonNode.DeepEquals(budget["ledgerId"], receipt["ledgerId"])
        && JsonNode.DeepEquals(budget["account"], receipt["account"])
        && budget["sequence"] is JsonValue there && receipt["sequence"] is JsonValue before && there.TryGetValue<long>(out var now) && before.TryGetValue<long>(out var then)
        && (now > then || (now == then && JsonNode.DeepEquals(budget["head"], receipt["head"])));

    private static PrivacyReport Report(Receipt? receipt, BudgetReport? budget) => new()
    {
        Title = string.Empty,
        Created = TimeProvider.System.GetUtcNow(),
        Data = [],
        Unit = string.Empty,
        Trust = string.Empty,
        Budget = budget ?? new(string.Empty, string.Empty, string.Empty, string.Empty, string.Empty, string.Empty, null, 1, 0, string.Empty),
        Answers = receipt is null ? [] : [new() { Question = string.Empty, Answer = new([], [], []), Receipt = receipt, Covers = string.Empty }],
        Caveats = [],
    };
}
