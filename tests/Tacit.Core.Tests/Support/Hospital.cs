using Tacit.Ledgers;
using Tacit.Mechanisms;

namespace Tacit.Core.Tests.Support;

/// <summary>A small population with a ledger over <see cref="ListStore"/>: what the tests of spends run on.</summary>
internal sealed class Hospital
{
    private Hospital(Ledger ledger, ListStore store, Account account, LedgerKeys keys)
    {
        Ledger = ledger;
        Store = store;
        Account = account;
        Keys = keys;
    }

    public static Population People { get; } = new("hospital", PrivacyUnit.Person("id"));

    /// <summary>Sensitivity 1: noise for ε.</summary>
    public static IntegerNoise Noise(Tacit.Numerics.Rational epsilon) => IntegerNoise.Laplace(epsilon, 1, "a person is counted once");

    public Ledger Ledger { get; }

    public ListStore Store { get; }

    public Account Account { get; }

    public LedgerKeys Keys { get; }

    public static async Task<Hospital> OpenAsync(PrivacyBudget? cap = null, TimeProvider? time = null, PrivacyFilter? filter = null)
    {
        var store = new ListStore();
        var keys = LedgerKeys.Create();
        var ledger = Ledger.Over(store, keys, time);
        return new(ledger, store, await ledger.AccountAsync(People, cap ?? PrivacyBudget.Pure(10), filter), keys);
    }

    public static Sensitive<Int128> Count(long value = 42) => new(People, _ => ValueTask.FromResult((Int128)value));

    /// <summary>A whole, honest spend of pure ε.</summary>
    public Task<Release<long>> CountAsync(Spend spend, CancellationToken token = default) =>
        RunAsync(spend, Noise(spend.Epsilon!.Value), token: token);

    public static Task<Release<long>> RunAsync(Spend spend, IntegerNoise noise, long exact = 42, CancellationToken token = default) =>
        spend.RunAsync(
            "count",
            noise.Loss,
            async (permit, t) => (long)permit.Draw(noise, await permit.OpenAsync(Count(exact), t)),
            Codec.Integer,
            token);

    public LedgerRecordKind[] Kinds(long entry) => [.. Store.Records.Where(r => r.Entry == entry).Select(r => r.Kind)];
}
