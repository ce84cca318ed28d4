using Tacit.Data;
using Tacit.Identity;
using Tacit.Tests.Support;
using static Tacit.Query.Tests.Asking;

namespace Tacit.Query.Tests;

/// <summary>A column of pseudonyms is the privacy unit as the key was: the same units, the same limits, the same answers.</summary>
public sealed class PseudonymousUnitTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly IdentityKeyRing _ring = IdentityKeyRing.Create();

    public void Dispose()
    {
        _ring.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Without_noise_a_pseudonymised_data_set_answers_as_the_original()
    {
        _scratch.Parquet("persons.parquet", "SELECT 1000 + i AS id, CASE WHEN i % 3 = 0 THEN 'f' ELSE 'm' END AS sex FROM range(300) r(i)");
        _scratch.Parquet("visits.parquet", "SELECT 1000 + (i * 7919) % 300 AS id, i % 50 AS days FROM range(2000) r(i)");
        using var instance = new FileInstanceLease(_scratch.PathOf("instance"), 127, 1);
        var pseudonyms = new Pseudonymiser(_ring, "registry-2027", _scratch.PathOf("crosswalk.db")) { Generator = new SkidGenerator(instance) };
        foreach (var table in new[] { "persons", "visits" })
        {
            await pseudonyms.ReplaceAsync(new(_scratch.PathOf(table + ".parquet"), "id", _scratch.PathOf(table + "-out.parquet")));
        }

        await using var before = await OpenAsync(string.Empty);
        await using var after = await OpenAsync("-out");
        var question = Question.From("visits").Join("persons").GroupBy("persons.sex").Count().CountUnits().Sum("days");
        var (expected, actual) = (await before.ExactAsync(question), await after.ExactAsync(question));
        Assert.Equal(["f", "m"], actual.Rows.Select(r => r.Keys[0]));
        Assert.Equal([100, 200], actual.Rows.Select(r => r.Values[1]!.Value.Value));
        Assert.Equal(expected.Rows.SelectMany(r => r.Values.Take(2)).Select(v => v!.Value.Value), actual.Rows.SelectMany(r => r.Values.Take(2)).Select(v => v!.Value.Value));
        Assert.Equal(2000, actual.Rows.Sum(r => r.Values[0]!.Value.Value));
        Assert.Equal(expected.Rows.Select(r => r.Values[2]!.Value.Value), actual.Rows.Select(r => r.Values[2]!.Value.Value));
    }

    private Task<Dataset> OpenAsync(string suffix) => _scratch.OpenAsync(data => data
        .Table("persons", $"persons{suffix}.parquet", t => t.Category("sex", "f", "m").OnePerUnit())
        .Table("visits", $"visits{suffix}.parquet", t => t.Number("days", 0, 100).AtMost(rowsPerUnit: 20)));
}
