using System.Globalization;
using System.Text.Json.Nodes;
using Tacit.Data;

namespace Tacit.Query.Planning;

/// <summary>
/// What a stored answer is found by: everything that decides the answer but the noise, as JSON. Every name is quoted and every number has all its
/// digits, so that two questions, or two declarations, that differ never share an answer.
/// </summary>
internal static class PlanText
{
    public static string Of(Dataset data, Question question) => $"query 2\n{data.Declared}\n{Json(question).ToJsonString()}";

    private static JsonObject Json(Question question) => new()
    {
        ["from"] = question.Table,
        ["bounding"] = question.AsksForBounding,
        ["join"] = question.Joined,
        ["flags"] = new JsonArray([.. question.Flags.Select(f => new JsonArray(f.Name, f.Table, Json(f.Condition)))]),
        ["limit"] = question.RowsLimit,
        ["where"] = question.Filter is { } filter ? Json(filter) : null,
        ["by"] = Texts(question.Keys),
        ["ask"] = new JsonArray([.. question.Aggregates.Select(Json)]),
        ["confidence"] = Number(question.Confidence),
    };

    private static JsonArray Json(Aggregate aggregate) => aggregate switch
    {
        Aggregate.Count => new JsonArray("count"),
        Aggregate.Units => new JsonArray("units"),
        Aggregate.Sum sum => new JsonArray("sum", sum.Column),
        Aggregate.Mean mean => new JsonArray(mean.IsRate ? "rate" : "mean", mean.Column),
        Aggregate.Quantile quantile => new JsonArray("quantile", quantile.Column, Number(quantile.Q)),
        Aggregate.Histogram histogram => new JsonArray("histogram", histogram.Column, Texts(histogram.Edges.Select(Number))),
        _ => throw new InvalidOperationException("Unknown aggregate."),
    };

    private static JsonArray Json(Condition condition) => condition switch
    {
        IsCondition c => new JsonArray("is", c.Column, Texts(c.Values)),
        CompareCondition c => new JsonArray(c.AtLeastBound ? "least" : "most", c.Column, Number(c.Bound)),
        MissingCondition c => new JsonArray("missing", c.Column),
        PairCondition c => new JsonArray(c.Both ? "and" : "or", Json(c.Left), Json(c.Right)),
        NotCondition c => new JsonArray("not", Json(c.Inner)),
        _ => throw new InvalidOperationException("Unknown condition."),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
