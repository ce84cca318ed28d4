using Tacit.Ledgers;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Spending;

/// <summary>Long runs set aside before they draw.</summary>
public sealed class ExtensionTests
{
    private static readonly IntegerNoise Noise = Hospital.Noise(1);

    [Fact]
    public async Task Extended_run_pays_for_every_stretch()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(3));
        var answer = await RunAsync(hospital, stretches: 3, draws: 3);
        Assert.Equal("ε = 3", answer.Receipt.Price);
        Assert.Equal(PrivacyLoss.Composed(Noise.Loss, Noise.Loss, Noise.Loss), answer.Receipt.Loss);
        Assert.Contains("ε = 0", answer.Receipt.Left, StringComparison.Ordinal);
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Touched, LedgerRecordKind.Extended, LedgerRecordKind.Extended, LedgerRecordKind.Settled], hospital.Kinds(1));
        Assert.Equal(3, (await hospital.Account.StatusAsync()).Spent.Epsilon);
        Assert.True((await hospital.Ledger.VerifyAsync()).IsValid);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 3)]
    public async Task Draws_are_exactly_those_reserved(int stretches, int draws)
    {
        var hospital = await Hospital.OpenAsync();
        await Assert.ThrowsAsync<MechanismFailedException>(() => RunAsync(hospital, stretches, draws));
        Assert.Equal((Rational)stretches, (await hospital.Account.StatusAsync()).Spent.Epsilon);
    }

    [Fact]
    public async Task Filter_refuses_a_stretch_and_keeps_what_was_spent()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(2));
        var error = await Assert.ThrowsAsync<BudgetExceededException>(() => RunAsync(hospital, stretches: 3, draws: 3));
        Assert.Equal(2, (await hospital.Account.StatusAsync()).Spent.Epsilon);
        Assert.DoesNotContain("Nothing was spent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_that_the_mechanism_decorates_comes_out_bare()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        var error = await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.Account.Spend(1).RunAsync<long>("decorates", Noise.Loss, async (permit, token) =>
        {
            await permit.OpenAsync(Hospital.Count(), token);
            try
            {
                await permit.ExtendAsync(Noise.Loss, token);
            }
            catch (BudgetExceededException e)
            {
                e.Data["row"] = "canary";
                throw;
            }

            return 0;
        }, Codec.Integer));
        Assert.Empty(error.Data);
    }

    [Fact]
    public async Task Mechanism_may_settle_for_what_it_has_when_a_stretch_is_refused()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        var answer = await hospital.Account.Spend(1).RunAsync("settles", Noise.Loss, async (permit, token) =>
        {
            var value = (long)permit.Draw(Noise, await permit.OpenAsync(Hospital.Count(), token));
            await Assert.ThrowsAsync<BudgetExceededException>(() => permit.ExtendAsync(Noise.Loss, token));
            return value;
        }, Codec.Integer);
        Assert.Equal("ε = 1", answer.Receipt.Price);
        Assert.Equal(Noise.Loss, answer.Receipt.Loss);
    }

    [Fact]
    public async Task Extension_does_not_pass_what_the_spend_gives()
    {
        // The spend says how much: a run that may cost ε = 1 does not take 3 because the account has them.
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(10));
        await Assert.ThrowsAnyAsync<TacitException>(() => RunAsync(hospital, stretches: 3, draws: 3, epsilon: 1));
        Assert.Equal(1, (await hospital.Account.StatusAsync()).Spent.Epsilon);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_training_that_ends_early_says_what_it_drew_and_pays_what_it_reserved(bool again)
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(3, 1e-5), filter: PrivacyFilter.Renyi());
        var step = PrivacyLoss.Gaussian(1.5).PoissonSampled(0.01);
        var answer = await TrainAsync();
        var receipt = (again ? await TrainAsync() : answer).Receipt;
        Assert.Equal(again, receipt.IsRepeated);
        Assert.Equal(PrivacyLoss.Composed(step.Repeat(130)), receipt.Loss);
        Assert.Equal((await hospital.Account.StatusAsync()).SpentText, receipt.Price);
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Touched, LedgerRecordKind.Extended, LedgerRecordKind.Settled], hospital.Kinds(1));
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);

        Task<Release<long>> TrainAsync() => hospital.Account.Spend(step.Repeat(1000)).ForPlan("network 1").RunAsync("training", step.Repeat(100), async (permit, token) =>
        {
            var value = (long)await permit.OpenAsync(Hospital.Count(), token);
            for (var k = 0; k < 130; k++)
            {
                if (k == 100)
                {
                    await permit.ExtendAsync(step.Repeat(100), token);
                }

                value += permit.Draw(step, _ => 1L, () => 0L);
            }

            permit.StopEarly();
            return value;
        }, Codec.Integer);
    }

    [Fact]
    public async Task A_run_that_stops_early_twice_still_says_what_it_drew()
    {
        var hospital = await Hospital.OpenAsync();
        var release = await hospital.Account.Spend(3).RunAsync("stops twice", Noise.Loss.Repeat(3), async (permit, token) =>
        {
            var value = (long)permit.Draw(Noise, await permit.OpenAsync(Hospital.Count(), token));
            permit.StopEarly();
            permit.StopEarly();
            return value;
        }, Codec.Integer);
        Assert.Equal(PrivacyLoss.Composed(Noise.Loss.Repeat(1)), release.Receipt.Loss);
        Assert.Equal(3, (await hospital.Account.StatusAsync()).Spent.Epsilon);
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task Nothing_is_drawn_after_an_early_end()
    {
        var hospital = await Hospital.OpenAsync();
        await Assert.ThrowsAsync<MechanismFailedException>(() => hospital.Account.Spend(3).RunAsync("draws on", Noise.Loss.Repeat(3), async (permit, token) =>
        {
            var value = (long)permit.Draw(Noise, await permit.OpenAsync(Hospital.Count(), token));
            permit.StopEarly();
            return value + (long)permit.Draw(Noise, 0);
        }, Codec.Integer));
    }

    [Fact]
    public async Task A_mechanism_that_never_drew_a_part_cannot_stop_early()
    {
        var hospital = await Hospital.OpenAsync();
        var other = PrivacyLoss.Pure(1);
        await Assert.ThrowsAsync<MechanismFailedException>(() => hospital.Account.Spend(3).RunAsync("leaves one out", PrivacyLoss.Composed(Noise.Loss, other), async (permit, token) =>
        {
            var value = (long)permit.Draw(Noise, await permit.OpenAsync(Hospital.Count(), token));
            permit.StopEarly();
            return value;
        }, Codec.Integer));
        Assert.Equal(2, (await hospital.Account.StatusAsync()).Spent.Epsilon);
    }

    private static Task<Release<long>> RunAsync(Hospital hospital, int stretches, int draws, int epsilon = 3) => hospital.Account.Spend(epsilon).RunAsync("stretches", Noise.Loss, async (permit, token) =>
    {
        var value = await permit.OpenAsync(Hospital.Count(), token);
        for (var i = 1; i < stretches; i++)
        {
            await permit.ExtendAsync(Noise.Loss, token);
        }

        for (var i = 0; i < draws; i++)
        {
            value += permit.Draw(Noise, 0);
        }

        return (long)value;
    }, Codec.Integer);
}
