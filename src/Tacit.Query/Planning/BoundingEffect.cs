using System.Globalization;
using Tacit.Data;
using Tacit.Mechanisms;
using Tacit.Query.Derivations;

namespace Tacit.Query.Planning;

/// <summary>How many units had rows left out, or a value clipped: two counts, each moved by at most 1 by one unit.</summary>
internal static class BoundingEffect
{
    public static Task<Release<Table>> RunAsync(Dataset data, Question question, Spend spend, CancellationToken token)
    {
        var (noise, loss) = Plan(data, spend);
        var values = Columns(data);
        var recipe = data.Push(new PushedStatement(Sql(data, question), 0, 2));
        return spend.RunAsync("noisy counts of what bounding did", loss, Body, Codec.Table, token);

        async Task<Table> Body(Permit permit, CancellationToken cancel)
        {
            var exact = (await permit.OpenAsync(recipe, cancel).ConfigureAwait(false))[0].Integers;
            var half = noise.HalfWidth(1, question.Confidence);
            var cells = exact.Select(e => (double)permit.Draw(noise, e))
                .Select(v => (Estimate?)new Estimate(v, v - half, v + half, question.Confidence, "noise only"));
            return new([], values, [new([], [.. cells])]);
        }
    }

    public static QueryExplanation Explain(Dataset data, Question question, Spend spend)
    {
        var (noise, loss) = Plan(data, spend);
        return new(question.ToString(), [$"two counts: {noise.Sensitivity}; {noise.Description}", $"price: {spend.PriceText(loss)}"], loss, [Sql(data, question)])
        {
            Derivation = Derivation(data, question, spend),
            Facts = ReliedFacts.Of(data, data.Table(question.Table)),
        };
    }

    public static string Derivation(Dataset data, Question question, Spend spend)
    {
        var (noise, loss) = Plan(data, spend);
        return DerivationWriter.WriteUnitCounts(data, question.ToString(), Index(data, question), [noise, noise], loss);
    }

    private static (IntegerNoise Noise, PrivacyLoss Loss) Plan(Dataset data, Spend spend)
    {
        var noise = new Budget(spend, 2, selections: 0).Noise(1, 1, $"a {data.Population.Unit.Name} counts once");
        return (noise, PrivacyLoss.Composed(noise.Loss, noise.Loss));
    }

    private static string[] Columns(Dataset data) => [$"{data.Population.Unit.Name}s with rows left out", $"{data.Population.Unit.Name}s with a clipped value"];

    private static string Sql(Dataset data, Question question)
    {
        return string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FILTER (WHERE bounded), count(*) FILTER (WHERE clipped) FROM e{Index(data, question)}");
    }

    private static int Index(Dataset data, Question question) => data.Tables.ToList().IndexOf(data.Table(question.Table));
}
