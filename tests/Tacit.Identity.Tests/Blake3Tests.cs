using System.Runtime.Intrinsics;
using System.Text;
using Tacit.Identity.Hashing;
using Own = Tacit.Identity.Hashing.Blake3;

namespace Tacit.Identity.Tests;

/// <summary>Published vectors of BLAKE3, and another implementation as oracle.</summary>
public sealed class Blake3Tests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("whats the Elvish word for friend");
    private static readonly byte[] Context = Encoding.ASCII.GetBytes("BLAKE3 2019-12-27 16:29:52 test vectors context");

    [Theory]
    [InlineData(0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262", "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26", "2cc39783c223154fea8dfb7c1b1660f2ac2dcbd1c1de8277b0b0dd39b7e50d7d")]
    [InlineData(1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213", "6d7878dfff2f485635d39013278ae14f1454b8c0a3a2d34bc1ab38228a80c95b", "b3e2e340a117a499c6cf2398a19ee0d29cca2bb7404c73063382693bf66cb06c")]
    [InlineData(1023, "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11", "c951ecdf03288d0fcc96ee3413563d8a6d3589547f2c2fb36d9786470f1b9d6e", "74a16c1c3d44368a86e1ca6df64be6a2f64cce8f09220787450722d85725dea5")]
    [InlineData(1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7", "75c46f6f3d9eb4f55ecaaee480db732e6c2105546f1e675003687c31719c7ba4", "7356cd7720d5b66b6d0697eb3177d9f8d73a4a5c5e968896eb6a689684302706")]
    public void Published_vectors_hold(int length, string hash, string keyed, string derived)
    {
        byte[] input = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];
        var output = new byte[32];
        Own.Hash(input, output);
        Assert.Equal(hash, Convert.ToHexStringLower(output));
        Own.Keyed(Key, input, output);
        Assert.Equal(keyed, Convert.ToHexStringLower(output));
        Own.DeriveKey(Context, input, output);
        Assert.Equal(derived, Convert.ToHexStringLower(output));
    }

    [Fact]
    public void Every_length_is_that_of_another_implementation()
    {
        var random = new Chance(1);
        var output = new byte[32];
        for (var length = 0; length <= 1024; length++)
        {
            var input = new byte[length];
            random.Fill(input);
            Own.Hash(input, output);
            Assert.Equal(global::Blake3.Hasher.Hash(input).AsSpan().ToArray(), output);
            Own.Keyed(Key, input, output);
            using (var hasher = global::Blake3.Hasher.NewKeyed(Key))
            {
                hasher.Update(input);
                Assert.Equal(hasher.Finalize().AsSpan().ToArray(), output);
            }

            Own.DeriveKey(Context, input, output);
            using (var hasher = global::Blake3.Hasher.NewDeriveKey(Context))
            {
                hasher.Update(input);
                Assert.Equal(hasher.Finalize().AsSpan().ToArray(), output);
            }
        }

        Assert.Throws<ArgumentException>(() => Own.Hash(new byte[1025], new byte[32]));
    }

    [Fact]
    public void Tags_by_vectors_and_by_words_are_the_start_of_the_keyed_hash()
    {
        var random = new Chance(2);
        var (key, message, whole, words) = (new byte[32], new byte[16], new byte[32], new uint[8]);
        for (var i = 0; i < 20_000; i++)
        {
            random.Fill(key);
            random.Fill(message);
            Own.Keyed(key, message, whole);
            Own.Words(key, words);
            Assert.Equal(BitConverter.ToUInt32(whole), Tagger.TagByWords(words, Vector128.Create<byte>(message)));
            Assert.Equal(BitConverter.ToUInt32(whole), Tagger.TagByVectors(words, Vector128.Create<byte>(message)));
        }
    }
}
