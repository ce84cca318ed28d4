using System.Text.Json;
using Tacit.Data;

namespace Tacit.Query.Tests;

internal static class Asking
{
    /// <summary>The answer of a ledger that switches noise off.</summary>
    public static async Task<Table> ExactAsync(this Dataset data, Question question, double delta = 0)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        // A generous ε, so that "too few to say" does not hide what is compared.
        return (await data.QueryAsync(question, (await ledger.AccountAsync(data.Population)).Spend(1000, delta))).Value;
    }

    /// <summary>The only value of an answer of one row and one column.</summary>
    public static async Task<double> ExactValueAsync(this Dataset data, Question question) => (await data.ExactAsync(question)).Rows.Single().Values.Single()!.Value.Value;

    public static void Near(double expected, Estimate? actual, double tolerance = 0)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected, actual.Value.Value, tolerance + 2e-6);
    }

    /// <summary>Keys and one value of each row.</summary>
    public static Dictionary<string, double?> Column(this Table table, int value = 0) =>
        table.Rows.ToDictionary(r => string.Join("|", r.Keys), r => r.Values[value]?.Value, StringComparer.Ordinal);

    /// <summary>The claimed sensitivities of the parts of a loss, in their order.</summary>
    public static double[] Shifts(this PrivacyLoss loss)
    {
        using var document = JsonDocument.Parse(loss.ToJson());
        return [.. Events(document.RootElement).Where(e => e.TryGetProperty("shift", out _)).Select(e => Number(e.GetProperty("shift")))];

        static IEnumerable<JsonElement> Events(JsonElement e) =>
            e.TryGetProperty("events", out var inner) ? inner.EnumerateArray().SelectMany(Events) : [e];

        static double Number(JsonElement e) => e.ValueKind == JsonValueKind.Number
            ? e.GetDouble()
            : Tacit.Numerics.Rational.Parse(e.GetString()!).ToDouble();
    }
}
