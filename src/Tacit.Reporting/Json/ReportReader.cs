using System.Globalization;
using System.Text.Json;
using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>Reads what <see cref="ReportWriter"/> writes, or wrote in an older format, and nothing else.</summary>
internal sealed class ReportReader
{
    private static readonly string[] ReportMembers = ["format", "title", "created", "data", "unit", "trust", "budget", "answers", "refusals", "caveats"];
    private static readonly string[] BudgetMembers = ["account", "ledgerId", "cap", "spent", "lifetime", "left", "currency", "period", "sequence", "head"];
    private static readonly string[] AnswerMembers = ["question", "explanation", "values", "covers", "plan", "receipt", "answer"];
    private static readonly string[] ReceiptMembers =
    [
        "loss", "price", "unit", "trust", "mechanism", "randomness", "ledgerId", "account", "entry", "sequence", "head", "left", "isPrivate", "isRepeated",
    ];

    private static readonly string[] EstimateMembers = ["value", "low", "high", "confidence", "covers"];

    // Format 1 has no derivations, and formats before 3 have no models.
    private readonly string[] _ofReceipts;
    private readonly string[] _members;

    private ReportReader(long format)
    {
        _ofReceipts = format >= 2 ? ["derivation"] : [];
        _members = format >= 3 ? [.. ReportMembers, "models"] : ReportMembers;
    }

    public static PrivacyReport Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = EmbeddedJson.MostLevels });
            return new ReportReader(ReadFormat(document.RootElement)).ReadReport(new ReportNode(document.RootElement, "report"));
        }
        catch (JsonException e)
        {
            throw new FormatException($"The report is not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // Half a surrogate is JSON, and no text.
            throw new FormatException("The report is damaged: a name or a value is not valid Unicode.", e);
        }
    }

    /// <summary>Before anything else: a newer document may look different everywhere.</summary>
    private static long ReadFormat(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format))
        {
            throw new FormatException("This is not a report of Tacit: it has no member 'format'.");
        }

        var number = new ReportNode(format, "report.format").Integer();
        if (number > PrivacyReport.CurrentFormat)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"The report has format {number}; this version of Tacit reads formats up to {PrivacyReport.CurrentFormat}. Use a newer version."));
        }

        if (number < 1)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The report has format {number}; formats start at 1."));
        }

        return number;
    }

    private PrivacyReport ReadReport(ReportNode node)
    {
        node.Object(_members);
        return new()
        {
            Title = node["title"].Text(),
            Created = ReadTime(node["created"]),
            Data = node["data"].List(n => n.Text()),
            Unit = node["unit"].Text(),
            Trust = node["trust"].Text(),
            Budget = ReadBudget(node["budget"]),
            Answers = node["answers"].List(n => ReadAnswer(n, "truth", "boundingEffect")),
            Refusals = node["refusals"].List(n =>
            {
                n.Object(["question", "reason"]);
                return new RefusalReport(n["question"].Text(), n["reason"].Text());
            }),
            Models = node.Find("models")?.List(ModelReader.Read) ?? [],
            Caveats = node["caveats"].List(n => n.Text()),
        };
    }

    private static DateTimeOffset ReadTime(ReportNode node) =>
        node.Element.ValueKind == JsonValueKind.String && node.Element.TryGetDateTimeOffset(out var time)
            ? time
            : throw node.Wrong("must be a time like 2026-01-31T12:00:00+00:00");

    private static BudgetReport ReadBudget(ReportNode node)
    {
        node.Object(BudgetMembers, "fraction", "deltaFraction");
        return new(
            node["account"].Text(), node["ledgerId"].Text(), node["cap"].Text(), node["spent"].Text(), node["lifetime"].Text(), node["left"].Text(),
            node.Find("fraction")?.Number(), node["period"].Integer(), node["sequence"].Integer(), node["head"].Text())
        {
            Currency = node["currency"].Text() is "ε" or "ρ" or "τ" ? node["currency"].Text() : throw node["currency"].Wrong("must be ε, ρ or τ"),
            DeltaFraction = node.Find("deltaFraction")?.Number(),
        };
    }

    private AnswerReport ReadAnswer(ReportNode node, params string[] optional)
    {
        node.Object(AnswerMembers, optional);
        var receipt = ReadReceipt(node["receipt"]);
        if (receipt.IsPrivate && node.Find("truth") is { } forbidden)
        {
            throw forbidden.Wrong("is a true answer beside a private one");
        }

        var answer = new AnswerReport
        {
            Question = node["question"].Text(),
            Explanation = node["explanation"].Text(),
            Values = node["values"].List(ReadValue),
            Covers = node["covers"].Text(),
            Plan = node["plan"].List(n => n.Text()),
            Receipt = receipt,
            Answer = ReadTable(node["answer"]),
            Truth = node.Find("truth") is { } truth ? ReadTable(truth) : null,
            BoundingEffect = node.Find("boundingEffect") is { } effect ? ReadAnswer(effect, "truth") : null,
        };
        return ReportGuard.Undescribable(answer) is { } column
            ? throw node["values"].Wrong($"describes the column '{column}', which the answer lacks or which is described twice")
            : answer;
    }

    private static ValueReport ReadValue(ReportNode node)
    {
        node.Object(["column", "unit", "figure"]);
        return new(
            node["column"].Text(), node["unit"].Text(),
            ReportNames.Figure(node["figure"].Text()) ?? throw node["figure"].Wrong("is not a kind of figure"));
    }

    private Receipt ReadReceipt(ReportNode node)
    {
        node.Object(ReceiptMembers, _ofReceipts);
        return new()
        {
            Loss = ReadLoss(node["loss"]),
            Price = node["price"].Text(),
            Unit = ReadUnit(node["unit"]),
            Trust = node["trust"].Text(),
            Mechanism = node["mechanism"].Text(),
            Randomness = node["randomness"].Text(),
            LedgerId = node["ledgerId"].Text(),
            Account = node["account"].Text(),
            Entry = node["entry"].Integer(),
            Sequence = node["sequence"].Integer(),
            Head = node["head"].Text(),
            Left = node["left"].Text(),
            IsPrivate = node["isPrivate"].Flag(),
            IsRepeated = node["isRepeated"].Flag(),
            Derivation = node.Find("derivation") is { } derivation ? ReadDerivation(derivation) : null,
        };
    }

    // Kept as it stands: what it means is for the check to say.
    private static string ReadDerivation(ReportNode node)
    {
        try
        {
            return EmbeddedJson.Read(node.Element);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw node.Wrong("is not valid Unicode");
        }
    }

    public static PrivacyLoss ReadLoss(ReportNode node)
    {
        try
        {
            return PrivacyLoss.FromJson(node.Element.GetRawText());
        }
        catch (FormatException e)
        {
            throw new FormatException($"The report is damaged: {node.Place}: {e.Message}", e);
        }
    }

    public static PrivacyUnit ReadUnit(ReportNode node)
    {
        node.Object(["name", "groupSize", "relation"], "column");
        var (name, column) = (node["name"].Text(), node.Find("column")?.Text());
        var relation = ReportNames.Relation(node["relation"].Text()) ?? throw node["relation"].Wrong("is not a neighbouring relation");
        var size = node["groupSize"].Integer();
        try
        {
            PrivacyUnit unit = (name, column) switch
            {
                ("row", null) => PrivacyUnit.Row(),
                ("person", { } c) => PrivacyUnit.Person(c),
                ("client", { } c) => PrivacyUnit.Client(c),
                ("document", { } c) => PrivacyUnit.Document(c),
                ("window", { } c) => PrivacyUnit.Window(c),
                _ => throw node.Wrong($"is not a privacy unit: '{name}' {(column is null ? "without" : "with")} a column"),
            };
            return (size == 1 ? unit : unit.ForGroupsOf(checked((int)size))).Under(relation);
        }
        catch (Exception e) when (e is BadInputException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new FormatException($"The report is damaged: {node.Place}: {e.Message}", e);
        }
    }

    public static Table ReadTable(ReportNode node)
    {
        node.Object(["keys", "values", "rows"]);
        var keys = node["keys"].List(n => n.Text());
        var values = node["values"].List(n => n.Text());
        return new(keys, values, node["rows"].List(row =>
        {
            row.Object(["keys", "values"]);
            var read = new TableRow(row["keys"].List(n => n.Text()), row["values"].List(ReadEstimate));
            return read.Keys.Count == keys.Count && read.Values.Count == values.Count
                ? read
                : throw row.Wrong("has not one text per key and one estimate per value");
        }));
    }

    private static Estimate? ReadEstimate(ReportNode node)
    {
        if (node.IsNull)
        {
            return null;
        }

        node.Object(EstimateMembers);
        return new(node["value"].Number(), node["low"].Number(), node["high"].Number(), node["confidence"].Number(), node["covers"].Text());
    }
}
