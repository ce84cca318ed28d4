using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Secrets;
using Tacit.Audit.Sticky;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Secrets;

/// <summary>Attacks on sticky noise: as accurate as their formulas say, on drawn differences and on the engine itself. Seeds are fixed.</summary>
public sealed class SecretAttackTests
{
    private const int Trials = 100_000;

    [Theory]
    [InlineData(1, false, .634)]
    [InlineData(2, false, .729)]
    [InlineData(3, false, .812)]
    [InlineData(4, false, .876)]
    [InlineData(5, false, .921)]
    [InlineData(6, false, .952)]
    [InlineData(8, false, .984)]
    [InlineData(1, true, .629)]
    [InlineData(2, true, .720)]
    [InlineData(3, true, .802)]
    [InlineData(4, true, .867)]
    [InlineData(5, true, .913)]
    [InlineData(6, true, .946)]
    [InlineData(8, true, .981)]
    public void A_likelihood_ratio_is_right_as_often_as_it_should_be(int known, bool rounded, double accuracy)
    {
        var normal = new Gaussian(RandomSource.Seeded((ulong)known));
        var right = Enumerable.Range(0, Trials).Count(i =>
        {
            var has = i % 2 == 0;
            double[] differences = [.. Enumerable.Range(0, known).Select(_ => has ? normal.Pair(1, 2 * known, 2, rounded) : normal.Pair(0, 2 * known, 2, rounded, isSame: true))];
            return DifferentialNoiseAttack.LogLikelihoodRatio(differences, known, rounded) > 0 == has;
        });
        Assert.InRange((double)right / Trials, accuracy - 0.004, accuracy + 0.004);
    }

    [Theory]
    [InlineData(2, .734)]
    [InlineData(3, .869)]
    [InlineData(5, .970)]
    [InlineData(10, .999)]
    public void Clones_are_told_apart_as_often_as_they_should_be(int dummies, double accuracy)
    {
        var normal = new Gaussian(RandomSource.Seeded((ulong)dummies));
        var right = Enumerable.Range(0, Trials).Count(i =>
        {
            // Without the secret one number before rounding, whatever the others are.
            var (has, same) = (i % 2 == 0, normal.Next());
            double[] differences = [.. Enumerable.Range(0, dummies).Select(_ => normal.Next(3)).Select(q => Math.Round(q + same + (has ? normal.Next(Math.Sqrt(2)) : 0)) - Math.Round(q))];
            var guess = CloningAttack.Variance(differences) > CloningAttack.Threshold(dummies);
            Assert.True(has || !guess, "A false alarm, which cannot be.");
            return guess == has;
        });
        Assert.InRange((double)right / Trials, accuracy - 0.004, accuracy + 0.004);
    }

    // The same numbers from the engine, whose layers do cancel: 8,000 games, within six standard errors.
    [Theory]
    [InlineData(1, .629)]
    [InlineData(3, .802)]
    [InlineData(5, .913)]
    public async Task The_engine_is_attacked_by_pairs_as_the_formulas_say(int known, double accuracy)
    {
        var report = await Sticky(new DifferentialNoiseAttack(), DiffixProfile.Bare, known, 8_000);
        Assert.Equal(report.Victims, report.Guesses);
        Assert.Equal(2 * known, report.MedianQuestions);
        Assert.InRange(report.Accuracy, accuracy - 0.004 - (6 * Math.Sqrt(accuracy * (1 - accuracy) / 8_000)), accuracy + 0.004 + (6 * Math.Sqrt(accuracy * (1 - accuracy) / 8_000)));
    }

    [Theory]
    [InlineData(2, .734)]
    [InlineData(3, .869)]
    [InlineData(10, .999)]
    public async Task The_engine_is_attacked_by_clones_as_the_formulas_say(int dummies, double accuracy)
    {
        var report = await Sticky(new CloningAttack { Dummies = dummies, Search = CloningSearch.None }, DiffixProfile.Paper, 3, 4_000);
        Assert.Equal(2 * dummies, report.MedianQuestions);
        Assert.InRange(report.Accuracy, accuracy - 0.004 - (6 * Math.Sqrt(accuracy * (1 - accuracy) / 4_000)), accuracy + 0.004 + (6 * Math.Sqrt(accuracy * (1 - accuracy) / 4_000)));
        Assert.Null(report.Bound);
    }

    [Fact]
    public async Task Whoever_has_no_opinion_attacked_nobody()
    {
        // A coin answers in his place, so his accuracy is held against the bound; but nobody was attackable.
        var silent = await Sticky(new Silent(), DiffixProfile.Paper, 2, 100);
        Assert.Equal((100, 100, 0), (silent.Guesses, silent.Coins, silent.AttackableShare));
        Assert.Equal(1, (await Sticky(new DifferentialNoiseAttack(), DiffixProfile.Bare, 2, 100)).AttackableShare);
    }

    [Fact]
    public async Task Repeating_questions_gains_nothing()
    {
        // The mean of a hundred repeated pairs is one pair.
        var once = await Sticky(new Repeated(1), DiffixProfile.Paper, 2, 1000);
        var often = await Sticky(new Repeated(100), DiffixProfile.Paper, 2, 1000);
        Assert.Equal(once.Correct, often.Correct);
        Assert.Equal(200, often.MedianQuestions);
    }

    [Fact]
    public async Task Remedies_stop_these_attacks()
    {
        // Without negation there is nothing to ask.
        var elm = new StickyTarget(BestCase.Table(5, 10, true), DiffixProfile.Elm);
        Assert.Equal(0, (await SecretGames.RunAsync(new DifferentialNoiseAttack(), [new(elm, BestCase.Victim(5), true)], 1)).Guesses);
        Assert.Equal(0, (await SecretGames.RunAsync(new CloningAttack(), [new(elm, BestCase.Victim(5), true)], 1)).Guesses);
        var hardened = await Sticky(new DifferentialNoiseAttack(), DiffixProfile.Hardened, 5, 1000);
        Assert.InRange(hardened.Accuracy, 0.4, 0.6);
        Assert.InRange((await Sticky(new CloningAttack { Search = CloningSearch.None }, DiffixProfile.Hardened, 5, 1000)).Accuracy, 0.4, 0.6);
    }

    [Fact]
    public async Task A_search_finds_whom_it_can_single_out()
    {
        var table = People(4000);
        string[] known = ["sex", "age", "height", "day"];
        SecretCase[] cases = [.. Enumerable.Range(0, 150).Select(row => new SecretCase(new StickyTarget(table, DiffixProfile.Paper), new("\"people\"", table.Is(row, known), RowCondition.Is("ill", "'yes'")), table.Cell(row, "ill") == "'yes'"))];
        var full = await SecretGames.RunAsync(new CloningAttack(), cases, 3);
        TestContext.Current.TestOutputHelper?.WriteLine($"{full} {full.Accuracy} {full.AttackableShare} {full.MedianQuestions} {full.MostQuestions}");
        Assert.True(full is { AttackableShare: > 0.9, Low: > 0.9, MostQuestions: <= 1000 }, $"{full.AttackableShare} {full.Accuracy} {full.MostQuestions}");
        Assert.True(full.Low > full.Baseline);
        var fast = await SecretGames.RunAsync(new CloningAttack { Search = CloningSearch.Fast }, cases, 3);
        TestContext.Current.TestOutputHelper?.WriteLine($"{fast} {fast.Accuracy} {fast.AttackableShare} {fast.MedianQuestions} {fast.MostQuestions}");
        Assert.True(fast is { AttackableShare: > 0.4, Low: > 0.8, MostQuestions: <= 32 }, $"{fast.AttackableShare} {fast.Accuracy} {fast.MostQuestions}");
        Assert.True(fast.AttackableShare <= full.AttackableShare);

        // The same seed, the same report; whoever has no question has no opinion.
        Assert.Equal(fast, await SecretGames.RunAsync(new CloningAttack { Search = CloningSearch.Fast }, cases, 3, threads: 1));
        Assert.Equal(0, (await SecretGames.RunAsync(new CloningAttack { MostQuestions = 20 }, cases, 3)).Guesses);
    }

    [Fact]
    public void A_report_says_what_accuracy_is_worth()
    {
        var report = new AttackReport("a", 200, 100, 80, 90, 0.01) { Bound = 0.75 };
        Assert.Equal((0.8, 0.9, 0.5), (report.Accuracy, report.Baseline, report.AttackableShare));
        Assert.Equal(Tacit.Auditing.ClopperPearson.Lower(80, 100, 0.01), report.Low);
        Assert.Equal(Tacit.Auditing.ClopperPearson.Upper(80, 100, 0.01), report.High);
        Assert.False(report.IsExceeded);
        Assert.True((report with { Correct = 90 }).IsExceeded);
        Assert.False((report with { Correct = 90, Bound = null }).IsExceeded);
        Assert.True(double.IsNaN(new AttackReport("a", 200, 0, 0, 0, 0.01).Accuracy));
        Assert.Equal((0, 1), (new AttackReport("a", 200, 0, 0, 0, 0.01).Low, new AttackReport("a", 200, 0, 0, 0, 0.01).High));
    }

    [Fact]
    public async Task Victims_and_numbers_are_checked()
    {
        var target = new StickyTarget(BestCase.Table(2, 3, true), DiffixProfile.Paper);
        foreach (var victim in new SecretVictim[] { new("t", [], RowCondition.Is("s", "1")), new("t", [RowCondition.Is("s", "1")], RowCondition.Is("s", "1")), new("t", [RowCondition.IsNot("a", "1")], RowCondition.Is("s", "1")) })
        {
            await Assert.ThrowsAsync<BadInputException>(() => SecretGames.RunAsync(new DirectAttack(), [new(target, victim, true)], 1));
        }

        await Assert.ThrowsAsync<BadInputException>(() => SecretGames.RunAsync(new DirectAttack(), [], 1));
        await Assert.ThrowsAsync<BadInputException>(() => SecretGames.RunAsync(new DirectAttack(), [new(target, BestCase.Victim(2), true)], 1, alpha: 0));
        await Assert.ThrowsAsync<BadInputException>(() => SecretGames.RunAsync(new CloningAttack { Dummies = 1 }, [new(target, BestCase.Victim(2), true)], 1));
        await Assert.ThrowsAsync<BadInputException>(() => SecretGames.RunDrawnAsync(new DirectAttack(), target, target, BestCase.Victim(2), 19, 1));
    }

    private static async Task<AttackReport> Sticky(SecretAttack attack, DiffixProfile profile, int known, int games) => await SecretGames.RunDrawnAsync(
        attack, new StickyTarget(BestCase.Table(known, 10, true), profile), new StickyTarget(BestCase.Table(known, 10, false), profile), BestCase.Victim(known), games, 7);

    private static MicroTable People(int rows)
    {
        var random = RandomSource.Seeded(2);
        return MicroTable.Of(
            ["sex", "age", "height", "day", "ill"],
            Enumerable.Range(0, rows).Select(_ => (IReadOnlyList<string>)
                [random.NextBit() ? "'f'" : "'m'", RowCondition.Number(20 + random.NextBelow(20UL)), RowCondition.Number(150 + random.NextBelow(40UL)), RowCondition.Number(random.NextBelow(2000UL)), random.NextBelow(5UL) < 2 ? "'yes'" : "'no'"]));
    }

    private sealed class Silent : SecretAttack
    {
        public override string Name => "silent";

        public override string Source => "nobody";

        public override string Game => "Asks nothing.";

        public override Task<bool?> GuessAsync(SecretPlay play) => Task.FromResult<bool?>(null);
    }

    private sealed class Repeated(int times) : SecretAttack
    {
        public override string Name => "repeated";

        public override string Source => "nobody";

        public override string Game => "Asks for the same pair again and again.";

        public override async Task<bool?> GuessAsync(SecretPlay play)
        {
            var (mean, victim) = (0.0, play.Victim);
            for (var i = 0; i < times; i++)
            {
                RowCondition[] others = [victim.Known[0], victim.Secret];
                mean += ((await play.CountAsync(others))!.Value - (await play.CountAsync([.. others, RowCondition.IsNot(victim.Known[1].Column, victim.Known[1].Literal)]))!.Value) / times;
            }

            return mean > 0.5;
        }
    }

    private sealed class Gaussian(RandomSource random)
    {
        public double Next(double deviation = 1) => deviation * Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

        /// <summary>A difference of two answers: what they share, what each has for itself, and what the second has more.</summary>
        public double Pair(double gain, int layers, double own, bool rounded, bool isSame = false)
        {
            var second = Next(Math.Sqrt(layers));
            var first = gain + (isSame ? second : second + Next(Math.Sqrt(layers)));
            second += Next(Math.Sqrt(own));
            return rounded ? Math.Round(first) - Math.Round(second) : first - second;
        }

        private double Uniform() => ((random.NextUInt64() >> 11) + 0.5) * Math.ScaleB(1, -53);
    }
}
