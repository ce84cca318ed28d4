using Microsoft.Extensions.Time.Testing;
using static Tacit.Ledgers.LedgerRecordKind;

namespace Tacit.Ledgers.Tests;

/// <summary>A process dies at a step of its only spend, which would fill the cap. What its successor finds and may do is the table in docs/ledger.md.</summary>
public sealed class CrashStepTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string, LedgerRecordKind[]> Steps => new()
    {
        { "Reserving", [] },
        { "Reserved", [Reserved] },
        { "Touching", [Reserved] },
        { "Touched", [Reserved, Touched] },
        { "Drawn", [Reserved, Touched] },
        { "Settling", [Reserved, Touched] },
        { "Settled", [Reserved, Touched, Settled] },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public Task What_a_crash_leaves_is_what_the_protocol_promises(string step, LedgerRecordKind[] left) => CheckAsync(_scratch.Ledger, null, step, left);

    /// <summary>The same for any place of a ledger.</summary>
    internal static async Task CheckAsync(string place, string? keyFile, string step, LedgerRecordKind[] left)
    {
        using (var child = Child.Start(place, "1/10", "1/10", "plan", step))
        {
            Assert.Equal(Child.Killed, await child.EndAsync());
            Assert.Equal(["ready"], child.Lines);
        }

        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var ledger = await Ledger.OpenExistingAsync(place, keyFile: keyFile, time: time);
        await ledger.IsSoundAsync();
        Assert.Equal(left, (await ledger.ToListAsync()).Where(r => r.Entry == 1).Select(r => r.Kind));

        var account = await ledger.AccountAsync(cap: Clinic.Tenth);
        var first = await account.TryCountAsync("plan-1");
        time.Advance(TimeSpan.FromMinutes(11));
        var second = await account.TryCountAsync("plan-2");
        switch (left.LastOrDefault())
        {
            case Opened:
                Assert.False(first!.Receipt.IsRepeated);
                Assert.Null(second);
                break;
            case Reserved:
                Assert.Null(first);
                Assert.NotNull(second);
                break;
            case Touched:
                Assert.Null(first);
                Assert.Null(second);
                break;
            case Settled:
                // The child died before it could print it, yet its answer is not lost.
                Assert.True(first!.Receipt.IsRepeated);
                Assert.Null(second);
                break;
            default:
                Assert.Fail("No such case.");
                break;
        }

        await ledger.IsSoundAsync();
    }
}
