using Tacit.Identity;

namespace Tacit.Studies.SourceKnown;

/// <summary>The loads of the study in a database, or their absence.</summary>
internal sealed class StorageWorld(StudyTrial trial, StudyDatabase? database, CancellationToken token)
{
    private const string Figure = "Index of the primary key, 8 generators";
    private static readonly string[] Judged = ["storage-ratio", "index-1", "index-8-light", "index-8-heavy", "index-8-reindexed", "index-uuid4"];

    /// <summary>Measures storage and index; without a database each of their numbers is none.</summary>
    public async Task MeasureAsync(Dictionary<string, double> values, List<StudyCurve> curves, double[] rates, int light)
    {
        foreach (var name in Judged)
        {
            values[name] = double.NaN;
        }

        if (database is null)
        {
            return;
        }

        var root = new byte[IdentityKeyRing.RootBytes];
        trial.Random(5).Fill(root);
        using var ring = IdentityKeyRing.FromRoots(root);
        var (loads, world, rows, heavy) = (new KeyLoads(trial, ring), new IndexWorld(database, token), trial.Pick(10_000, 150_000, 5_000_000), trial.Pick(1_000, 20_000, 20_000));

        values["postgresql"] = await database.NumberAsync("SELECT current_setting('server_version_num')::int / 10000", token).ConfigureAwait(false);
        trial.Progress?.Report("storage");
        var alone = await world.KeyAloneAsync(loads.Of("SKID", KeyLoads.Key, rows / 5, 1, heavy), rows / 5).ConfigureAwait(false);
        var conventional = await world.ConventionalAsync(loads.Of("UUIDv4", loads.Version4, rows / 5, 1, heavy), rows / 5).ConfigureAwait(false);
        (values["storage-skid-bytes"], values["storage-conventional-bytes"], values["storage-ratio"]) = (alone, conventional, alone / conventional);
        foreach (var (name, format) in new[] { ("UUIDv4", loads.Version4), ("UUIDv7", loads.Version7), ("ULID", loads.Ulid), ("Snowflake", KeyLoads.Flake) })
        {
            values[$"storage-{SkidStudy.Short(name)}-bytes"] = await world.KeyAloneAsync(loads.Of(name, format, rows / 5, 1, heavy), rows / 5).ConfigureAwait(false);
        }

        async Task<TableCost> CostAsync(string name, KeyColumn column, int perTick)
        {
            trial.Progress?.Report(name);
            var reindex = name == "skid-8-heavy";
            var (filled, again) = await world.MeasureAsync(column, rows, perTick, reindex).ConfigureAwait(false);
            Keep(name, filled);
            if (again is not null)
            {
                Keep("skid-8-reindexed", again);
            }

            return again ?? filled;
        }

        void Keep(string name, TableCost cost)
        {
            (values[name + ".seconds"], values[name + ".wal-mb"], values[name + ".index-bytes"], values[name + ".leaf-fill"]) = (cost.Seconds, cost.WalMegaBytes, cost.IndexBytes, cost.LeafFill);
            (values[name + ".row-bytes"], values[name + ".scan-ms"], values[name + ".scan-buffers"]) = (cost.RowBytes, cost.ScanMilliseconds, cost.ScanBuffers);
        }

        var bigint = (await CostAsync("bigint", KeyLoads.Sequence(rows, heavy), heavy).ConfigureAwait(false)).IndexBytes;
        values["index-1"] = (await CostAsync("skid-1", loads.Of("SKID", KeyLoads.Key, rows, 1, heavy), heavy).ConfigureAwait(false)).IndexBytes / bigint;
        values["index-8-light"] = (await CostAsync("skid-8-light", loads.Of("SKID", KeyLoads.Key, rows, 8, light), light).ConfigureAwait(false)).IndexBytes / bigint;
        values["index-8-reindexed"] = (await CostAsync("skid-8-heavy", loads.Of("SKID", KeyLoads.Key, rows, 8, heavy), heavy).ConfigureAwait(false)).IndexBytes / bigint;
        values["index-8-heavy"] = values["skid-8-heavy.index-bytes"] / bigint;
        await CostAsync("skeid-1", loads.Of("SKEID", loads.Verifiable, rows, 1, heavy), heavy).ConfigureAwait(false);
        await CostAsync("skeid-8-heavy", loads.Of("SKEID", loads.Verifiable, rows, 8, heavy), heavy).ConfigureAwait(false);
        await CostAsync("snowflake-8-heavy", loads.Of("Snowflake", KeyLoads.Flake, rows, 8, heavy), heavy).ConfigureAwait(false);
        await CostAsync("uuid7-8-heavy", loads.Of("UUIDv7", loads.Version7, rows, 8, heavy), heavy).ConfigureAwait(false);
        await CostAsync("ulid-8-heavy", loads.Of("ULID", loads.Ulid, rows, 8, heavy), heavy).ConfigureAwait(false);
        values["index-uuid4"] = (await CostAsync("uuid4", loads.Of("UUIDv4", loads.Version4, rows, 8, heavy), heavy).ConfigureAwait(false)).IndexBytes / bigint;

        trial.Progress?.Report("index by rates");
        await RatesAsync(world, loads, curves, rates).ConfigureAwait(false);
    }

    private async Task RatesAsync(IndexWorld world, KeyLoads loads, List<StudyCurve> curves, double[] rates)
    {
        var rows = trial.Pick(4_000, 50_000, 500_000);
        var (filled, reindexed, flakes, version7) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        foreach (var rate in rates.Select(r => (int)r))
        {
            var (before, after) = await world.MeasureAsync(loads.Of("SKID", KeyLoads.Key, rows, 8, rate), rows, rate, reindex: true).ConfigureAwait(false);
            filled.Add(before.IndexBytes);
            reindexed.Add(after!.IndexBytes);
            flakes.Add((await world.MeasureAsync(loads.Of("Snowflake", KeyLoads.Flake, rows, 8, rate), rows, rate).ConfigureAwait(false)).Filled.IndexBytes);
            version7.Add((await world.MeasureAsync(loads.Of("UUIDv7", loads.Version7, rows, 8, rate), rows, rate).ConfigureAwait(false)).Filled.IndexBytes);
        }

        foreach (var (name, bytes) in new[] { ("SKID", filled), ("SKID after REINDEX CONCURRENTLY", reindexed), ("Snowflake", flakes), ("UUIDv7", version7) })
        {
            curves.Add(new(Figure, name, "keys in 250 ms", "bytes for a row", rates, bytes));
        }
    }
}
