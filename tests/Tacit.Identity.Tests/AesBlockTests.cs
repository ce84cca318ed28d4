using System.Runtime.Intrinsics;
using Tacit.Identity.Encryption;

namespace Tacit.Identity.Tests;

public sealed class AesBlockTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fips_197_holds_on_every_path(bool library)
    {
        // Appendix C.3.
        using var aes = new AesBlock(Convert.FromHexString("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"), library);
        var plain = Vector128.Create<byte>(Convert.FromHexString("00112233445566778899AABBCCDDEEFF"));
        var cipher = Vector128.Create<byte>(Convert.FromHexString("8EA2B7CA516745BFEAFC49904B496089"));
        Assert.Equal(cipher, aes.Encrypt(plain));
        Assert.Equal(plain, aes.Decrypt(cipher));
    }

    [Fact]
    public void Instructions_and_the_library_agree()
    {
        var random = new Chance(3);
        var (key, block) = (new byte[32], new byte[16]);
        for (var i = 0; i < 300; i++)
        {
            random.Fill(key);
            using var one = new AesBlock(key);
            using var other = new AesBlock(key, library: true);
            for (var j = 0; j < 20; j++)
            {
                random.Fill(block);
                var plain = Vector128.Create<byte>(block);
                Assert.Equal(other.Encrypt(plain), one.Encrypt(plain));
                Assert.Equal(plain, one.Decrypt(one.Encrypt(plain)));
                Assert.Equal(other.Decrypt(plain), one.Decrypt(plain));
            }
        }
    }

    [Fact]
    public void The_key_that_the_library_is_given_is_zeroed()
    {
        var key = Enumerable.Range(1, 32).Select(i => (byte)i).ToArray();
        var aes = new AesBlock(key, library: true);
        aes.Encrypt(default);
        Assert.True(aes.Held.SequenceEqual(key));
        aes.Dispose();
        Assert.Equal(-1, aes.Held.IndexOfAnyExcept((byte)0));
        Assert.Equal(32, aes.Held.Length);
    }
}
