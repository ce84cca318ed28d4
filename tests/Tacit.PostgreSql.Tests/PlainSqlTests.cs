using System.Globalization;
using Tacit.Randomness;

namespace Tacit.PostgreSql.Tests;

/// <summary>
/// With the noise off, random questions over the NAFLD cohort and over tables of the shape of TPC-H give what plain SQL gives over the rows as they were
/// declared, on both engines; and both engines give the same bits. <c>TACIT_PLAIN_QUESTIONS</c> says how many questions there are, 120 unless set.
/// </summary>
public sealed class PlainSqlTests
{
    private const string Usual = "120";
    private static readonly int Questions = int.Parse(Environment.GetEnvironmentVariable("TACIT_PLAIN_QUESTIONS") ?? Usual, CultureInfo.InvariantCulture) / 2;

    [Fact]
    public async Task Tables_of_the_shape_of_an_order_book()
    {
        await using var both = await OrderBook.OpenAsync();
        await CheckAsync(both, RandomSource.Seeded(11), OrderBook.Sources, OrderBook.Views);
    }

    [Fact]
    public async Task The_cohort()
    {
        await using var both = await Cohort.OpenAsync();
        await CheckAsync(both, RandomSource.Seeded(12), Cohort.Sources, Cohort.Views);
    }

    private static async Task CheckAsync(Both both, RandomSource random, PlainSource[] sources, string[] views)
    {
        await using var onServer = await Plain.OfAsync(Plain.Server(both.Connection), ["CREATE SCHEMA plain", .. views.Select(v => v.Replace("VIEW ", "VIEW plain.", StringComparison.Ordinal)), "SET search_path = plain, public"]);
        await using var onEmbedded = await Plain.OfAsync(Plain.Embedded(), [.. both.Files.Select(f => $"CREATE TABLE raw_{f.Name} AS SELECT * FROM read_csv('{f.Path}', header=true)"), .. views.Select(v => v.Replace("public.", "raw_", StringComparison.Ordinal))]);
        var questions = new PlainQuestions(random, sources);
        for (var i = 0; i < Questions; i++)
        {
            var (sql, keys) = questions.Next();
            var answer = await both.Embedded.ExactAsync(sql);
            Assert.True(Both.Bits(answer) == Both.Bits(await both.Server.ExactAsync(sql)), $"The engines differ: {sql}");
            await onEmbedded.CheckAsync(sql, keys, answer);
            await onServer.CheckAsync(sql, keys, answer);
        }
    }
}
