using System.Security.Cryptography;
using System.Text;
using Tacit.Ledgers;

namespace Tacit.Core.Tests.Support;

/// <summary>Somebody with the owner's key, or a program with a fault: writes a history of his own and chains and seals it well.</summary>
internal static class Rewriter
{
    public static Ledger Rewrite(Hospital hospital, Func<LedgerRecord, LedgerRecord> change)
    {
        var chain = HKDF.DeriveKey(HashAlgorithmName.SHA256, hospital.Keys.Export(), 32, info: "tacit ledger chain 1"u8.ToArray());
        var records = new List<LedgerRecord>();
        var states = new Dictionary<string, AccountState>(StringComparer.Ordinal);
        var head = LedgerHead.Empty;
        foreach (var old in hospital.Store.Records)
        {
            var record = change(old) with { PreviousHash = head.Hash };
            record = record with { Hash = Convert.ToHexStringLower(HMACSHA256.HashData(chain, (byte[])[.. Convert.FromHexString(head.Hash), .. record.Body()])) };
            records.Add(record);
            foreach (var state in AccountState.AllAfter(states.GetValueOrDefault, record))
            {
                states[state.Account] = state;
            }

            head = new(record.Sequence, record.Hash);
        }

        var sealedStates = states.Values.Select(state => state with
        {
            Seal = Convert.ToHexStringLower(HMACSHA256.HashData(chain, Encoding.UTF8.GetBytes($"state|{hospital.Store.LedgerId}|{state.ToJson()}"))),
        });
        return Ledger.Over(new ListStore(records, sealedStates), hospital.Keys);
    }
}
