using Tacit.Local.Tests.Longitudinal;

namespace Tacit.Local.Tests.Devices;

/// <summary>A memo of nothing but a key: the same answers for ever, other ones for another cell, and a stream that another language repeats.</summary>
public sealed class PrfMemoTests
{
    private static readonly DeviceKey Key = DeviceKey.From([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    // From an independent program: HKDF-SHA256 without salt, then HMAC-SHA256 of counters.
    [Fact]
    public void Golden_streams()
    {
        Assert.Equal("ea637cdc0065ed154df12767671257d15088961f9420322b2ec995769e5a59e54da446e7e474e71b81272ab6f695ca5cc3c9240d0d7f97abd5d59c303ba7e6918f0f20c4ce30b074", Stream(new("c", "value 3"), 72));
        Assert.Equal("4153c85c4613adeac80b1a65063bd5d3", Stream(new("c", "value 3", "colour"), 16));
    }

    [Fact]
    public void Cells_have_their_own_streams_and_the_same_cell_the_same()
    {
        var streams = new[] { ("c", "value 3", ""), ("c", "value 4", ""), ("cv", "alue 3", ""), ("c", "value 3", "a"), ("ca", "value 3", ""), ("d", "value 3", "") }
            .Select(c => Stream(new(c.Item1, c.Item2, c.Item3), 16)).ToArray();
        Assert.Equal(streams.Length, streams.Distinct().Count());
        Assert.Equal(streams[0], Stream(new("c", "value 3"), 16));
        Assert.True(new PrfMemo(Key).RandomnessOf(new("c", "x")).IsPrivate);
    }

    [Theory]
    [InlineData(LongitudinalKind.LOsue)]
    [InlineData(LongitudinalKind.OLoloha)]
    public void Clients_on_the_same_key_keep_the_same_answers(LongitudinalKind kind)
    {
        var protocol = LongitudinalProtocol.Create(kind, 64, 2, 1);
        var left = MemoBatches.Ones(protocol.Client(new PrfMemo(Key), "c", LocalRandomness.Seeded(1)), 9, 600);
        var right = MemoBatches.Ones(protocol.Client(new PrfMemo(Key), "c", LocalRandomness.Seeded(2)), 9, 600);
        Assert.True(left.Zip(right, (a, b) => Math.Abs(a - b)).Max() < 0.25);
        var other = MemoBatches.Ones(protocol.Client(new PrfMemo(DeviceKey.From(new byte[32])), "c", LocalRandomness.Seeded(2)), 9, 600);
        Assert.True(left.Zip(other, (a, b) => Math.Abs(a - b)).Max() > 0.45);
    }

    // First rounds of many keys have the law of the first round: 6.1 standard deviations.
    [Fact]
    public void Answers_follow_the_law_of_the_first_round()
    {
        const int Keys = 3000;
        var protocol = LongitudinalProtocol.Create(LongitudinalKind.LSue, 8, 2, 1);
        var (truth, noise) = (0, 0);
        for (var i = 0; i < Keys; i++)
        {
            var memo = new PrfMemo(DeviceKey.From([.. BitConverter.GetBytes((long)i), .. new byte[24]]));
            var answer = memo.Answer(new(protocol.Id, "value 2"), 2, 1, (random, kept) => UnaryClient.Draw(random, 2, protocol.Parameters.Rounds.Keep, new(8, protocol.Parameters.Rounds.Noise), kept))[0];
            truth += (answer >> 2) & 1;
            noise += int.PopCount(answer & ~4);
        }

        var p = protocol.Parameters.Rounds.Keep / Math.ScaleB(1, 64);
        Assert.InRange(truth, (Keys * p) - (6.1 * Math.Sqrt(Keys * p * (1 - p))), (Keys * p) + (6.1 * Math.Sqrt(Keys * p * (1 - p))));
        Assert.InRange(noise, (7 * Keys * (1 - p)) - (6.1 * Math.Sqrt(7 * Keys * p * (1 - p))), (7 * Keys * (1 - p)) + (6.1 * Math.Sqrt(7 * Keys * p * (1 - p))));
    }

    private static string Stream(MemoCell cell, int bytes)
    {
        var answer = new PrfMemo(Key).Answer(cell, 1, bytes, (random, place) =>
        {
            for (var i = 0; i < bytes; i += 8)
            {
                BitConverter.TryWriteBytes(place[i..], random.NextUInt64());
            }
        });
        return Convert.ToHexStringLower(answer);
    }
}
