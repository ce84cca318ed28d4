using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Ledgers.Tests.Support;

/// <summary>A population with one account and one question, each answer for a tenth unless said otherwise.</summary>
public static class Clinic
{
    public static Rational Tenth { get; } = Rational.Parse("1/10");

    public static Population Population { get; } = new("clinic", PrivacyUnit.Person("id"));

    public static Task<Account> AccountAsync(this Ledger ledger, Rational? cap = null) => ledger.AccountAsync(Population, PrivacyBudget.Pure(cap ?? Rational.One));

    /// <summary>A noisy count of 1000 rows. <paramref name="inside"/> runs between the reservation and the touch, <paramref name="reading"/> after the touch.</summary>
    public static Task<Release<long>> CountAsync(
        this Account account, string? plan = null, Rational? epsilon = null, Func<Task>? inside = null, Action? reading = null, CancellationToken token = default)
    {
        var rows = new Sensitive<long>(account.Population, _ =>
        {
            reading?.Invoke();
            return ValueTask.FromResult(1000L);
        });
        var noise = IntegerNoise.Laplace(epsilon ?? Tenth, 1, "one row per person");
        var spend = account.Spend(epsilon ?? Tenth);
        return (plan is null ? spend : spend.ForPlan(plan)).RunAsync(
            "noisy count",
            noise.Loss,
            async (permit, cancel) =>
            {
                if (inside is not null)
                {
                    await inside();
                }

                return (long)permit.Draw(noise, await permit.OpenAsync(rows, cancel));
            },
            Codec.Integer,
            token);
    }

    /// <summary>The count, or null when the budget does not allow it.</summary>
    public static async Task<Release<long>?> TryCountAsync(this Account account, string? plan = null)
    {
        try
        {
            return await account.CountAsync(plan);
        }
        catch (BudgetExceededException)
        {
            return null;
        }
    }

    public static async Task<List<LedgerRecord>> ToListAsync(this Ledger ledger)
    {
        var records = new List<LedgerRecord>();
        await foreach (var record in ledger.RecordsAsync())
        {
            records.Add(record);
        }

        return records;
    }

    public static async Task IsSoundAsync(this Ledger ledger)
    {
        var verification = await ledger.VerifyAsync();
        Assert.Empty(verification.Faults);
    }
}
