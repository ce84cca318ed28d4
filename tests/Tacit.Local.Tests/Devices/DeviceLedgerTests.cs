using System.Security.Cryptography;
using Tacit.Local.Tests.Longitudinal;

namespace Tacit.Local.Tests.Devices;

/// <summary>What a device keeps survives every interruption, is refused when anything about it changed, and is never drawn twice.</summary>
public sealed class DeviceLedgerTests : IDisposable
{
    private const string Installation = "installation 1";
    private static readonly DeviceKey Key = DeviceKey.From([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-device").FullName;

    private string File0 => Path.Combine(_folder, "device.ledger");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Answers_are_drawn_once_for_ever()
    {
        byte[] first, seed;
        using (var ledger = DeviceLedger.Create(File0, Key, Installation, 5))
        {
            first = ledger.Answer(new("c", "value 1"), 2, 16, Fill);
            seed = ledger.Answer(new("c", "seed"), 0, 8, Fill);
            Assert.Equal(first, ledger.Answer(new("c", "value 1"), 2, 16, Never));
            Assert.NotEqual(first, ledger.Answer(new("c", "value 2"), 2, 16, Fill));
            Assert.Equal((4, 5), (ledger.Spent, ledger.Ceiling));
        }

        using var again = DeviceLedger.Open(File0, Key, Installation);
        Assert.Equal(first, again.Answer(new("c", "value 1"), 2, 16, Never));
        Assert.Equal(seed, again.Answer(new("c", "seed"), 0, 8, Never));
        Assert.Equal((4, 5), (again.Spent, again.Ceiling));
    }

    [Fact]
    public void The_ceiling_is_over_all_collections_and_refuses_before_anything_is_drawn()
    {
        using var ledger = DeviceLedger.Create(File0, Key, Installation, 3);
        ledger.Answer(new("a", "value 1"), 1, 4, Fill);
        ledger.Answer(new("b", "value 1"), 1, 4, Fill);
        var before = File.ReadAllBytes(File0);
        var refused = Assert.Throws<BudgetExceededException>(() => ledger.Answer(new("c", "value 77"), Numerics.Rational.Parse("1.001"), 4, Never));
        Assert.DoesNotContain("77", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(File0));
        ledger.Answer(new("c", "value 1"), 1, 4, Fill);
        Assert.Equal(3, ledger.Spent);
        ledger.Answer(new("a", "value 1"), 1, 4, Never);
    }

    // Stopped at every step, as by a power cut: what was given out is what is kept, nothing is paid twice, and nothing is lost.
    [Theory]
    [InlineData(nameof(DeviceStep.Debited))]
    [InlineData(nameof(DeviceStep.Drawn))]
    [InlineData(nameof(DeviceStep.Written))]
    [InlineData(nameof(DeviceStep.Renamed))]
    [InlineData(nameof(DeviceStep.Kept))]
    public void A_crash_at_any_step_loses_nothing_that_was_seen(string step)
    {
        var at = Enum.Parse<DeviceStep>(step);
        for (var skip = 0; skip < 6; skip++)
        {
            File.Delete(File0);
            var draws = new List<byte[]>();
            byte[]? given = null;
            using (var ledger = DeviceLedger.Create(File0, Key, Installation, 2))
            {
                var left = skip;
                ledger.Step = s =>
                {
                    if (s == at && left-- == 0)
                    {
                        throw new PowerCut();
                    }
                };
                try
                {
                    given = ledger.Answer(new("c", "value 1"), 1, 16, Drawn);
                    given = ledger.Answer(new("c", "value 1"), 1, 16, Drawn);
                    ledger.Answer(new("c", "value 2"), 1, 16, Drawn);
                }
                catch (PowerCut)
                {
                }
            }

            using var again = DeviceLedger.Open(File0, Key, Installation);
            var kept = again.Answer(new("c", "value 1"), 1, 16, Drawn);
            Assert.Equal(kept, given ?? kept);
            Assert.Contains(draws, d => d.AsSpan().SequenceEqual(kept));
            again.Answer(new("c", "value 2"), 1, 16, Drawn);
            Assert.Equal(2, again.Spent);
            Assert.Equal(kept, again.Answer(new("c", "value 1"), 1, 16, Never));

            void Drawn(LocalRandomness random, Span<byte> answer)
            {
                Fill(random, answer);
                draws.Add(answer.ToArray());
            }
        }
    }

    // The same with the whole client: the bytes of an epoch are the same before and after, and the answer behind them too.
    [Theory]
    [InlineData(nameof(DeviceStep.Debited))]
    [InlineData(nameof(DeviceStep.Drawn))]
    [InlineData(nameof(DeviceStep.Written))]
    [InlineData(nameof(DeviceStep.Renamed))]
    [InlineData(nameof(DeviceStep.Kept))]
    public void A_client_that_was_cut_off_goes_on(string step)
    {
        var protocol = LongitudinalProtocol.Create(LongitudinalKind.OLoloha, 40, 2, 1);
        var at = Enum.Parse<DeviceStep>(step);
        for (var skip = 0; skip < 8; skip++)
        {
            File.Delete(File0);
            byte[]? sent = null;
            uint epoch = 1;
            using (var ledger = DeviceLedger.Create(File0, Key, Installation, 20))
            {
                var left = skip;
                ledger.Step = s => _ = s == at && left-- == 0 ? throw new PowerCut() : 0;
                try
                {
                    for (; epoch < 4; epoch++)
                    {
                        sent = null;
                        var report = new byte[protocol.ReportSize];
                        protocol.Client(ledger, "c").Report(epoch, 7, report);
                        sent = report;
                    }
                }
                catch (PowerCut)
                {
                }
            }

            using var again = DeviceLedger.Open(File0, Key, Installation);
            var client = protocol.Client(again, "c");
            var next = new byte[protocol.ReportSize];
            client.Report(Math.Min(epoch, 3), 7, next);
            Assert.Equal(next[..8], (sent ?? next)[..8]);
            Assert.Equal(next, epoch == 4 ? sent! : next);
            Assert.Equal(protocol.Parameters.ConstantValueEpsilon, again.Spent);
        }
    }

    [Fact]
    public void A_retry_sends_the_same_bytes_whatever_the_value()
    {
        var protocol = LongitudinalProtocol.Create(LongitudinalKind.LOsue, 40, 2, 1);
        var (first, retry) = (new byte[5], new byte[5]);
        using (var ledger = DeviceLedger.Create(File0, Key, Installation, 6))
        {
            var client = protocol.Client(ledger, "c");
            client.Report(3, 7, first);
            client.Report(3, 8, retry);
            Assert.Equal(first, retry);
            Assert.Equal(2, ledger.Spent);
        }

        using var again = DeviceLedger.Open(File0, Key, Installation);
        var after = protocol.Client(again, "c");
        after.Report(3, 7, retry);
        Assert.Equal(first, retry);
        after.Report(4, 7, retry);
        Assert.Contains("epoch 4", Assert.Throws<BadInputException>(() => after.Report(3, 7, retry)).Message, StringComparison.Ordinal);
        Assert.Equal(2, again.Spent);
        Assert.Throws<BadInputException>(() => protocol.Client(new PrfMemo(Key), "c").Report(1, 7, retry));
    }

    [Fact]
    public void A_file_that_lost_or_changed_a_byte_is_refused()
    {
        using (var ledger = DeviceLedger.Create(File0, Key, Installation, 9))
        {
            ledger.Answer(new("c", "value 1"), 2, 4, Fill);
            ledger.Answer(new("c", "value 2"), 2, 4, Fill);
        }

        var good = File.ReadAllBytes(File0);
        for (var i = 0; i < good.Length; i++)
        {
            byte[] changed = [.. good];
            changed[i] ^= 1;
            Refused(changed);
            Refused(good[..i]);
        }

        Refused([.. good, 0]);
        File.WriteAllBytes(File0, good);
        Assert.Contains("another installation", Assert.Throws<BadInputException>(() => DeviceLedger.Open(File0, Key, "installation 2")).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => DeviceLedger.Open(File0, DeviceKey.From(RandomNumberGenerator.GetBytes(32)), Installation));
        Assert.Throws<BadInputException>(() => DeviceLedger.Create(File0, Key, Installation, 9));
        Assert.Equal(good, File.ReadAllBytes(File0));
        File.Delete(File0);
        Assert.Contains("new installation", Assert.Throws<BadInputException>(() => DeviceLedger.Open(File0, Key, Installation)).Message, StringComparison.Ordinal);

        void Refused(byte[] bytes)
        {
            File.WriteAllBytes(File0, bytes);
            Assert.Contains("Nothing is drawn again", Assert.Throws<BadInputException>(() => DeviceLedger.Open(File0, Key, Installation)).Message, StringComparison.Ordinal);
            Assert.Equal(bytes, File.ReadAllBytes(File0));
        }
    }

    // Even who has the key of the file cannot move an answer to another cell, collection or installation: it is sealed to its place.
    [Fact]
    public void An_answer_in_another_place_is_refused()
    {
        using (var ledger = DeviceLedger.Create(File0, Key, Installation, 9))
        {
            ledger.Answer(new("c", "value 1"), 2, 4, Fill);
            ledger.Answer(new("d", "value 1"), 2, 4, Fill);
            ledger.Report("c", 5, 4, Fill);
        }

        var mac = Key.For("tacit device file 1");
        var mark = HMACSHA256.HashData(mac, "installation 1"u8);
        var (ceiling, entries) = DeviceFile.Decode(mac, mark, File.ReadAllBytes(File0), File0);
        Assert.Equal(3, entries.Count);
        List<DeviceEntry> swapped = [entries[0] with { Sealed = entries[1].Sealed }, entries[1] with { Sealed = entries[0].Sealed }, entries[2] with { Epoch = 6 }];
        File.WriteAllBytes(File0, DeviceFile.Encode(mac, mark, ceiling, swapped));
        using (var ledger = DeviceLedger.Open(File0, Key, Installation))
        {
            Assert.Throws<BadInputException>(() => ledger.Answer(new("c", "value 1"), 2, 4, Never));
            Assert.Throws<BadInputException>(() => ledger.Answer(new("d", "value 1"), 2, 4, Never));
            Assert.Throws<BadInputException>(() => ledger.Report("c", 6, 4, Never));
            Assert.Throws<BadInputException>(() => ledger.Answer(new("c", "value 1"), 2, 5, Never));
        }

        File.WriteAllBytes(File0, DeviceFile.Encode(mac, HMACSHA256.HashData(mac, "installation 2"u8), ceiling, entries));
        using var other = DeviceLedger.Open(File0, Key, "installation 2");
        Assert.Throws<BadInputException>(() => other.Answer(new("c", "value 1"), 2, 4, Never));
    }

    [Fact]
    public void The_file_shows_neither_cells_nor_answers()
    {
        using var ledger = DeviceLedger.Create(File0, Key, Installation, 9);
        var answer = ledger.Answer(new("collection", "value 1234"), 2, 24, Fill);
        var text = Convert.ToHexString(File.ReadAllBytes(File0));
        Assert.DoesNotContain(Convert.ToHexString("1234"u8), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString("collection"u8), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(answer), text, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", new MemoCell("collection", "value 1234").ToString(), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(File0));
        }
    }

    [Fact]
    public void One_process_at_a_time_and_none_after_a_failed_write()
    {
        using (var ledger = DeviceLedger.Create(File0, Key, Installation, 9))
        {
            Assert.Contains("One process", Assert.Throws<BadInputException>(() => DeviceLedger.Open(File0, Key, Installation)).Message, StringComparison.Ordinal);
            ledger.Step = s => _ = s == DeviceStep.Written ? throw new IOException("no space") : 0;
            Assert.Throws<BadInputException>(() => ledger.Answer(new("c", "value 1"), 2, 4, Never));
            ledger.Step = null;
            Assert.Contains("open it again", Assert.Throws<BadInputException>(() => ledger.Answer(new("c", "value 1"), 2, 4, Never)).Message, StringComparison.Ordinal);
            ledger.Dispose();
            Assert.Throws<ObjectDisposedException>(() => ledger.Answer(new("c", "value 1"), 2, 4, Never));
        }

        using var again = DeviceLedger.Open(File0, Key, Installation);
        Assert.Equal(0, again.Spent);
    }

    // By any of its names it is one file with one lock, and its links stay links.
    [Fact]
    public void A_link_is_the_file_it_names()
    {
        var (link, further) = (Path.Combine(_folder, "link.ledger"), Path.Combine(_folder, "further.ledger"));
        File.CreateSymbolicLink(link, "device.ledger");
        File.CreateSymbolicLink(further, link);
        byte[] answer;
        using (var ledger = DeviceLedger.Create(File0, Key, Installation, 9))
        {
            Assert.Contains("One process", Assert.Throws<BadInputException>(() => DeviceLedger.Open(link, Key, Installation)).Message, StringComparison.Ordinal);
            Assert.Contains("One process", Assert.Throws<BadInputException>(() => DeviceLedger.Open(further, Key, Installation)).Message, StringComparison.Ordinal);
        }

        using (var ledger = DeviceLedger.Open(further, Key, Installation))
        {
            answer = ledger.Answer(new("c", "value 1"), 2, 4, Fill);
        }

        Assert.Equal("device.ledger", new FileInfo(link).LinkTarget);
        Assert.Equal(link, new FileInfo(further).LinkTarget);
        using var again = DeviceLedger.Open(File0, Key, Installation);
        Assert.Equal(answer, again.Answer(new("c", "value 1"), 2, 4, Never));
    }

    [Fact]
    public void Closing_waits_for_an_answer_that_is_being_kept()
    {
        using var ledger = DeviceLedger.Create(File0, Key, Installation, 9);
        var closing = new Thread(ledger.Dispose);
        var answer = ledger.Answer(new("c", "value 1"), 2, 4, (random, bytes) =>
        {
            closing.Start();
            Assert.False(closing.Join(200));
            Fill(random, bytes);
        });
        closing.Join();
        Assert.Throws<ObjectDisposedException>(() => ledger.Answer(new("c", "value 1"), 2, 4, Never));
        using var again = DeviceLedger.Open(File0, Key, Installation);
        Assert.Equal(answer, again.Answer(new("c", "value 1"), 2, 4, Never));
    }

    [Fact]
    public void Keys_are_files_of_their_owner()
    {
        var path = Path.Combine(_folder, "device.key");
        var key = DeviceKey.Create(path);
        Assert.Equal(key.Bytes, DeviceKey.Read(path).Bytes);
        Assert.Throws<BadInputException>(() => DeviceKey.Create(path));
        Assert.Throws<BadInputException>(() => DeviceKey.From(new byte[31]));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Contains("chmod 600", Assert.Throws<BadInputException>(() => DeviceKey.Read(path)).Message, StringComparison.Ordinal);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.WriteAllText(path, "00ff");
        Assert.Throws<BadInputException>(() => DeviceKey.Read(path));
        File.WriteAllText(path, "no digits");
        Assert.Throws<BadInputException>(() => DeviceKey.Read(path));
        File.Delete(path);
        Assert.Throws<BadInputException>(() => DeviceKey.Read(path));
    }

    // A store that drew again in place of what it kept would be seen by this class: the twin answers a cell with new bytes.
    [Fact]
    public void Reports_of_a_reopened_ledger_come_from_the_same_answer()
    {
        var protocol = LongitudinalProtocol.Create(LongitudinalKind.LOsue, 64, 4, 2);
        double[] before, after;
        using (var ledger = DeviceLedger.Create(File0, Key, Installation, 9))
        {
            before = MemoBatches.Ones(protocol.Client(ledger, "c", LocalRandomness.Seeded(1)), 9, 600);
        }

        using (var ledger = DeviceLedger.Open(File0, Key, Installation))
        {
            after = MemoBatches.Ones(protocol.Client(ledger, "c", LocalRandomness.Seeded(2)), 9, 600);
        }

        Assert.True(before.Zip(after, (a, b) => Math.Abs(a - b)).Max() < 0.25);
        var twin = MemoBatches.Ones(protocol.Client(new MemoryMemoStore(LocalRandomness.Seeded(3)), "c", LocalRandomness.Seeded(4)), 9, 600);
        Assert.True(before.Zip(twin, (a, b) => Math.Abs(a - b)).Max() > 0.5);
    }

    private static void Fill(LocalRandomness random, Span<byte> answer)
    {
        foreach (ref var b in answer)
        {
            b = (byte)random.NextUInt32();
        }
    }

    private static void Never(LocalRandomness random, Span<byte> answer) => Assert.Fail("Drawn again.");

    private sealed class PowerCut : Exception;
}
