using Tacit.Data;

namespace Tacit.Query.Tests;

/// <summary>Removing one person moves the exact vector below the noise by at most what the plan declares.</summary>
public sealed class RemovalTests
{
    private static readonly Question[] Questions =
    [
        Question.From("persons").GroupBy("sex", "band").CountUnits(),
        Question.From("labs").GroupBy("test").CountUnits(),
        Question.From("labs").Join("persons").GroupBy("sex").CountUnits(),
        Question.From("labs").GroupBy("test").Count(),
        Question.From("labs").Sum("value"),
        Question.From("persons").Histogram("age", 0, 50, 100),
        Question.From("labs").GroupBy("test").Histogram("value", 0, 10, 64),
    ];

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task Vectors_move_by_at_most_the_declared_sensitivity_and_half_of_it_would_be_caught(ulong seed)
    {
        const int People = 8;
        await using var whole = await Clinic.OpenAsync(seed, People);
        var exact = await VectorsAsync(whole.Data);
        var largest = new double[Questions.Length];
        var declared = Questions.Select(q => Declared(whole.Data, q)).ToArray();
        for (var person = 0; person < People; person++)
        {
            await using var without = await Clinic.OpenAsync(seed, People, without: FormattableString.Invariant($"p{person}"));
            var other = await VectorsAsync(without.Data);
            for (var q = 0; q < Questions.Length; q++)
            {
                var moved = exact[q].Zip(other[q]).Sum(p => Math.Abs(p.First - p.Second));
                Assert.True(moved <= declared[q] + 1e-6, $"{Questions[q]}: moved by {moved}, declared {declared[q]}");
                largest[q] = Math.Max(largest[q], moved);
            }
        }

        // The first questions are tight: a claim of half the sensitivity is seen to be wrong.
        Assert.All(Enumerable.Range(0, 3), q => Assert.True(largest[q] > declared[q] / 2, $"{Questions[q]}: largest {largest[q]}, declared {declared[q]}"));
    }

    // The declared L1 sensitivity of the only released vector, in units of the value: price × scale of the noise, both public.
    private static double Declared(Dataset data, Question question)
    {
        var one = Spend(data);
        var loss = data.Explain(question, one).Loss.ToJson();
        var shift = System.Text.Json.JsonDocument.Parse(loss).RootElement.GetProperty("events")[0].GetProperty("shift").GetDouble();
        return question.ToString().Contains("sum of", StringComparison.Ordinal) ? shift * 64 : shift;
    }

    private static Spend Spend(Dataset data)
    {
        var ledger = new SimulatedLedger(noise: false);
        return ledger.AccountAsync(data).GetAwaiter().GetResult().Spend(1000);
    }

    private static async Task<double[][]> VectorsAsync(Dataset data)
    {
        var vectors = new List<double[]>();
        foreach (var question in Questions)
        {
            var table = (await data.QueryAsync(question, Spend(data))).Value;
            vectors.Add([.. table.Rows.SelectMany(r => r.Values.Select(v => v!.Value.Value))]);
        }

        return [.. vectors];
    }
}
