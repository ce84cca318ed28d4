using System.Text.Json;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Tests;

/// <summary>A program that dies, hangs, or prints what was not asked for ends the audit with an error that says so. Never a pass.</summary>
public sealed class ProgramMechanismTests
{
    private static readonly NeighbourPair<JsonElement>[] Pairs = [new(JsonSerializer.SerializeToElement(0), JsonSerializer.SerializeToElement(1), "0 and 1")];

    [Theory]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("read x; echo 1; exit 0", "exit code 0")]
    [InlineData("while read x; do echo 1; i=$((i+1)); if [ $i = 50 ]; then kill -9 $$; fi; done", "ended with exit code")]
    [InlineData("exec >&-; while read x; do :; done", "closed its output")]
    [InlineData("while read x; do :; done", "no answer within")]
    [InlineData("sleep 60", "no answer within")]
    [InlineData("while read x; do echo one; done", "not JSON")]
    [InlineData("while read x; do echo; done", "not JSON")]
    [InlineData("while read x; do echo '{\"a\":'; done", "not JSON")]
    [InlineData("while read x; do printf '%s\\n' '\"\\ud800\"'; done", "not JSON")]
    [InlineData("while read x; do printf '%s\\n' '{\"\\uDC00\":1}'; done", "not JSON")]
    [InlineData("echo 0; while read x; do echo 1; done", "not asked for")]
    [InlineData("while read x; do echo 1; echo 2; done", "not asked for")]
    [InlineData("while read x; do echo 1; done", "same output")]
    [InlineData("head -c 3000000 /dev/zero | tr '\\0' 1; cat", "more than 1048576 characters")]
    [InlineData("while read x; do yes 1 | tr -d '\\n'; done", "more than 1048576 characters")]
    [InlineData("while read x; do head -c 100 /dev/urandom; echo; done", "not JSON")]
    public async Task A_faulty_program_is_not_a_pass(string script, string says)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are shell scripts.");
        using var program = new ProgramMechanism("sh", ["-c", script], TimeSpan.FromSeconds(says.StartsWith("no answer", StringComparison.Ordinal) ? 0.5 : 30));
        var error = await Assert.ThrowsAsync<AuditException>(() => program.AuditAsync(Pairs, new(1), new() { Runs = 400 }));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_answer_too_many_is_found_at_the_end_at_the_latest()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        // The last line comes when the input has ended.
        using var program = new ProgramMechanism("sh", ["-c", "while read -r x; do echo ${#x}; done; echo 2"]);
        var error = await Assert.ThrowsAsync<AuditException>(() => program.AuditAsync(Pairs, new(1), new() { Runs = 400 }));
        Assert.Contains("not asked for", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_gives_its_input_away_is_caught_whatever_its_answer_is_made_of()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        // The answer has the input in the order of its keys only.
        const string Script = """while read -r x; do case $x in *'"input":0'*) echo '{"a":1,"b":2}';; *) echo '{"b":2,"a":1}';; esac; done""";
        using var program = new ProgramMechanism("sh", ["-c", Script]);
        var result = await program.AuditAsync(Pairs, new(1), new() { Runs = 1000, Seed = 1 });
        Assert.True(result.IsViolated);
    }

    [Fact]
    public async Task The_sign_of_a_zero_gives_an_input_away_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        const string Script = """while read -r x; do case $x in *'"input":0'*) echo 0;; *) echo -0;; esac; done""";
        using var program = new ProgramMechanism("sh", ["-c", Script]);
        Assert.True((await program.AuditAsync(Pairs, new(1), new() { Runs = 1000, Seed = 1 })).IsViolated);
    }

    public static TheoryData<string> Names => [.. AuditTargets.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Built_in_targets_are_what_they_say(string name)
    {
        var target = AuditTargets.Find(name);
        var found = await target.SearchAsync(new() { Seed = 21 });
        Assert.True(found.IsViolated == target.IsBroken, $"{target.Name}: {found}");

        // The one twin that hides from the pair that comes to mind is there to be searched for.
        var result = await target.AuditAsync(new() { Seed = 21 });
        Assert.True(result.IsViolated == (target.IsBroken && name != "broken-large-counts"), $"{target.Name}: {result}");
        Assert.Null(result.Search);
        Assert.NotNull(found.Search);
    }
}
