using System.Text.Json.Nodes;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary><c>tacit id</c>: three forms of one identifier, and what is not genuine.</summary>
public sealed class IdCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-id-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task One_identity_has_three_forms_that_open_under_its_ring_alone()
    {
        var made = JsonNode.Parse((await RunAsync("new", "--type", "4", "--json")).Output)!;
        var (skid, plain, secure) = (made["skid"]!.GetValue<string>(), made["skeid"]!.GetValue<string>(), made["secure"]!.GetValue<string>());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "ring.json")));
        }

        Assert.Equal(0, (await Tool.RunAsync(_folder, "id", "new", "--ring", "other.json")).Exit);
        foreach (var id in new[] { plain, secure })
        {
            Assert.Equal((0, "genuine"), await VerdictAsync("verify", id, "--type", "4"));
            Assert.Equal(1, (await RunAsync("verify", id, "--type", "5")).Exit);
            var shown = JsonNode.Parse((await RunAsync("show", id, "--json")).Output)!;
            Assert.Equal((skid, 4), (shown["skid"]!.GetValue<string>(), shown["type"]!.GetValue<int>()));
            Assert.Equal(1, (await Tool.RunAsync(_folder, "id", "verify", id, "--ring", "other.json")).Exit);
            Assert.Equal(1, (await RunAsync("verify", id, "--audience", "registry")).Exit);
        }

        Assert.Equal(1, (await RunAsync("verify", plain, "--secure-only")).Exit);
        var forged = secure[..^1] + (secure[^1] == '0' ? '1' : '0');
        Assert.Equal((1, "not genuine"), await VerdictAsync("verify", forged));
        Assert.Equal(2, (await RunAsync("verify", "no-identifier")).Exit);
        Assert.Contains("created", (await RunAsync("show", "--", skid)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_made_one_after_the_other_are_different_also_within_a_tick()
    {
        var all = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            all.AddRange(JsonNode.Parse((await RunAsync("new", "--count", "50", "--json")).Output)!.AsArray().Select(n => long.Parse(n!["skid"]!.GetValue<string>(), null)));
        }

        Assert.Equal(150, all.Distinct().Count());
        Assert.Equal(all.Order(), all);
    }

    [Fact]
    public async Task Rings_in_two_folders_have_no_key_in_common()
    {
        // The instance was beside the ring: two folders, made at once, had it twice.
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Tool.RunAsync(_folder, "id", "new", "--ring", Path.Combine($"ring-{i}", "ring.json"), "--count", "200", "--json")));
        Assert.All(runs, r => Assert.Equal(0, r.Exit));
        Assert.Equal(800, runs.SelectMany(r => JsonNode.Parse(r.Output)!.AsArray()).Select(n => n!["skid"]!.GetValue<string>()).Distinct().Count());
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(_folder, "ring-0")), f => Path.GetFileName(f).StartsWith("instance", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_rotations_at_once_no_key_is_lost()
    {
        Assert.Equal(0, (await RunAsync("new")).Exit);
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync("rotate")));
        Assert.All(runs, r => Assert.Equal(0, r.Exit));
        Assert.Equal(5, JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "ring.json")))!["keys"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_rotated_ring_reads_old_identifiers_until_their_key_is_dropped()
    {
        var old = JsonNode.Parse((await RunAsync("new", "--json")).Output)!["secure"]!.GetValue<string>();
        var keys = (await RunAsync("rotate", "--grace-days", "30")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("generates", keys[0], StringComparison.Ordinal);
        Assert.Contains("reads until", keys[1], StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("verify", old)).Exit);
        Assert.Equal(0, (await RunAsync("rotate", "--drop", keys[1].Split(' ')[0])).Exit);
        Assert.Equal(1, (await RunAsync("verify", old)).Exit);
        Assert.Equal(2, (await RunAsync("rotate", "--drop", "nobody")).Exit);
    }

    [Theory]
    [InlineData("new", "--type", "0")]
    [InlineData("new", "--type", "255")]
    [InlineData("new", "--count", "0")]
    [InlineData("new", "--app", "128")]
    [InlineData("new", "--instance", "64")]
    [InlineData("new", "--audience", "Université")]
    [InlineData("rotate", "--grace-days", "-1")]
    [InlineData("rotate", "--audience", "registry")]
    public async Task Bad_input_is_refused(params string[] arguments) => Assert.Equal(2, (await RunAsync(arguments)).Exit);

    [Fact]
    public async Task A_ring_that_others_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal(0, (await RunAsync("new")).Exit);
        File.SetUnixFileMode(Path.Combine(_folder, "ring.json"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Equal(2, (await RunAsync("new")).Exit);
    }

    [Fact]
    public async Task An_identifier_is_not_forged_because_its_ring_cannot_be_read()
    {
        var id = JsonNode.Parse((await RunAsync("new", "--json")).Output)!["secure"]!.GetValue<string>();
        Directory.CreateDirectory(Path.Combine(_folder, "folder.json"));
        File.WriteAllText(Path.Combine(_folder, "damaged.json"), "{");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_folder, "damaged.json"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        foreach (var (ring, says) in new[] { ("folder.json", "cannot be read"), ("damaged.json", "is no ring of keys"), ("none.json", "There is no ring"), ("ring.json/below", "There is no ring") })
        {
            foreach (var verb in new[] { "verify", "show" })
            {
                var run = await Tool.RunAsync(_folder, "id", verb, id, "--ring", ring);
                Assert.Equal((2, string.Empty), (run.Exit, run.Output));
                Assert.Contains(says, run.Error, StringComparison.Ordinal);
            }
        }

        // Asking makes no ring.
        Assert.False(File.Exists(Path.Combine(_folder, "none.json")));
        Assert.Equal(2, (await Tool.RunAsync(_folder, "id", "new", "--ring", "folder.json")).Exit);
    }

    private async Task<(int Exit, string Output)> VerdictAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        return (run.Exit, run.Output.Trim());
    }

    private async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        string[] ring = ["--ring", "ring.json"];
        var run = await Tool.RunAsync(_folder, ["id", arguments[0], .. ring, .. arguments[1..]]);
        return (run.Exit, run.Output);
    }
}
