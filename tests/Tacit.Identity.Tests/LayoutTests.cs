using Tacit.Identity.Keys;

namespace Tacit.Identity.Tests;

/// <summary>Golden values, round trips and order of the three forms.</summary>
public sealed class LayoutTests
{
    [Theory]
    [InlineData(272000000, 5, 3, 42, 1, 0, -8639256484514103254, "00081b32-0005-8d01-8d0c-002a492c0e75", "652068a4-3612-cc4b-8abb-83b853dc6786")]
    [InlineData(400000000, 18, 1, 5, 10, 0, unchecked((long)0x8BEBC20012040005), "000bebc2-0012-8d0a-8d04-0005c2bee4e5", "f23e6f8b-6372-8733-b23a-caf4a1ec6d10")]
    [InlineData(4294967295, 127, 63, 262143, 255, 0, -1, "007fffff-ffff-8dff-8dff-fffff58e8f0b", "79444f62-1107-79d1-3040-371145a7bd09")]
    [InlineData(4294967296, 0, 0, 0, 1, 0, 0, "00800000-0000-8d01-8d00-0000ee6f74ab", "36242088-21c2-ac97-449e-16ec978d51e3")]
    [InlineData(272000000, 5, 3, 42, 1, 1, -8639256484514103254, "01081b32-0005-8d01-8d0c-002a38dd3791", "1efb2d61-86a4-182c-2fe4-ebe9576472da")]
    public void Golden_values_hold(long tick, int app, int instance, int sequence, byte type, byte epoch, long number, string plain, string secure)
    {
        var skid = Skid.Create(tick, app, instance, sequence);
        Assert.Equal(number, skid.Value);
        Assert.Equal((tick, app, instance, sequence), (skid.Tick, skid.AppId, skid.InstanceId, skid.Sequence));
        foreach (var library in new[] { false, true })
        {
            using var ring = Vectors.Ring(library);
            var codec = new IdentityCodec(ring, Vectors.Anything, Vectors.Late);
            Assert.Equal(plain, codec.ToPlain(skid, type, epoch).ToString());
            Assert.Equal(secure, codec.ToSecure(skid, type, epoch).ToString());
            foreach (var id in new[] { plain, secure })
            {
                Assert.True(codec.TryOpen(PublicId.Parse(id), type, out var opened));
                Assert.Equal((skid, type, epoch, id == secure), (opened.Value.Skid, opened.Value.EntityType, opened.Value.Epoch, opened.Value.IsSecure));
            }
        }
    }

    [Fact]
    public void Every_key_goes_around_all_tiers()
    {
        // 10⁷ keys at full scale: of any time, application, instance, sequence, kind and epoch.
        using var ring = IdentityKeyRing.Create();
        var (ever, now) = (new IdentityCodec(ring, Vectors.Ever, Vectors.Late), new IdentityCodec(ring, Vectors.Anything, Vectors.Late));
        var each = Scale.Of(2_000_000, 10_000_000) / 8;
        Parallel.For(0, 8, part =>
        {
            var random = new Chance(part);
            for (var i = 0; i < each; i++)
            {
                var (skid, type, epoch) = (new Skid((long)random.Bits()), (byte)random.Next(256), (byte)random.Next(256));
                var (plain, secure) = (ever.ToPlain(skid, type, epoch), ever.ToSecure(skid, type, epoch));
                foreach (var id in new ReadOnlySpan<PublicId>([plain, secure]))
                {
                    if (!ever.TryOpen(id, type, out var opened) || (skid, type, epoch, id == secure) != (opened.Value.Skid, opened.Value.EntityType, opened.Value.Epoch, opened.Value.IsSecure))
                    {
                        Assert.Fail($"{skid} of kind {type} and epoch {epoch} became {id}, which gave {opened}.");
                    }
                }

                if (skid != Skid.Create(skid.Tick, skid.AppId, skid.InstanceId, skid.Sequence))
                {
                    Assert.Fail($"{skid} is not the key of its parts.");
                }

                if (i % 16 == 0)
                {
                    Assert.Equal(secure, new PublicId(secure.ToGuid()));
                    Assert.Equal(plain, PublicId.Parse(plain.ToString().ToUpperInvariant()));
                    Assert.Equal(skid, Skid.Parse(skid.ToString()));

                    // Another policy refuses what was made ahead of the clock.
                    Assert.Equal(skid.CreatedAt(epoch) <= Vectors.Late.GetUtcNow().AddDays(365), now.TryOpen(secure, type, out _));
                }
            }
        });
    }

    [Fact]
    public void Keys_bytes_uuids_and_text_have_one_order_also_across_epochs()
    {
        using var ring = Vectors.Ring();
        var codec = new IdentityCodec(ring);
        var random = new Chance(5);
        long[] ticks = [0, 1, (1L << 32) - 1, 1L << 32, (1L << 33) - 1];
        byte[] epochs = [0, 0, 1, 1, 2, 127, 128, 255];
        for (var i = 0; i < 200_000; i++)
        {
            var (a, b) = (Some(), Some());
            var order = Math.Sign(a.Epoch != b.Epoch ? a.Epoch.CompareTo(b.Epoch) : a.Skid.CompareTo(b.Skid));
            var (left, right) = (codec.ToPlain(a.Skid, 7, a.Epoch), codec.ToPlain(b.Skid, 7, b.Epoch));
            if (order == 0)
            {
                continue;
            }

            Assert.Equal(order, Math.Sign(left.CompareTo(right)));
            Assert.Equal(order, Math.Sign(left.ToGuid().CompareTo(right.ToGuid())));
            Assert.Equal(order, Math.Sign(string.CompareOrdinal(left.ToString(), right.ToString())));
        }

        (Skid Skid, byte Epoch) Some() => (Skid.Create(random.Next(3) == 0 ? ticks[random.Next(5)] : random.NextInt64(1L << 33), random.Next(128), random.Next(64), random.Next(262_144)), epochs[random.Next(epochs.Length)]);
    }

    [Fact]
    public void A_range_of_time_is_a_range_of_keys()
    {
        var start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(Skid.None, Skid.LowerBound(start));
        Assert.Equal(start.AddSeconds(0.25), Skid.LowerBound(start.AddMilliseconds(499)).CreatedAt());
        Assert.Equal(new DateTimeOffset(2059, 1, 10, 13, 37, 4, TimeSpan.Zero), new Skid(0).CreatedAt());
        Assert.Equal(new DateTimeOffset(2093, 1, 19, 3, 14, 8, TimeSpan.Zero), Skid.None.CreatedAt(1));
        Assert.Equal(new Skid(0), Skid.LowerBound(new DateTimeOffset(2059, 1, 10, 14, 37, 4, TimeSpan.FromHours(1))));
        Assert.Throws<ArgumentOutOfRangeException>(() => Skid.LowerBound(start.AddTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Skid.LowerBound(start, epoch: 1));
        Assert.Null(Skid.None.CreatedAt(255));
        Assert.NotNull(Skid.None.CreatedAt(116));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00081b32-0005-8d01-8d0c-002a492c0e7")]
    [InlineData(" 0081b32-0005-8d01-8d0c-002a492c0e75")]
    [InlineData("0x081b32-0005-8d01-8d0c-002a492c0e75")]
    [InlineData("+0081b32-0005-8d01-8d0c-002a492c0e75")]
    [InlineData("00081b32+0005-8d01-8d0c-002a492c0e75")]
    [InlineData("00081b3200058d018d0c002a492c0e75")]
    [InlineData("{00081b32-0005-8d01-8d0c-002a492c0e7}")]
    [InlineData("00081b32-0005-8d01-8d0c-002a492c0e7g")]
    [InlineData("00081b32-0005-8d01-8d0c-002a492c0e7１")]
    public void Other_spellings_are_refused(string text)
    {
        Assert.False(PublicId.TryParse(text, null, out _));
        Assert.Throws<FormatException>(() => PublicId.Parse(text));
        Assert.False(PublicId.TryParse(System.Text.Encoding.UTF8.GetBytes(text), null, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData(" 5")]
    [InlineData("9223372036854775808")]
    public void A_text_that_is_no_key_gives_none_and_not_the_key_zero(string text)
    {
        Assert.False(Skid.TryParse(text, null, out var read));
        Assert.Equal(Skid.None, read);
        Assert.False(Skid.TryParse(System.Text.Encoding.UTF8.GetBytes(text), null, out read));
        Assert.Equal(Skid.None, read);
    }

    [Fact]
    public void Json_has_strings_also_as_names()
    {
        var id = PublicId.Parse("652068a4-3612-cc4b-8abb-83b853dc6786");
        var all = new Dictionary<PublicId, Skid> { [id] = new(-5) };
        var json = System.Text.Json.JsonSerializer.Serialize(all);
        Assert.Equal("{\"652068a4-3612-cc4b-8abb-83b853dc6786\":\"-5\"}", json);
        Assert.Equal(all, System.Text.Json.JsonSerializer.Deserialize<Dictionary<PublicId, Skid>>(json));
        Assert.Throws<System.Text.Json.JsonException>(() => System.Text.Json.JsonSerializer.Deserialize<Skid>("5"));
        Assert.Throws<System.Text.Json.JsonException>(() => System.Text.Json.JsonSerializer.Deserialize<PublicId>($"\"{new string('a', 5000)}\""));
        Assert.Throws<System.Text.Json.JsonException>(() => System.Text.Json.JsonSerializer.Deserialize<PublicId>("null"));
        Assert.Equal(id, System.ComponentModel.TypeDescriptor.GetConverter(typeof(PublicId)).ConvertFromInvariantString(id.ToString()));
    }
}
