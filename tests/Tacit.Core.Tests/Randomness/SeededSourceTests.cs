using System.Buffers.Binary;
using System.Security.Cryptography;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Randomness;

/// <summary>The seeded source is AES-256 in counter mode under the seed, as anybody can compute it.</summary>
public sealed class SeededSourceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0xFEDCBA9876543210)]
    public void Equals_AES_256_CTR(ulong seed)
    {
        var bytes = new byte[20_000];
        RandomSource.Seeded(seed).Fill(bytes);
        Assert.Equal(Keystream(seed, bytes.Length), bytes);
    }

    [Fact]
    public void Words_and_bytes_are_one_stream()
    {
        var source = RandomSource.Seeded(5);
        var stream = Keystream(5, 4096 * 3);
        for (var i = 0; i < stream.Length; i += 8)
        {
            Assert.Equal(BinaryPrimitives.ReadUInt64LittleEndian(stream.AsSpan(i)), source.NextUInt64());
        }
    }

    [Fact]
    public void Reference_block_of_the_counter_mode_in_this_test()
    {
        // NIST SP 800-38A, F.5.5 (CTR-AES256): key, counter and first ciphertext block.
        var key = Convert.FromHexString("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        var counter = Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
        var plain = Convert.FromHexString("6bc1bee22e409f96e93d7e117393172a");
        var cipher = Convert.FromHexString("601ec313775789a5b7a7f504bbf3d228");
        using var aes = Aes.Create();
        aes.Key = key;
        var block = aes.EncryptEcb(counter, PaddingMode.None);
        Assert.Equal(cipher, block.Zip(plain, (a, b) => (byte)(a ^ b)));
    }

    [Fact]
    public void Repeats_for_a_seed_and_differs_between_seeds()
    {
        static ulong[] Take(ulong seed)
        {
            var source = RandomSource.Seeded(seed);
            return [.. Enumerable.Range(0, 2000).Select(_ => source.NextUInt64())];
        }

        Assert.Equal(Take(3), Take(3));
        Assert.Empty(Take(3).Intersect(Take(4)));
    }

    [Fact]
    public void Is_not_private_and_says_so()
    {
        var source = RandomSource.Seeded(77);
        Assert.False(source.IsPrivate);
        Assert.Contains("77", source.Description, StringComparison.Ordinal);
        Assert.Contains("not private", source.Description, StringComparison.Ordinal);
    }

    private static byte[] Keystream(ulong seed, int length)
    {
        var key = new byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        using var aes = Aes.Create();
        aes.Key = key;
        var stream = new byte[(length + 15) / 16 * 16];
        var counter = new byte[16];
        for (var block = 0; block < stream.Length / 16; block++)
        {
            BinaryPrimitives.WriteInt32BigEndian(counter.AsSpan(12), block);
            aes.EncryptEcb(counter, PaddingMode.None).CopyTo(stream, block * 16);
        }

        return stream[..length];
    }
}
