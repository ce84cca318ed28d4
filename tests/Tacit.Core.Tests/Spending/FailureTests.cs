using System.Collections;
using Tacit.Ledgers;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Spending;

/// <summary>Refused before the touch: nothing spent, the error as it was. After it: spent, and nothing of the error comes out.</summary>
public sealed class FailureTests
{
    private const string Canary = "canary-Ann-Smith-HIV";
    private static readonly IntegerNoise Noise = Hospital.Noise(1);

    public static TheoryData<string> Errors => [.. Exceptions.Keys];

    private static Dictionary<string, Func<Exception>> Exceptions { get; } = new(StringComparer.Ordinal)
    {
        ["plain"] = () => new InvalidDataException(Canary),
        ["nested"] = () => new InvalidOperationException("outer " + Canary, new InvalidDataException(Canary)),
        ["aggregate"] = () => new AggregateException(new InvalidDataException(Canary), new InvalidDataException(Canary)),
        ["data"] = () => new InvalidDataException("harmless") { Data = { ["row"] = Canary }, HelpLink = Canary, Source = Canary },
        ["bad input"] = () => new BadInputException(Canary),
        ["budget"] = () => new BudgetExceededException(Canary),
        ["ledger"] = () => new LedgerException(Canary, new InvalidDataException(Canary)),
        ["mechanism"] = () => new MechanismFailedException(Canary),
        ["cancelled"] = () => new OperationCanceledException(Canary, new InvalidDataException(Canary)),
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task After_the_touch_nothing_of_the_error_comes_out(string kind)
    {
        var hospital = await Hospital.OpenAsync();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => hospital.Account.Spend(1).RunAsync<long>("breaks", Noise.Loss, async (permit, token) =>
        {
            await permit.OpenAsync(Hospital.Count(), token);
            throw Exceptions[kind]();
        }, Codec.Integer));
        Clean(error);
        Assert.IsType<MechanismFailedException>(error);
        Assert.Contains("'breaks'", error.Message, StringComparison.Ordinal);
        await SpentAsync(hospital, LedgerRecordKind.Reserved, LedgerRecordKind.Touched);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Error_of_the_recipe_does_not_come_out(string kind)
    {
        var hospital = await Hospital.OpenAsync();
        var broken = new Sensitive<long>(Hospital.People, _ => throw Exceptions[kind]());
        var error = await Assert.ThrowsAnyAsync<Exception>(() => hospital.Account.Spend(1).RunAsync(
            "reads", Noise.Loss, async (permit, token) => await permit.OpenAsync(broken.Select(v => v), token), Codec.Integer));
        Clean(error);
        Assert.IsType<MechanismFailedException>(error);
        await SpentAsync(hospital, LedgerRecordKind.Reserved, LedgerRecordKind.Touched);
    }

    [Fact]
    public async Task Error_of_the_codec_does_not_come_out()
    {
        var hospital = await Hospital.OpenAsync();
        var codec = new Codec<long>((_, _) => throw new InvalidDataException(Canary), _ => 0);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => hospital.Account.Spend(1).RunAsync(
            "encodes", Noise.Loss, async (permit, token) => (long)permit.Draw(Noise, await permit.OpenAsync(Hospital.Count(), token)), codec));
        Clean(error);
        Assert.IsType<MechanismFailedException>(error);
        await SpentAsync(hospital, LedgerRecordKind.Reserved, LedgerRecordKind.Touched);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Before_the_touch_the_error_is_the_original_and_nothing_is_spent(string kind)
    {
        var hospital = await Hospital.OpenAsync();
        var thrown = Exceptions[kind]();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => hospital.Account.Spend(1).RunAsync<long>("breaks", Noise.Loss, (_, _) => throw thrown, Codec.Integer));
        Assert.Same(thrown, error);
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Void], hospital.Kinds(1));
        Assert.Equal(Rational.Zero, (await hospital.Account.StatusAsync()).Spent.Epsilon);
    }

    [Fact]
    public async Task Untouched_failure_of_Gaussian_noise_leaves_the_account_as_it_was()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        await hospital.CountAsync(hospital.Account.Spend(0.1));
        var before = await hospital.Account.StatusAsync();
        await Assert.ThrowsAsync<InvalidDataException>(() => hospital.Account.SpendZcdp(0.001).RunAsync<long>(
            "breaks", PrivacyLoss.Zcdp(0.001), (_, _) => throw new InvalidDataException("before the touch"), Codec.Integer));
        var after = await hospital.Account.StatusAsync();
        Assert.Equal((before.Spent, before.Lifetime, before.Left), (after.Spent, after.Lifetime, after.Left));

        // The pure rule is still there: .9 more costs ρ = .405, far above R.
        await hospital.CountAsync(hospital.Account.Spend(0.9));
        Assert.True((await hospital.Ledger.VerifyAsync()).IsValid);
    }

    [Fact]
    public async Task Untouched_failure_of_Gaussian_noise_after_Gaussian_noise_frees_its_rho_only()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        Task<Release<long>> RunAsync(bool fail) => hospital.Account.SpendZcdp(0.001).RunAsync("gauss", PrivacyLoss.Zcdp(0.001), (permit, _) => fail
            ? throw new InvalidDataException("before the touch")
            : Task.FromResult(permit.Draw(PrivacyLoss.Zcdp(0.001), _ => 0L, () => 0L)), Codec.Integer);
        await RunAsync(fail: false);
        await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(fail: true));
        var spent = (await hospital.Account.StatusAsync()).Spent;
        Assert.Equal((null, new Rational(1, 1000)), (spent.Epsilon, spent.Rho));
    }

    [Fact]
    public async Task Cancelled_before_the_touch_spends_nothing()
    {
        var hospital = await Hospital.OpenAsync();
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hospital.Account.Spend(1).RunAsync("waits", Noise.Loss, async (permit, token) =>
        {
            await source.CancelAsync();
            return (long)permit.Draw(Noise, await permit.OpenAsync(Hospital.Count(), token));
        }, Codec.Integer, source.Token));
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Void], hospital.Kinds(1));
        Assert.Equal(Rational.Zero, (await hospital.Account.StatusAsync()).Spent.Epsilon);
    }

    [Fact]
    public async Task Cancelled_at_the_start_reserves_nothing()
    {
        var hospital = await Hospital.OpenAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hospital.CountAsync(hospital.Account.Spend(1), new CancellationToken(canceled: true)));
        Assert.Empty(hospital.Kinds(1));
    }

    [Fact]
    public async Task Cancelled_after_the_touch_stays_spent_and_says_nothing_of_the_data()
    {
        var hospital = await Hospital.OpenAsync();
        using var source = new CancellationTokenSource();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hospital.Account.Spend(1).RunAsync<long>("waits", Noise.Loss, async (permit, token) =>
        {
            await permit.OpenAsync(Hospital.Count(), token);
            await source.CancelAsync();
            throw new OperationCanceledException(Canary, new InvalidDataException(Canary), token);
        }, Codec.Integer, source.Token));
        Clean(error);
        Assert.Equal(source.Token, error.CancellationToken);
        await SpentAsync(hospital, LedgerRecordKind.Reserved, LedgerRecordKind.Touched);
    }

    [Fact]
    public async Task Cancelled_after_the_last_draw_still_settles()
    {
        // What was paid for is kept: from the touch on, only the mechanism itself may stop.
        var hospital = await Hospital.OpenAsync();
        using var source = new CancellationTokenSource();
        var answer = await hospital.Account.Spend(1).RunAsync("finishes", Noise.Loss, async (permit, token) =>
        {
            var value = (long)permit.Draw(Noise, await permit.OpenAsync(Hospital.Count(), token));
            await source.CancelAsync();
            return value;
        }, Codec.Integer, source.Token);
        Assert.Equal(1, answer.Receipt.Entry);
        await SpentAsync(hospital, LedgerRecordKind.Reserved, LedgerRecordKind.Touched, LedgerRecordKind.Settled);
    }

    private static async Task SpentAsync(Hospital hospital, params LedgerRecordKind[] kinds)
    {
        Assert.Equal(kinds, hospital.Kinds(1));
        Assert.Equal(Rational.One, (await hospital.Account.StatusAsync()).Spent.Epsilon);
    }

    private static void Clean(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            foreach (var text in new[] { e.ToString(), e.Message, e.HelpLink, e.Source, e.StackTrace })
            {
                Assert.DoesNotContain(Canary, text ?? string.Empty, StringComparison.Ordinal);
            }

            foreach (DictionaryEntry entry in e.Data)
            {
                Assert.DoesNotContain(Canary, $"{entry.Key} {entry.Value}", StringComparison.Ordinal);
            }
        }
    }
}
