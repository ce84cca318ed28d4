using Npgsql;
using NpgsqlTypes;
using Tacit.Identity.PostgreSql.Tests.Support;

namespace Tacit.Identity.PostgreSql.Tests;

/// <summary>A column of type <c>uuid</c> sorts verifiable forms as their keys, and so by time.</summary>
public sealed class ByteOrderTests
{
    private const long Half = 1L << 32;

    [Fact]
    public async Task The_server_sorts_verifiable_forms_by_epoch_and_key()
    {
        using var ring = IdentityKeyRing.Create();
        var codec = new IdentityCodec(ring);

        // Ticks beside each other and far apart, on both sides of the change of sign, in two epochs; sequences that grow while ticks fall.
        var made = new List<(byte Epoch, Skid Skid, PublicId Plain)>();
        for (var i = 0; i < 3000; i++)
        {
            var tick = (i % 3) switch { 0 => 272_000_000 + (i / 3), 1 => Half - 500 + (i / 3), _ => (Half * 2) - 1 - (i * 7919L) };
            var (skid, epoch) = (Skid.Create(tick, 1 + (i * 31 % 127), i * 17 % 64, Skid.MostSequence - (i * 87)), (byte)(i / 2000));
            made.Add((epoch, skid, codec.ToPlain(skid, 7, epoch)));
        }

        var database = await PostgreSqlServer.DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, "CREATE TABLE thing (id uuid PRIMARY KEY)");
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var import = await connection.BeginBinaryImportAsync("COPY thing FROM STDIN (FORMAT binary)");

            // Not in the order of keys.
            foreach (var (_, _, plain) in made.OrderBy(m => (uint)m.Plain.Value))
            {
                await import.StartRowAsync();
                await import.WriteAsync(plain.ToGuid(), NpgsqlDbType.Uuid);
            }

            await import.CompleteAsync();
        }

        var sorted = made.OrderBy(m => m.Epoch).ThenBy(m => m.Skid).Select(m => m.Plain).ToList();
        Assert.Equal(sorted, await PostgreSqlServer.RowsAsync(database, "SELECT id FROM thing ORDER BY id", r => new PublicId(r.GetGuid(0))));

        // The same by text, and a range of the index.
        Assert.Equal(sorted, await PostgreSqlServer.RowsAsync(database, "SELECT id FROM thing ORDER BY id::text COLLATE \"C\"", r => new PublicId(r.GetGuid(0))));
        var (from, to) = (sorted[700], sorted[1900]);
        Assert.Equal(sorted[700..1900], await PostgreSqlServer.RowsAsync(database, $"SELECT id FROM thing WHERE id >= '{from}' AND id < '{to}' ORDER BY id", r => new PublicId(r.GetGuid(0))));
    }
}
