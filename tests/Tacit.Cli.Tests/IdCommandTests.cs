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
