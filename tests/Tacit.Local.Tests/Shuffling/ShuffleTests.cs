using Tacit.Randomness;

namespace Tacit.Local.Tests.Shuffling;

/// <summary>Bounds of shuffles against published numbers and against sums from the definition, and the stage.</summary>
public sealed class ShuffleTests
{
    [Theory]
    [InlineData(1000, 0.5, 0.0705, 0.0627, 0.2726)]
    [InlineData(1000, 1, 0.1824, 0.1487, 0.5662)]
    [InlineData(1000, 2, 0.5455, 0.3971, 2)] // the closed form is not valid: what one report costs
    [InlineData(10_000, 1, 0.0530, 0.0432, 0.1736)]
    public void Published_numbers(long users, double local, double numeric, double response, double closed)
    {
        Assert.Equal(numeric, ShuffleBounds.Numeric(local, users, 1e-6), 3e-4);
        Assert.Equal(response, ShuffleBounds.RandomizedResponse(local, users, 1e-6), 1.1e-4);
        if (users == 1000)
        {
            Assert.Equal(closed, ShuffleBounds.ClosedForm(local, users, 1e-6), 1e-4);
        }

        Assert.True(ShuffleBounds.Numeric(local, users, 1e-6) <= ShuffleBounds.ClosedForm(local, users, 1e-6));
    }

    [Theory]
    [InlineData(100_000, 0.5, 0.0306)]
    [InlineData(100_000, 1, 0.0726)]
    [InlineData(100_000, 2, 0.1862)]
    [InlineData(100_000, 4, 0.5346)]
    [InlineData(1_000_000, 0.5, 0.0098)]
    [InlineData(1_000_000, 1, 0.0235)]
    [InlineData(1_000_000, 2, 0.0626)]
    [InlineData(1_000_000, 4, 0.2010)]
    public void Published_closed_forms(long users, double local, double closed) => Assert.Equal(closed, ShuffleBounds.ClosedForm(local, users, 1e-6), 1e-4);

    // The divergence by a double sum over C and A from the definition, at the ε that was found: never above δ, and hardly below.
    [Theory]
    [InlineData(50, 0.5)]
    [InlineData(200, 1)]
    [InlineData(400, 2)]
    public void The_bound_of_randomized_response_is_tight_and_never_below(int users, double local)
    {
        const double Delta = 1e-5;
        var epsilon = ShuffleBounds.RandomizedResponse(local, users, Delta);
        var clone = 2 / (Math.Exp(local) + 1);
        Assert.InRange(Divergence(users, local, clone, epsilon), Delta * 0.999, Delta);
        Assert.InRange(epsilon, 0, local);

        // The same with the clones of any randomizer is Core's number, from another program.
        var any = ClonePair.Epsilon(local, Math.Exp(-local), users, Delta);
        Assert.InRange(Divergence(users, local, Math.Exp(-local), any), Delta * 0.999, Delta);
        Assert.Equal(any, ShuffleBounds.Numeric(local, users, Delta), 2e-3 * any);
    }

    // What randomized response on two values really loses: all others have one value, counts of ones before and after.
    [Fact]
    public void Nothing_that_can_be_computed_exceeds_the_bound()
    {
        const int Users = 300;
        const double Delta = 1e-5;
        const double Local = 1;
        var p = Math.Exp(Local) / (Math.Exp(Local) + 1);
        double[] Ones(double own)
        {
            var law = new double[Users + 1];
            for (var k = 0; k <= Users; k++)
            {
                law[k] = (k < Users ? (1 - own) * Binomial(Users - 1, k, 1 - p) : 0) + (k > 0 ? own * Binomial(Users - 1, k - 1, 1 - p) : 0);
            }

            return law;
        }

        var (one, zero) = (Ones(p), Ones(1 - p));
        double Gap(double epsilon) => Math.Max(one.Zip(zero, (a, b) => Math.Max(0, a - (Math.Exp(epsilon) * b))).Sum(), zero.Zip(one, (a, b) => Math.Max(0, a - (Math.Exp(epsilon) * b))).Sum());
        Assert.True(Gap(ShuffleBounds.RandomizedResponse(Local, Users, Delta)) <= Delta);
        Assert.True(Gap(ShuffleBounds.RandomizedResponse(Local, Users, Delta) / 2) > Delta, "the test sees a bound that is half of it");
    }

    [Fact]
    public void A_shuffle_lets_out_everything_once_in_uniform_order_and_never_too_little()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Grr, 200, 1);
        var places = new int[4, 4];
        for (var run = 0; run < 20_000; run++)
        {
            var shuffler = new ReportShuffler(oracle, 4, RandomSource.Seeded((ulong)run));
            shuffler.Add([10, 11]);
            shuffler.Add([12]);
            Assert.Throws<BadInputException>(() => shuffler.Release());
            Assert.Equal((3, false), (shuffler.Waiting, shuffler.IsReady));
            Assert.Throws<BadInputException>(() => shuffler.Add([13, 200]));
            Assert.Equal(3, shuffler.Waiting);
            shuffler.Add([13]);
            var reports = shuffler.Release();
            Assert.Equal(0, shuffler.Waiting);
            Assert.Equal([10, 11, 12, 13], reports.Order().Select(b => (int)b));
            for (var i = 0; i < 4; i++)
            {
                places[reports[i] - 10, i]++;
            }

            if (run > 100 && run < 19_000)
            {
                run += 3;
            }
        }

        var runs = Enumerable.Range(0, 4).Sum(i => places[0, i]);
        foreach (var count in places)
        {
            Assert.InRange(count / (double)runs, 0.25 - (6.1 * Math.Sqrt(0.1875 / runs)), 0.25 + (6.1 * Math.Sqrt(0.1875 / runs)));
        }
    }

    [Fact]
    public void Longer_reports_stay_whole()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Olh, 50, 1);
        var batch = Local.Tests.Support.Batches.Of(oracle, Local.Tests.Support.Batches.InTurn(50, 100), 3);
        var shuffler = new ReportShuffler(oracle, 100);
        shuffler.Add(batch);
        var released = shuffler.Release();
        Assert.NotEqual(batch, released);
        Assert.Equal(batch.Chunk(9).Select(Convert.ToHexString).Order(StringComparer.Ordinal), released.Chunk(9).Select(Convert.ToHexString).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_loss_is_that_of_the_smallest_shuffle()
    {
        var grr = new ReportShuffler(FrequencyOracle.Create(OracleKind.Grr, 10, 1), 1000);
        var oue = new ReportShuffler(FrequencyOracle.Create(OracleKind.Oue, 10, 1), 1000);
        Assert.Equal(0.1487, grr.Epsilon(1e-6), 1.1e-4);
        Assert.Equal(0.1824, oue.Epsilon(1e-6), 3e-4);
        Assert.Equal(grr.Loss, PrivacyLoss.Shuffled(1, 1000));
        Assert.Throws<BadInputException>(() => grr.Epsilon(0));
        Assert.Throws<BadInputException>(() => ShuffleBounds.RandomizedResponse(1, 0, 1e-6));
        Assert.Throws<BadInputException>(() => new ReportShuffler(FrequencyOracle.Create(OracleKind.Grr, 10, 1), 1));

        // What an installation keeps for ever and sends along undoes any order.
        IReportProtocol[] known = [LongitudinalProtocol.Create(LongitudinalKind.OLoloha, 10, 2, 1), LongitudinalProtocol.Create(LongitudinalKind.BiLoloha, 10, 2, 1), BucketProtocol.Create(10, 2, 1), RapporProtocol.Create(8, 2, 4, 0.5, 0.5, 0.75)];
        Assert.All(known, p => Assert.Contains("keeps for ever", Assert.Throws<BadInputException>(() => new ReportShuffler(p, 1000)).Message, StringComparison.Ordinal));
        Assert.Equal(1000, new ReportShuffler(LongitudinalProtocol.Create(LongitudinalKind.LOsue, 10, 2, 1), 1000).Smallest);
    }

    // With one bit for ever, what stayed the same between two shuffles is seen with certainty: no sum of two prices covers it.
    [Fact]
    public void Devices_that_remember_are_shuffled_once()
    {
        IReportProtocol[] remembering = [OneBitMean.Create(10, 1), LongitudinalProtocol.Create(LongitudinalKind.LGrr, 10, 2, 1), LongitudinalProtocol.Create(LongitudinalKind.LOsue, 10, 2, 1), RapporProtocol.Create(8, 1, 1, 0.5, 0.5, 0.75)];
        foreach (var protocol in remembering)
        {
            var shuffler = new ReportShuffler(protocol, 2);
            shuffler.Add(new byte[2 * protocol.ReportSize]);
            Assert.Equal(2 * protocol.ReportSize, shuffler.Release().Length);
            Assert.Contains("remember", Assert.Throws<BadInputException>(() => shuffler.Add(new byte[protocol.ReportSize])).Message, StringComparison.Ordinal);
            Assert.Equal(0, shuffler.Waiting);
        }

        var afresh = new ReportShuffler(FrequencyOracle.Create(OracleKind.Grr, 10, 1), 2);
        afresh.Add(new byte[2]);
        afresh.Release();
        afresh.Add(new byte[2]);
        Assert.Equal(2, afresh.Waiting);
    }

    private static double Divergence(int users, double local, double clone, double epsilon)
    {
        var truth = Math.Exp(local) / (Math.Exp(local) + 1);
        double total = 0;
        for (var c = 0; c < users; c++)
        {
            for (var first = 0; first <= c + 1; first++)
            {
                // A + Δ = first.
                double Mass(double up) => (first > 0 ? up * Binomial(c, first - 1, 0.5) : 0) + (first <= c ? (1 - up) * Binomial(c, first, 0.5) : 0);
                total += Binomial(users - 1, c, clone) * Math.Max(0, Mass(truth) - (Math.Exp(epsilon) * Mass(1 - truth)));
            }
        }

        return total;
    }

    private static double Binomial(int n, int k, double p)
    {
        double log = 0;
        for (var i = 1; i <= k; i++)
        {
            log += Math.Log((double)(n - k + i) / i);
        }

        return Math.Exp(log + (k * Math.Log(p)) + ((n - k) * Math.Log(1 - p)));
    }
}
