using System.Globalization;
using System.Security.Cryptography;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using Tacit.Identity;

namespace Tacit.Data;

/// <summary>Replaces keys of persons in tables by encrypted identifiers of one audience, which only the ring and the crosswalk together turn back.</summary>
/// <remarks>
/// One person has one identifier in all tables of an audience, so that tables are joined and the column can be the privacy unit; and another one for another audience.
/// Subjects that the crosswalk does not know get their numbers in a random order, so that these tell nothing of rows. Pseudonymity, not differential privacy: the rest
/// of a row can still say who it is. Thread-safe; processes that share a crosswalk wait for each other. Nothing that is said quotes a key.
/// </remarks>
public sealed class Pseudonymiser
{
    // An application of its own: identifiers of subjects never meet those that a program makes.
    private const int AppId = 127;
    private const long LeastMemory = 64 << 20;
    private readonly IdentityKeyRing _ring;
    private readonly string _audience;
    private readonly string _crosswalk;

    /// <summary>A pseudonymiser.</summary>
    /// <param name="ring">The keys, not those of an audience. It is not disposed of, and must live as long as this is used.</param>
    /// <param name="audience">The recipient or study: up to 256 characters of ASCII.</param>
    /// <param name="crosswalk">The file that says which person has which key; made on first use, for its owner alone. It never leaves home.</param>
    /// <exception cref="BadIdentityKeyException">The name of the audience is empty, longer, or has other characters.</exception>
    public Pseudonymiser(IdentityKeyRing ring, string audience, string crosswalk)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentException.ThrowIfNullOrWhiteSpace(crosswalk);
        ring.Audience(audience).Dispose();
        (_ring, _audience, _crosswalk) = (ring, audience, crosswalk);
    }

    /// <summary>The number of the kind of thing that a key is of, 1 to 254; 1 unless set. Equal keys of two kinds are two subjects.</summary>
    public byte EntityType { get; init; } = 1;

    /// <summary>What a key is; text unless set.</summary>
    public PseudonymKeyKind KeyKind { get; init; }

    /// <summary>The most memory of the engine; beyond it, enciphered pages spill to disk. 1 GiB unless set, at least 64 MiB.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Where they spill; the system's temporary folder unless set.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Makes the keys of new subjects; each time one of a free instance of this user unless set.</summary>
    public ISkidGenerator? Generator { get; init; }

    /// <summary>Writes a table with identifiers in the place of keys. A missing key stays missing.</summary>
    /// <param name="table">From where to where.</param>
    /// <param name="progress">Says what is done.</param>
    /// <param name="token">Cancels; there is no output then, and the crosswalk is whole.</param>
    /// <exception cref="BadInputException">A file, a column, a cell or the crosswalk is not as it must be. Nothing was written.</exception>
    /// <exception cref="LeaseLostException">There is no instance to make keys as.</exception>
    public Task<PseudonymSummary> ReplaceAsync(PseudonymTable table, IProgress<string>? progress = null, CancellationToken token = default) => RunAsync(table, copy =>
    {
        progress?.Report("reading keys");
        var key = new KeyColumn(TableCopy.Column(table.Column), KeyKind);
        var summary = copy.Check(key, KeyKind, token);
        var subjects = copy.Distinct(key, token);
        progress?.Report("naming subjects");
        var made = Name(copy, progress, token);
        progress?.Report("writing rows");
        copy.Write(key, "VARCHAR", isSecret: false, token);
        return summary with { Subjects = subjects, NewSubjects = made };
    }, token);

    /// <summary>Writes a table with keys in the place of identifiers, for its owner alone.</summary>
    /// <param name="table">From where to where.</param>
    /// <param name="progress">Says what is done.</param>
    /// <param name="token">Cancels; there is no output then.</param>
    /// <exception cref="BadInputException">An identifier is not of this ring, audience and crosswalk, or a file is not as it must be. Nothing was written.</exception>
    public Task<PseudonymSummary> RevealAsync(PseudonymTable table, IProgress<string>? progress = null, CancellationToken token = default) => RunAsync(table, copy =>
    {
        progress?.Report("reading identifiers");
        var key = new KeyColumn($"lower({TableCopy.Column(table.Column)}::VARCHAR)", PseudonymKeyKind.Text);
        var summary = copy.Check(key, PseudonymKeyKind.Text, token);
        var subjects = copy.Distinct(key, token);
        progress?.Report("opening them");
        Reveal(copy, key, progress, token);
        progress?.Report("writing rows");
        copy.Write(key, KeyColumn.TypeOf(KeyKind), isSecret: true, token);
        return summary with { Subjects = subjects };
    }, token);

    private Task<PseudonymSummary> RunAsync(PseudonymTable table, Func<TableCopy, PseudonymSummary> run, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (EntityType is 0 or 255)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"The kind of a subject has a number from 1 to 254, but it was {EntityType}."));
        }

        if (MemoryBytes < LeastMemory)
        {
            throw new BadInputException("The engine needs at least 64 MiB of memory.");
        }

        return Task.Run(
            () =>
            {
                using var copy = TableCopy.Open(table, _crosswalk, MemoryBytes, SpillFolder);
                try
                {
                    return run(copy);
                }
                catch (DuckDBException e)
                {
                    // Its message may quote a key.
                    throw new BadInputException($"{copy.InputName} could not be worked on within the memory and disk that the engine may use (its error is {e.ErrorType}). Free disk space, or allow more memory.");
                }
                catch (SqliteException e)
                {
                    throw Crosswalk.Failed(_crosswalk, e);
                }
            },
            token);
    }

    // Fills the engine's table map: a canonical key, and the identifier of its subject.
    private long Name(TableCopy copy, IProgress<string>? progress, CancellationToken token)
    {
        var engine = copy.Engine;
        engine.Execute("CREATE TABLE map (c VARCHAR, id UUID); CREATE TABLE fresh (c VARCHAR, r UBIGINT, q UBIGINT)", token);
        using var ring = _ring.Audience(_audience);
        var codec = new IdentityCodec(ring);
        long made = 0;
        using (var crosswalk = Crosswalk.Change(_crosswalk, _ring, progress, token))
        {
            var isEmpty = crosswalk.IsEmpty;
            using (var known = engine.Appender("map"))
            using (var fresh = engine.Appender("fresh"))
            {
                var random = new byte[16];
                foreach (var key in engine.Stream("SELECT c FROM d", token))
                {
                    if (!isEmpty && crosswalk.Find(EntityType, key) is { } skid)
                    {
                        known.CreateRow().AppendValue(key).AppendValue(codec.ToSecure(skid, EntityType).ToGuid()).EndRow();
                        continue;
                    }

                    // A fresh random number, and nothing that follows from the key: whoever had the ring alone could guess keys and look where they stand.
                    RandomNumberGenerator.Fill(random);
                    fresh.CreateRow().AppendValue(key).AppendValue(BitConverter.ToUInt64(random)).AppendValue(BitConverter.ToUInt64(random, 8)).EndRow();
                    made++;
                }
            }

            if (made > 0)
            {
                using var lease = Generator is null ? FileInstanceLease.AnyOfUser(AppId) : null;
                var generator = Generator ?? new SkidGenerator(lease!);
                using var known = engine.Appender("map");
                foreach (var key in engine.Stream("SELECT c FROM fresh ORDER BY r, q", token))
                {
                    var skid = generator.Next(EntityType, token);
                    crosswalk.Add(EntityType, key, skid);
                    known.CreateRow().AppendValue(key).AppendValue(codec.ToSecure(skid, EntityType).ToGuid()).EndRow();
                }
            }

            // Before the table is written: an identifier that is out in the world must be in the crosswalk.
            crosswalk.Commit(token);
        }

        engine.Execute("DROP TABLE fresh; DROP TABLE d", token);
        return made;
    }

    private void Reveal(TableCopy copy, KeyColumn key, IProgress<string>? progress, CancellationToken token)
    {
        var engine = copy.Engine;
        engine.Execute("CREATE TABLE map (c VARCHAR, id VARCHAR); CREATE TABLE forged (c VARCHAR); CREATE TABLE strange (c VARCHAR)", token);
        using var ring = _ring.Audience(_audience);

        // Of any time: the crosswalk says whether a subject is known, and one that a wrong clock named is as good as any other.
        var codec = new IdentityCodec(ring, IdentityPolicy.Public with { Ahead = TimeSpan.MaxValue });
        using (var crosswalk = Crosswalk.Read(_crosswalk, _ring, progress, token))
        using (var map = engine.Appender("map"))
        using (var forged = engine.Appender("forged"))
        using (var strange = engine.Appender("strange"))
        {
            foreach (var text in engine.Stream("SELECT c FROM d", token))
            {
                if (!PublicId.TryParse(text, null, out var id) || !codec.TryOpen(id, EntityType, out var opened) || !opened.Value.IsAuthenticated)
                {
                    forged.CreateRow().AppendValue(text).EndRow();
                }
                else if (crosswalk.Open(EntityType, opened.Value.Skid) is not { } person)
                {
                    strange.CreateRow().AppendValue(text).EndRow();
                }
                else
                {
                    map.CreateRow().AppendValue(text).AppendValue(person).EndRow();
                }
            }
        }

        var (bad, unknown) = (copy.RowsWith(key, "SELECT c FROM forged"), copy.RowsWith(key, "SELECT c FROM strange"));
        if (bad + unknown > 0)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                $"{copy.InputName}: {bad:N0} rows hold no genuine identifier of kind {EntityType} for the audience '{_audience}' under this ring, and {unknown:N0} rows one that the crosswalk does not know. Nothing was written. Name the ring, audience, kind and crosswalk that the table was made with."));
        }

        var other = engine.Scalar($"SELECT count(*) FROM map WHERE TRY_CAST(id AS {KeyColumn.TypeOf(KeyKind)}) IS NULL");
        if (other > 0)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{copy.InputName}: the keys of {other:N0} subjects are not {KeyColumn.WordOf(KeyKind)}. Nothing was written. Take the keys as text."));
        }
    }
}
