using Tacit.Data;
using Tacit.Mechanisms;

namespace Tacit.Tests.Support;

/// <summary>Looks behind the wall: what a pushed statement gives, through a permit of a simulated ledger.</summary>
public static class Behind
{
    private static readonly IntegerNoise Noise = IntegerNoise.Laplace(1, 1, "a test");

    public static async Task<IReadOnlyList<IntegerRow>> PushAsync(this Dataset data, string sql, int keys, int integers)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(data.Population);
        return await data.PushAsync(account, sql, keys, integers);
    }

    public static async Task<IReadOnlyList<IntegerRow>> PushAsync(this Dataset data, Account account, string sql, int keys, int integers)
    {
        IReadOnlyList<IntegerRow> rows = [];
        await account.Spend(1).RunAsync(
            "a look behind the wall",
            Noise.Loss,
            async (permit, token) =>
            {
                rows = await permit.OpenAsync(data.Push(new PushedStatement(sql, keys, integers)), token);
                return (long)permit.Draw(Noise, 0);
            },
            Codec.Integer);
        return rows;
    }

    /// <summary>The only integer of a statement.</summary>
    public static async Task<long> IntegerAsync(this Dataset data, string sql) => (long)(await data.PushAsync(sql, 0, 1))[0].Integers[0];

    /// <summary>Rows as text, sorted: a multiset that can be compared.</summary>
    public static async Task<string[]> RowsAsync(this Dataset data, string sql, int integers) =>
        [.. (await data.PushAsync(sql, 0, integers)).Select(r => string.Join(" ", r.Integers)).Order(StringComparer.Ordinal)];

    /// <summary>Everything that an error says: messages, traces and data of the whole chain.</summary>
    public static string Everything(this Exception error)
    {
        var text = new System.Text.StringBuilder(error.ToString());
        for (var e = error; e is not null; e = e.InnerException)
        {
            text.AppendLine(e.Message);
            foreach (System.Collections.DictionaryEntry entry in e.Data)
            {
                text.AppendLine($"{entry.Key} {entry.Value}");
            }
        }

        return text.ToString();
    }
}
