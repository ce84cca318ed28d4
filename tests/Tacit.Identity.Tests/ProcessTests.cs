using System.Globalization;

namespace Tacit.Identity.Tests;

/// <summary>Processes that are killed while they make keys, that want one instance, and that lack instructions.</summary>
public sealed class ProcessTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_killed_process_and_its_successor_in_the_same_tick_have_no_key_in_common()
    {
        using var folder = new Folder();
        var (path, all, last, random) = (folder.File("instance"), new HashSet<long>(), long.MinValue, new Chance(21));
        var (rounds, sameTick) = (Scale.Of(12, 60), 0);
        var child = await ReadyAsync(path);
        var next = child;
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                // The next one waits while this one works, and starts as soon as it is dead.
                next = await ReadyAsync(path);
                child.Go();
                var first = (await child.LineAsync())!.Split(' ');
                Assert.Equal("first", first[0]);
                sameTick += long.Parse(first[1], CultureInfo.InvariantCulture) > SkidTime.Of(TimeProvider.System.GetUtcNow(), 0) ? 1 : 0;
                var keys = new List<long>();
                for (var lines = 1 + random.Next(400); lines > 0 && await child.LineAsync() is { } line; lines--)
                {
                    keys.AddRange(line.Split(' ').Select(k => long.Parse(k, CultureInfo.InvariantCulture)));
                }

                await child.KillAsync();

                // What it had printed before its death counts, a line that was cut off does not.
                while (await child.LineAsync() is { } line)
                {
                    if (line.Split(' ') is { Length: 16 } whole && whole[^1].Length == whole[0].Length)
                    {
                        keys.AddRange(whole.Select(k => long.Parse(k, CultureInfo.InvariantCulture)));
                    }
                }

                Assert.NotEmpty(keys);
                foreach (var key in keys)
                {
                    Assert.True(key > last, $"Round {round}: {key} is not above {last}.");
                    Assert.True(all.Add(key), $"Round {round}: {key} was made twice.");
                    last = key;
                }

                child.Dispose();
                child = next;
            }
        }
        finally
        {
            child.Dispose();
            next.Dispose();
        }

        output.WriteLine($"{rounds} processes, {all.Count} keys, {sameTick} successors within the tick in which their predecessor died.");
    }

    [Fact]
    public async Task A_second_live_process_is_refused_and_told_who_has_the_instance()
    {
        using var folder = new Folder();
        var path = folder.File("instance");
        using var first = await ReadyAsync(path);
        using var second = await ReadyAsync(path);
        first.Go();
        Assert.StartsWith("first ", await first.LineAsync(), StringComparison.Ordinal);
        second.Go();
        var refusal = await second.LineAsync();
        Assert.StartsWith("refused ", refusal, StringComparison.Ordinal);
        Assert.Contains($"process {first.Id} on {Environment.MachineName}", refusal, StringComparison.Ordinal);
        Assert.Contains($"process {first.Id} on", Assert.Throws<LeaseLostException>(() => new FileInstanceLease(path, 5, 3)).Message, StringComparison.Ordinal);

        // Its end frees the instance, whatever it left behind.
        await first.KillAsync();
        using var successor = new FileInstanceLease(path, 5, 3);
    }

    [Fact]
    public async Task A_machine_without_the_instructions_makes_the_same_identifiers()
    {
        const int Count = 500;
        var root = new byte[32];
        new Chance(22).Fill(root);
        string[] arguments = ["forms", Convert.ToHexString(root), Count.ToString(CultureInfo.InvariantCulture)];
        using var plain = new Child(arguments, ("DOTNET_EnableHWIntrinsic", "0"));
        using var quick = new Child(arguments);
        Assert.Equal("aes False bytes False", await plain.LineAsync());
        _ = await quick.LineAsync();
        for (var i = 0; i < Count; i++)
        {
            var line = await plain.LineAsync();
            Assert.Equal(73, line!.Length);
            Assert.Equal(line, await quick.LineAsync());
        }
    }

    private static async Task<Child> ReadyAsync(string path)
    {
        var child = Child.OfKeys(path);
        Assert.Equal("ready", await child.LineAsync());
        return child;
    }
}
