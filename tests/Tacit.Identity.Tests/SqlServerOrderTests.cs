using System.Data.SqlTypes;

namespace Tacit.Identity.Tests;

/// <summary>How SQL Server sorts a <c>uniqueidentifier</c>, by the type of the library that compares as it does.</summary>
public sealed class SqlServerOrderTests
{
    // Docs/identity-byte-order.md: which byte counts first.
    private static readonly int[] Places = [10, 11, 12, 13, 14, 15, 8, 9, 7, 6, 5, 4, 3, 2, 1, 0];

    [Fact]
    public void A_uniqueidentifier_sorts_by_its_last_bytes_first_and_not_by_time()
    {
        using var ring = Vectors.Ring();
        var (codec, random) = (new IdentityCodec(ring), new Chance(41));
        var ids = Enumerable.Range(0, 2000).Select(i => codec.ToPlain(Skid.Create(272_000_000 + i, 5, 3, random.Next(Skid.MostSequence)), 7)).ToList();
        Assert.Equal(ids, ids.Order());
        var sorted = ids.OrderBy(i => new SqlGuid(i.ToGuid())).ToList();
        Assert.Equal(ids.OrderBy(ByPlaces, StringComparer.Ordinal), sorted);

        // Of neighbours in such a column as many are in the order of time as by chance: 1000 ± 22.4 of 1999, and a count of runs varies less.
        Assert.InRange(sorted.Zip(sorted.Skip(1)).Count(p => p.First < p.Second), 860, 1140);
    }

    private static string ByPlaces(PublicId id)
    {
        var bytes = new byte[16];
        id.WriteTo(bytes);
        return Convert.ToHexString([.. Places.Select(p => bytes[p])]);
    }
}
