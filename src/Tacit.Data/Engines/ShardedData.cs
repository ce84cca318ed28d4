using System.Globalization;

namespace Tacit.Data;

/// <summary>A population whose units are spread over several databases: each is asked the same, at once, and the integers are added.</summary>
/// <remarks>
/// A sum over all units is the sum of the sums over the units of each database, because no unit is in two of them: that is checked at opening by keyed
/// hashes. So every bound of one unit's rows holds as if there were one database.
/// </remarks>
internal sealed class ShardedData(IReadOnlyList<PreparedData> shards) : PreparedData
{
    private const int KeyBytes = 32;

    public override SqlDialect Dialect => shards[0].Dialect;

    public override int Shards => shards.Count;

    public override bool IsLost => shards.Any(s => s.IsLost);

    public static async Task<PreparedData> PrepareAsync(IReadOnlyList<DataEngine> engines, DataDeclaration declaration, IProgress<string>? progress, CancellationToken token)
    {
        var keyed = declaration with { ShardKey = System.Security.Cryptography.RandomNumberGenerator.GetBytes(KeyBytes) };
        var opening = engines.Select(e => e.PrepareAsync(keyed, progress, token)).ToArray();
        try
        {
            var shards = await Task.WhenAll(opening).ConfigureAwait(false);
            if (shards.Any(s => s.Dialect != shards[0].Dialect))
            {
                throw new BadInputException("All databases of one population must be of one kind: the same statement goes to each.");
            }

            CheckDisjoint(shards, declaration.Unit);
            return new ShardedData(shards);
        }
        catch
        {
            foreach (var opened in opening)
            {
                if (opened.IsCompletedSuccessfully)
                {
                    await (await opened.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
                }
            }

            throw;
        }
    }

    public override async ValueTask<IReadOnlyList<IntegerRow>> ReadAsync(PushedStatement statement, CancellationToken token)
    {
        var parts = await Task.WhenAll(shards.Select(s => s.ReadAsync(statement, token).AsTask())).ConfigureAwait(false);
        return [.. parts.SelectMany(p => p).GroupBy(r => r.Keys, KeyComparer.Instance).Select(g => new IntegerRow(g.Key, Sum(g, statement.Integers)))];
    }

    // Public tables are each database's own: whatever holds for every copy holds for the one that a unit's rows meet.
    public override IReadOnlyList<IReadOnlyList<string?>> PublicValues(string table, IReadOnlyList<string> columns, int atMost)
    {
        var values = shards.SelectMany(s => s.PublicValues(table, columns, atMost)).Distinct(KeyComparer.Instance).ToList();
        values.Sort((x, y) => x.Zip(y, string.CompareOrdinal).FirstOrDefault(c => c != 0));
        return values.Count <= atMost
            ? values
            : throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"The public table '{table}' has more than {atMost} different values in all databases together."));
    }

    public override long PublicFanOut(string table, IReadOnlyList<PublicKey> keys) => shards.Max(s => s.PublicFanOut(table, keys));

    public override async ValueTask DisposeAsync()
    {
        foreach (var shard in shards)
        {
            await shard.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static void CheckDisjoint(PreparedData[] shards, PrivacyUnit unit)
    {
        if (unit.Column is null)
        {
            return;
        }

        // 10 in one database and 10.0 in another would be two hashes of one unit.
        if (shards.FirstOrDefault(s => s.UnitKeys != shards[0].UnitKeys) is { } other)
        {
            throw new BadInputException(
                $"Values of '{unit.Column}' are {Words(shards[0])} in one of the {shards.Length} databases and {Words(other)} in another, so one {unit.Name} could be in both without being noticed. They must be of one kind in all databases: declare a view that casts them.");
        }

        var seen = new HashSet<UInt128>();
        long repeated = 0;
        foreach (var hash in shards.SelectMany(s => s.TakeUnitHashes()))
        {
            repeated += seen.Add(hash) ? 0 : 1;
        }

        if (repeated > 0)
        {
            throw DataErrors.InTwoDatabases(unit, shards.Length, repeated);
        }
    }

    private static string Words(PreparedData shard) => shard.UnitKeys is { } kind ? KeyColumns.WordsOf(kind) : "of an unknown kind";

    private static Int128[] Sum(IEnumerable<IntegerRow> rows, int integers)
    {
        var sums = new Int128[integers];
        foreach (var row in rows)
        {
            for (var i = 0; i < integers; i++)
            {
                sums[i] = checked(sums[i] + row.Integers[i]);
            }
        }

        return sums;
    }

    private sealed class KeyComparer : IEqualityComparer<IReadOnlyList<string?>>
    {
        public static KeyComparer Instance { get; } = new();

        public bool Equals(IReadOnlyList<string?>? x, IReadOnlyList<string?>? y) => x!.SequenceEqual(y!, StringComparer.Ordinal);

        public int GetHashCode(IReadOnlyList<string?> keys)
        {
            var hash = default(HashCode);
            foreach (var key in keys)
            {
                hash.Add(key, StringComparer.Ordinal);
            }

            return hash.ToHashCode();
        }
    }
}
