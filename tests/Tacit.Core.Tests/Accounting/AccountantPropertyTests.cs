using CsCheck;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>What must hold between all accountants, for expressions of every event under both relations.</summary>
public sealed class AccountantPropertyTests
{
    private const Neighbours AddRemove = Neighbours.AddRemove;
    private const Neighbours Replace = Neighbours.Replace;

    private static readonly Gen<double> Delta = Gen.Double[-8, -2].Select(x => Math.Pow(10, x));

    private static readonly Gen<Rational> Noise = Gen.Int[60, 400].Select(n => new Rational(n, 100));

    private static readonly Gen<Rational> Rate = Gen.Int[1, 99].Select(n => new Rational(n, 100));

    private static readonly Gen<PrivacyLoss> Whole = Gen.OneOf(AddRemove, Replace).SelectMany(relation => Tree(relation, 2));

    // Whatever is asked for: a guarantee under its own relation, or under replace from add/remove.
    private static readonly Gen<(PrivacyLoss Loss, Neighbours Relation)> Question =
        Gen.Select(Whole, Gen.Bool).Select((loss, own) => (loss, own ? loss.Relation : Replace));

    [Fact]
    public void No_upper_end_is_below_any_lower_end() => Gen.Select(Question, Delta).Sample((question, delta) =>
    {
        var (loss, relation) = question;
        var brackets = Accountant.All.Select(accountant => Ask(() => accountant.Epsilon(loss, delta, relation))).OfType<Bracket>().ToArray();
        foreach (var bracket in brackets)
        {
            Assert.True(bracket.Lower <= bracket.Upper && bracket.Lower >= 0, $"{loss} under {relation}: {bracket}");
            Assert.All(brackets, other => Assert.True(bracket.Lower <= other.Upper * (1 + 1e-9), $"{loss} under {relation} at {delta}: {bracket} and {other}"));
        }

        if (Ask(() => Accountant.Tightest.Epsilon(loss, delta, relation)) is { } tightest)
        {
            Assert.Equal(brackets.Min(b => b.Upper), tightest.Upper, (1e-3 * tightest.Upper) + 1e-9);
            Assert.True(brackets.All(b => b.Lower <= tightest.Upper * (1 + 1e-9)));
        }
        else
        {
            Assert.Empty(brackets);
        }
    }, iter: 15);

    [Fact]
    public void Brackets_of_what_is_reached_are_narrow() => Gen.Select(Leaf(AddRemove, reached: true), Leaf(AddRemove, reached: true), Gen.Long[1, 60], Delta).Sample((a, b, count, delta) =>
    {
        var bracket = Accountant.LossDistributions.Epsilon(PrivacyLoss.Composed(a.Repeat(count), b), delta, AddRemove);
        Assert.True(bracket.Upper - bracket.Lower <= 1e-3 * bracket.Upper || bracket.Upper < 1e-6, $"{count} of {a} and {b} at {delta}: {bracket}");
    }, iter: 10);

    [Fact]
    public void Order_and_nesting_do_not_matter() => Gen.Select(Question, Question, Gen.Long[1, 9], Delta).Sample((one, two, count, delta) =>
    {
        if (one.Loss.Relation != two.Loss.Relation)
        {
            return;
        }

        var (a, b) = (one.Loss, two.Loss);
        var relation = one.Relation;
        foreach (var accountant in Accountant.All)
        {
            var flat = Ask(() => accountant.Epsilon(PrivacyLoss.Composed(a, b.Repeat(count), a), delta, relation));
            var nested = Ask(() => accountant.Epsilon(PrivacyLoss.Composed(PrivacyLoss.Composed(b, PrivacyLoss.Composed(b.Repeat(count), a)), a), delta, relation));
            var same = Ask(() => accountant.Epsilon(PrivacyLoss.Composed(a.Repeat(2), b.Repeat(count + 1)), delta, relation));
            Assert.Equal(flat is null, nested is null);
            if (nested is { } left && same is { } right && double.IsFinite(right.Upper))
            {
                Assert.Equal(right.Upper, left.Upper, 1e-9 + (1e-9 * right.Upper));
                Assert.Equal(right.Lower, left.Lower, 1e-9 + (1e-9 * right.Upper));
                Assert.True(flat!.Value.Lower <= left.Upper * (1 + 1e-9));
            }
        }
    }, iter: 6);

    [Fact]
    public void What_is_calibrated_holds_and_a_little_less_does_not() => Gen.Select(Noise, Rate, Gen.Long[1, 40], Gen.Double[0.2, 4], Delta).Sample((sigma, rate, steps, epsilon, delta) =>
    {
        // The Rényi accountant is quick; loss distributions are the reference rows' job, and the last check here.
        var renyi = Accountant.Renyi;
        double Cost(PrivacyLoss loss) => renyi.Epsilon(loss, delta, AddRemove).Upper;
        foreach (var mechanism in new Func<Quantity, PrivacyLoss>[] { s => PrivacyLoss.Gaussian(s), s => PrivacyLoss.Laplace(s) })
        {
            PrivacyLoss Run(Quantity noise, Quantity q, long count) => mechanism(noise).PoissonSampled(q).Repeat(count);
            var noise = Calibration.Noise(s => Run(s, rate, steps), epsilon, delta, AddRemove, renyi);
            Assert.True(Cost(Run(noise, rate, steps)) <= epsilon);
            Assert.True(Cost(Run(noise * (1 - 1e-5), rate, steps)) > epsilon || noise < 1e-8);
            var most = Calibration.Steps(count => Run(sigma, rate, count), epsilon, delta, AddRemove, renyi);
            Assert.True(most == 0 || Cost(Run(sigma, rate, most)) <= epsilon);
            Assert.True(Cost(Run(sigma, rate, most + 1)) > epsilon);
            var share = Calibration.Rate(q => Run(sigma, q, steps), epsilon, delta, AddRemove, renyi);
            Assert.True(Cost(Run(sigma, share, steps)) <= epsilon);
            Assert.True(share == 1 || Cost(Run(sigma, share * (1 + 1e-5), steps)) > epsilon);
            Assert.True(Accountant.LossDistributions.Epsilon(Run(noise, rate, steps), delta, AddRemove).Lower <= epsilon);
        }
    }, iter: 4);

    [Fact]
    public void A_calibrated_rate_holds_to_the_last_place()
    {
        // A random search found it: the price of the rate was one place above the target, and their logarithms were equal.
        const double Epsilon = 2.7870266640412225;
        foreach (var mechanism in (PrivacyLoss[])[PrivacyLoss.Gaussian(2.98), PrivacyLoss.Laplace(2.98)])
        {
            PrivacyLoss Run(double rate) => mechanism.PoissonSampled(rate).Repeat(27);
            Assert.True(Accountant.Renyi.Epsilon(Run(Calibration.Rate(Run, Epsilon, 1e-5, AddRemove, Accountant.Renyi)), 1e-5, AddRemove).Upper <= Epsilon);
        }
    }

    [Fact]
    public void What_an_accountant_cannot_price_does_not_hold_and_ends_no_search()
    {
        // Loss distributions take neither so many steps nor noise so small; within their reach there is an answer.
        PrivacyLoss Priced(bool priced, PrivacyLoss loss) => priced ? loss : PrivacyLoss.NonPrivate();
        Assert.Equal(40, Calibration.Steps(n => Priced(n <= 40, PrivacyLoss.Pure(new Rational(1, 100)).Repeat(n)), 1, 0, AddRemove, Accountant.Basic));
        Assert.InRange(Calibration.Rate(q => Priced(q < 0.5, PrivacyLoss.Pure(q)), 1, 0, AddRemove, Accountant.Basic), 0.4999999, 0.5);
        Assert.InRange(Calibration.Noise(s => Priced(s > 0.25, PrivacyLoss.Laplace(s)), 8, 0, AddRemove, Accountant.Basic), 0.25, 0.2500001);
        Assert.Throws<UnpricedLossException>(() => Calibration.Steps(_ => PrivacyLoss.NonPrivate(), 1, 0, AddRemove, Accountant.Basic));
        Assert.Throws<UnpricedLossException>(() => Calibration.Rate(_ => PrivacyLoss.NonPrivate(), 1, 0, AddRemove, Accountant.Basic));
        Assert.Throws<UnpricedLossException>(() => Calibration.Noise(_ => PrivacyLoss.NonPrivate(), 1, 0, AddRemove));
    }

    [Fact]
    public void Replace_is_within_the_price_of_a_group_of_two() => Leaf(AddRemove, reached: false).Sample(loss =>
    {
        if (Ask(() => loss.Price(), out var price) && price is { Epsilon: not null })
        {
            var group = price.ForGroupsOf(2);
            var replace = Ask(() => Accountant.LossDistributions.Delta(loss, group.Epsilon!.Value.ToDouble() * (1 + 1e-5), Replace));
            Assert.True(replace is null || replace.Value.Upper <= (group.Delta.ToDouble() * (1 + 1e-6)) + 1e-14, $"{loss}: {replace} beside {group}");
        }
    }, iter: 30);

    private static Gen<PrivacyLoss> Leaf(Neighbours relation, bool reached)
    {
        var both = new List<Gen<PrivacyLoss>>
        {
            Noise.Select(x => PrivacyLoss.Gaussian(x, relation)),
            Noise.Select(x => PrivacyLoss.Laplace(x, relation)),
            Noise.Select(x => PrivacyLoss.Pure(1 / x, relation)),
            Noise.Select(x => PrivacyLoss.Matrix(x, "tree(8)", "once", relation)),
            Noise.Select(x => PrivacyLoss.DiscreteGaussian(x, 1, relation)),
            Noise.Select(x => PrivacyLoss.DiscreteLaplace(x, 1, relation)),
        };
        if (relation == AddRemove)
        {
            both.Add(Gen.Select(Noise, Rate).Select((x, q) => PrivacyLoss.Gaussian(x).PoissonSampled(q)));
            both.Add(Gen.Select(Noise, Rate).Select((x, q) => PrivacyLoss.Laplace(x).PoissonSampled(q)));
            both.Add(Gen.Select(Noise, Rate).Select((x, q) => PrivacyLoss.Pure(1 / x).PoissonSampled(q)));
        }

        if (!reached)
        {
            both.Add(Noise.Select(x => PrivacyLoss.DiscreteGaussian(x, 2, relation)));
            both.Add(Noise.Select(x => PrivacyLoss.Exponential(1 / x, relation)));
            both.Add(Noise.Select(x => PrivacyLoss.Approximate(1 / x, 1e-9, relation)));
            both.Add(Noise.Select(x => PrivacyLoss.Zcdp(1 / x, 1e-9, relation)));
            both.Add(Noise.Select(x => PrivacyLoss.Renyi([2, 8, 32], [2 / x.ToDouble(), 8 / x.ToDouble(), 32 / x.ToDouble()], relation)));
            both.Add(Gen.Const(PrivacyLoss.Pure(0, relation)));
            if (relation == Replace)
            {
                both.Add(Gen.Select(Noise, Gen.Long[2, 5000]).Select((x, n) => PrivacyLoss.Shuffled(1 / x, n)));
                both.Add(Gen.Select(Noise, Gen.Long[2, 9]).Select((x, k) => PrivacyLoss.RandomizedResponse(1 / x, k)));
                both.Add(Gen.Select(Noise, Gen.Long[1, 30]).Select((x, m) => PrivacyLoss.Gaussian(x, Replace).SampledWithoutReplacement(m, 30)));
                both.Add(Gen.Select(Noise, Gen.Long[1, 30]).Select((x, m) => PrivacyLoss.Laplace(x, Replace).SampledWithoutReplacement(m, 30)));
            }
        }

        return Gen.OneOf([.. both]);
    }

    private static Gen<PrivacyLoss> Tree(Neighbours relation, int depth) => depth == 0
        ? Leaf(relation, reached: false)
        : Gen.Frequency(
            (2, Leaf(relation, reached: false)),
            (1, Tree(relation, depth - 1).Array[1, 3].Select(parts => PrivacyLoss.Composed(parts))),
            (1, Tree(relation, depth - 1).Array[1, 3].Select(parts => PrivacyLoss.Parallel(parts))),
            (1, Gen.Select(Tree(relation, depth - 1), Gen.Long[1, 20]).Select((part, count) => part.Repeat(count))));

    private static Bracket? Ask(Func<Bracket> ask) => Ask(ask, out var bracket) ? bracket : null;

    private static bool Ask<T>(Func<T> ask, out T answer)
        where T : struct
    {
        try
        {
            answer = ask();
            return true;
        }
        catch (UnpricedLossException)
        {
            answer = default;
            return false;
        }
    }
}
