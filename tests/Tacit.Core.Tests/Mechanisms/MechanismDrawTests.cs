using Tacit.Accounting;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>Every mechanism is drawn through a permit for the loss that it states, once.</summary>
public sealed class MechanismDrawTests
{
    private static readonly Codec<string> Text = new((w, v) => w.WriteStringValue(v), e => e.GetString()!);

    [Fact]
    public async Task Selections_are_drawn_for_their_loss()
    {
        Rational[] scores = [0, 0, 1_000_000];
        await CheckAsync(new ExponentialMechanism(1, 1), scores, v => v == 2);
        await CheckAsync(new PermuteAndFlip(1, 1), scores, v => v == 2);
        await CheckAsync(new ReportNoisyMax(1, 1), [0L, 0, 1_000_000], v => v == 2);
        await CheckAsync(new NoisyTopK(1, 1, 2), [0, 2_000_000, 1_000_000], v => v is [1, 2]);
        await CheckAsync(new AboveThreshold(1, 1, 0, 2), [-1_000_000L, 1_000_000, 1_000_000, 5], v => v is [false, true, true]);
    }

    [Fact]
    public async Task Noise_is_drawn_for_its_loss()
    {
        await CheckAsync(new Staircase(1, 5), 7L, v => v == 7 || Int128.Abs(v) < 1000);
        await CheckAsync(new LInfinityNoise(1, 1, 2), [7L, 8], v => v.Length == 2);
        await CheckAsync(new AnalyticGaussian(1, 1e-6, 1), [7L, 8], v => v.Length == 2);
        await CheckAsync(StabilityHistogram.Laplace(1, 1e-6, 1), [1_000_000L, 0], v => v[0] is not null && v[1] is null);
        await CheckAsync(StabilityHistogram.Gaussian(1, 1e-6, 1), [1_000_000L, 0], v => v[0] is not null && v[1] is null);
        await CheckAsync(new RandomizedResponse(1000, 3), 2L, v => v == 2, Neighbours.Replace);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Queries_chosen_after_answers_are_one_draw(bool noise)
    {
        // The largest power of two that a count reaches: each query depends on the answer before.
        var mechanism = new AboveThreshold(1, 1, 0);
        await using var ledger = new SimulatedLedger(seed: 6, noise: noise);
        var account = await ledger.AccountAsync(Hospital.People);
        var answer = await account.Spend(1).RunAsync("bisection", mechanism.Loss, async (permit, token) =>
        {
            var count = (long)await permit.OpenAsync(Hospital.Count(1_000_000), token);
            long Search(AboveThresholdRun run)
            {
                var bar = 1L << 40;
                while (!run.IsAbove(count - bar))
                {
                    bar /= 2;
                }

                return bar;
            }

            return permit.Draw(mechanism.Loss, random => Search(mechanism.Start(random)), () => Search(mechanism.StartNoiseless()));
        }, Codec.Integer);
        Assert.Equal(1L << 19, answer.Value);
        Assert.Equal("ε = 1", answer.Receipt.Price);
    }

    [Fact]
    public async Task Noise_for_a_sensitivity_under_replace_is_not_charged_for_two()
    {
        var hospital = new Population("hospital-replace", PrivacyUnit.Person("id").Under(Neighbours.Replace));
        await using var ledger = new SimulatedLedger(seed: 4);
        var account = await ledger.AccountAsync(hospital);
        foreach (var (noise, price) in new[]
        {
            (IntegerNoise.Laplace(1, 100, "a person who is exchanged moves the sum by at most 100", Neighbours.Replace), "ε = 1"),
            (IntegerNoise.Laplace(1, 100, "a person who comes or goes moves the sum by at most 100"), "ε = 2"),
        })
        {
            var answer = await account.Spend(2).RunAsync("sum", noise.Loss, (permit, _) => Task.FromResult((long)permit.Draw(noise, 5)), Codec.Integer);
            Assert.Equal(price, answer.Receipt.Price);
        }

        Assert.Equal(1, IntegerNoise.Gaussian(1, 3, "test", Neighbours.Replace).Loss.Price(Neighbours.Replace).Rho!.Value.ToDouble(), 1e-6);
        Assert.Throws<UnpricedLossException>(() => IntegerNoise.Laplace(1, 1, "test", Neighbours.Replace).Loss.Price(Neighbours.AddRemove));
    }

    [Fact]
    public async Task Part_of_a_composed_loss_is_not_the_whole()
    {
        await using var ledger = new SimulatedLedger(seed: 5);
        var account = await ledger.AccountAsync(Hospital.People);
        var rule = StabilityHistogram.Laplace(1, 1e-6, 1);
        await RefusedAsync(() => account.Spend(1, 1e-6).RunAsync(
            "noise without the threshold", PrivacyLoss.DiscreteLaplace(1, 1), (permit, _) => Task.FromResult($"{permit.Draw(rule, [5L])[0]}"), Text));
        var topTwo = new NoisyTopK(1, 1, 2);
        await RefusedAsync(() => account.Spend(1).RunAsync(
            "one round of two", PrivacyLoss.Exponential(0.5), (permit, _) => Task.FromResult($"{permit.Draw(topTwo, [1, 2, 3])[0]}"), Text));
    }

    private static async Task RefusedAsync(Func<Task> run) =>
        Assert.True(await Record.ExceptionAsync(run) is InvalidOperationException or MechanismFailedException, "It was answered, or refused for another reason.");

    private static async Task CheckAsync<TIn, TOut>(IMechanism<TIn, TOut> mechanism, TIn exact, Func<TOut, bool> holds, Neighbours relation = Neighbours.AddRemove)
    {
        var population = new Population($"hospital-{relation}", PrivacyUnit.Person("id").Under(relation));
        foreach (var noise in new[] { true, false })
        {
            await using var ledger = new SimulatedLedger(seed: 3, noise: noise);
            var account = await ledger.AccountAsync(population);
            var isRho = mechanism.Loss.Price().Epsilon is null;
            Task<Release<string>> RunAsync(int draws) => (isRho ? account.SpendZcdp(5, 1e-5) : account.Spend(1000, 1e-5)).RunAsync(mechanism.GetType().Name, mechanism.Loss, (permit, _) =>
            {
                for (var i = 1; i < draws; i++)
                {
                    permit.Draw(mechanism, exact);
                }

                return Task.FromResult(draws == 0 || holds(permit.Draw(mechanism, exact)) ? "yes" : "no");
            }, Text);
            var answer = await RunAsync(1);
            Assert.Equal("yes", answer.Value);
            Assert.Equal(mechanism.Loss, answer.Receipt.Loss);
            await RefusedAsync(() => RunAsync(2));
            await RefusedAsync(() => RunAsync(0));
        }
    }
}
