using System.Globalization;

namespace Tacit.Ledgers;

/// <summary>What a verification found. No faults means: the chain holds, the totals are those of the records, and the anchor stands in it.</summary>
/// <param name="Records">How many records there are.</param>
/// <param name="Head">The end of the ledger.</param>
/// <param name="Faults">What is wrong, in order; empty when all is well.</param>
public sealed record LedgerVerification(long Records, LedgerHead Head, IReadOnlyList<string> Faults)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsValid => Faults.Count == 0;

    internal static LedgerVerification Of(LedgerSnapshot snapshot, LedgerKeys keys, string ledgerId, LedgerHead? anchor)
    {
        var faults = new List<string>();
        var states = new Dictionary<string, AccountState>(StringComparer.Ordinal);
        var last = new Dictionary<(string Account, long Entry), LedgerRecord>();
        var prices = new RecordedPrices();
        var caps = new Dictionary<(string Account, long Entry), string>();
        var head = LedgerHead.Empty;
        var charged = snapshot.Records.Where(r => r.Kind == LedgerRecordKind.Restored && r.Lost.Sequence > 0).ToList();

        // A record that a restored copy does not have, and that was charged as lost, is not missing.
        anchor = charged.Exists(r => r.Lost == anchor) ? null : anchor;
        foreach (var record in snapshot.Records)
        {
            if (record.Sequence != head.Sequence + 1)
            {
                faults.Add(Text($"Record {head.Sequence + 1} is missing: the next one is {record.Sequence}."));
            }

            if (record.PreviousHash != head.Hash || !keys.Holds(record))
            {
                faults.Add(Text($"Record {record.Sequence} does not follow from the one before: it was altered, moved or made with another key."));
            }

            CheckOrder(record, last, caps, faults);
            try
            {
                foreach (var state in AccountState.AllAfter(states.GetValueOrDefault, record))
                {
                    states[state.Account] = state;
                    CheckCap(state, record, faults);
                }

                if (prices.Fault(states[record.Account], record) is { } wrong)
                {
                    faults.Add(Text($"Record {record.Sequence} {wrong}"));
                }
            }
            catch (FormatException e)
            {
                faults.Add(Text($"Record {record.Sequence}: {e.Message}"));
            }

            head = new(record.Sequence, record.Hash);
            if (anchor is { } a && a.Sequence == record.Sequence && a.Hash != record.Hash)
            {
                faults.Add(Text($"The receipt names another record {a.Sequence}: the ledger was rewritten after the receipt was given.{Restored(charged, a)}"));
            }
        }

        if (anchor is { Sequence: < 1 })
        {
            faults.Add("The receipt names no record.");
        }

        if (anchor is { } end && end.Sequence > head.Sequence)
        {
            faults.Add(Restored(charged, end) is { Length: > 0 } why
                ? Text($"The receipt names record {end.Sequence}, which the ledger does not have.{why}")
                : Text($"The receipt names record {end.Sequence}, but the ledger ends at {head.Sequence}: it is an old copy. Spends after it are forgotten; restore the newest copy, or charge them: `tacit ledger restore`."));
        }

        foreach (var name in states.Keys.Union(snapshot.States.Select(s => s.Account)).Order(StringComparer.Ordinal))
        {
            var stored = snapshot.States.FirstOrDefault(s => s.Account == name);
            if (stored is null || !states.TryGetValue(name, out var computed) || !keys.Holds(stored, ledgerId) || (stored with { Seal = string.Empty }).ToJson() != computed.ToJson())
            {
                faults.Add($"The running totals of '{name}' are not those of its records.");
            }
        }

        return new(snapshot.Records.Count, head, faults);
    }

    private static void CheckOrder(LedgerRecord record, Dictionary<(string Account, long Entry), LedgerRecord> last, Dictionary<(string Account, long Entry), string> caps, List<string> faults)
    {
        if (record.Entry == 0)
        {
            return;
        }

        var key = (record.Account, record.Entry);
        var earlier = last.GetValueOrDefault(key);
        var before = earlier?.Kind;
        var allowed = record.Kind switch
        {
            LedgerRecordKind.Reserved => before is null,
            LedgerRecordKind.Touched or LedgerRecordKind.Void => before == LedgerRecordKind.Reserved,
            LedgerRecordKind.Extended or LedgerRecordKind.Settled => before is LedgerRecordKind.Touched or LedgerRecordKind.Extended,
            _ => false,
        };
        if (!allowed)
        {
            faults.Add(Text($"Record {record.Sequence}: entry {record.Entry} of '{record.Account}' cannot go from {before?.ToString() ?? "nothing"} to {record.Kind}."));
        }

        if (record.Kind is LedgerRecordKind.Void or LedgerRecordKind.Extended && record.Caps != caps.GetValueOrDefault(key))
        {
            faults.Add(Text($"Record {record.Sequence} falls under other caps than entry {record.Entry} of '{record.Account}'."));
        }

        if (record.Kind == LedgerRecordKind.Reserved)
        {
            caps[key] = record.Caps;
        }

        if (record.Kind == LedgerRecordKind.Void && earlier is not null && record.Charge != earlier.Charge)
        {
            faults.Add(Text($"Record {record.Sequence} frees another price than entry {record.Entry} of '{record.Account}' had reserved."));
        }

        last[key] = record;
    }

    private static void CheckCap(AccountState state, LedgerRecord record, List<string> faults)
    {
        if (record.Kind is LedgerRecordKind.Reserved or LedgerRecordKind.Extended && !state.Accepts(Charge.Free))
        {
            faults.Add(Text($"Record {record.Sequence} passes the cap of '{state.Account}'."));
        }
    }

    private static string Restored(List<LedgerRecord> charged, LedgerHead anchor) => charged.Find(r => !r.Closes && r.Lost.Sequence >= anchor.Sequence) is { } restored
        ? Text($" Record {restored.Sequence} says why: an older copy was put back, and record {anchor.Sequence} may be among those that were lost and charged. If the receipt is newer than that act, a copy was put back again: run `tacit ledger restore`.")
        : string.Empty;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
