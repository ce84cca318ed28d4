using System.Buffers.Binary;
using Tacit.Local.Tests.Support;

namespace Tacit.Local.Tests.Clients;

/// <summary>Reports on a public stream of bytes, from two independent implementations: clients in every language must send the same.</summary>
public sealed class GoldenVectorTests
{
    [Fact]
    public void Randomized_response()
    {
        var random = new ChaCha20();
        Assert.Equal([13, 10, 1, 5, 3, 15, 3, 2], Reports(OracleKind.Grr, 16, null, 3, 8, random).Select(r => (int)r[0]));
        Assert.Equal(96, random.BytesUsed);
    }

    [Fact]
    public void Unary_encodings()
    {
        var random = new ChaCha20();
        Assert.Equal(["02a0", "6040", "4212"], Reports(OracleKind.Oue, 16, null, 3, 3, random).Select(Convert.ToHexStringLower));
        Assert.Equal(168, random.BytesUsed);
        random = new ChaCha20();
        Assert.Equal("88821502842142c0002c46474e6212e1144800124400923820b80001aaa887104823c0b85804", Convert.ToHexStringLower(Reports(OracleKind.Oue, 300, null, 299, 1, random)[0]));
        Assert.Equal(584, random.BytesUsed);
    }

    [Fact]
    public void Local_hashing()
    {
        var random = new ChaCha20();
        Assert.Equal(["76b8e0ada0f13d9000", "a08ded1aa836efcc00", "7724e03fb8d84a3702"], Reports(OracleKind.Olh, 16, 4, 5, 3, random).Select(Convert.ToHexStringLower));
        Assert.Equal(60, random.BytesUsed);
    }

    [Fact]
    public void Hadamard_response() => Assert.Equal(
        [(6, 0), (3, 1), (8, 0), (1, 1), (10, 0), (2, 0)],
        Reports(OracleKind.Hadamard, 16, null, 5, 6, new ChaCha20()).Select(r => (r[0] >> 1, r[0] & 1)));

    [Fact]
    public void Subsets() => Assert.Equal(
        [[2, 3, 9], [0, 2, 3], [2, 3, 5], [5, 6, 8]],
        Reports(OracleKind.Subset, 10, 3, 5, 4, new ChaCha20()).Select(r => BinaryPrimitives.ReadUInt16LittleEndian(r)).Select(r => new[] { r & 15, (r >> 4) & 15, r >> 8 }));

    [Fact]
    public void Hash_functions()
    {
        Assert.Equal([0, 32234, 41464, 3976, 87, 39699], new[] { 0, 1, 2, 3, 255, 65535 }.Select(SeededHash.Mix));
        Assert.Equal(1 << 16, Enumerable.Range(0, 1 << 16).Select(SeededHash.Mix).Distinct().Count());
        Assert.Equal([2, 0, 2, 3, 1, 2, 3, 1, 1, 0, 2, 2, 0, 2, 2, 2], Enumerable.Range(0, 16).Select(v => SeededHash.Affine16(0x9e3779b9, 0x85ebca6b, SeededHash.Mix(v), 4)));
        Assert.Equal([747, 365, 983, 222, 736], new[] { 0, 1, 2, 65536, 1_000_000 }.Select(v => SeededHash.Affine32(0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9, v, 1000)));
    }

    private static List<byte[]> Reports(OracleKind kind, int domain, int? size, int value, int count, ChaCha20 random)
    {
        var client = FrequencyOracle.Create(kind, domain, 1, size).Client(random);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var report = new byte[client.ReportSize];
            Assert.Equal(report.Length, client.Randomize(value, report));
            return report;
        })];
    }
}
