namespace Tacit.PostgreSql.Tests.Support;

internal static class Exact
{
    // So much that "too few to say" hides nothing that is compared.
    private const double Generous = 1e5;

    /// <summary>The answer of a ledger that switches noise off.</summary>
    public static async Task<Table> ExactAsync(this Dataset data, string sql, double delta = 1e-6)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        return (await data.QueryAsync(sql, (await ledger.AccountAsync(data.Population)).Spend(Generous, delta))).Value;
    }
}
