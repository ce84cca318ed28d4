using Tacit.Numerics;

namespace Tacit.Local.Tests.Attributes;

/// <summary>What one attribute and what the whole tuple give away: by enumeration, against the closed forms and published numbers, and broken twins.</summary>
public sealed class TuplePrivacyTests
{
    public static TheoryData<TupleKind, int[], string> Cases
    {
        get
        {
            var data = new TheoryData<TupleKind, int[], string>();
            foreach (var kind in Enum.GetValues<TupleKind>())
            {
                foreach (var domains in new int[][] { [2, 2], [3, 3], [2, 4], [2, 3, 2] })
                {
                    foreach (var epsilon in new[] { "0.5", "1", "3" })
                    {
                        data.Add(kind, domains, epsilon);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Enumeration_finds_the_declared_losses(TupleKind kind, int[] domains, string epsilon)
    {
        var priors = Priors(kind, domains);
        var protocol = Make(kind, domains, Rational.Parse(epsilon), priors);
        var used = priors is null ? null : protocol.Priors.Select((p, j) => Enumerable.Range(0, domains[j]).Select(p.Frequency).ToArray()).ToArray();
        double[] Law(int[] tuple) => TupleLaws.Of(protocol, tuple, used);
        Assert.Equal(protocol.AttributeEpsilon, TupleLaws.Worst(domains, Law, 1), 1e-9);
        Assert.Equal(protocol.TupleEpsilon, TupleLaws.Worst(domains, Law, domains.Length), 1e-9);
        Assert.Equal(1, Law(new int[domains.Length]).Sum(), 1e-12);

        var e = Math.Exp(Rational.Parse(epsilon).ToDouble());
        var claimed = protocol.IsFake ? Math.Log((domains.Length * (e - 1)) + 1) : Math.Log(e);
        Assert.Equal(claimed, protocol.TupleEpsilon, 1e-12);
        Assert.Equal(claimed, protocol.Privacy.Epsilon.ToDouble(), 1e-12);
        Assert.Contains("tuple", protocol.Privacy.Unit, StringComparison.Ordinal);
    }

    [Fact]
    public void Published_numbers()
    {
        static TupleProtocol Fake(TupleKind kind, Quantity epsilon, params int[] domains) => TupleProtocol.Create(kind, domains, epsilon);
        Assert.Equal(1.0986, Fake(TupleKind.FakeGrr, 0.693147180559945, 2, 2).TupleEpsilon, 5.1e-5);
        Assert.Equal(1.4899, Fake(TupleKind.FakeOueZero, 1, 2, 2).TupleEpsilon, 5.1e-5);
        Assert.Equal(1.8172, Fake(TupleKind.FakeSueRandom, 1, 2, 2, 2).TupleEpsilon, 5.1e-5);
        Assert.Equal(1, Fake(TupleKind.FakeGrr, 1, 7, 7).AttributeEpsilon, 1e-9);
        Assert.Equal(1.1559, Fake(TupleKind.FakeGrr, 1, 2, 6).AttributeEpsilon, 5.1e-5);
        Assert.Equal(1.2497, Fake(TupleKind.FakeGrr, 1, 2, 100).AttributeEpsilon, 5.1e-5);
        Assert.Equal(1.400, Fake(TupleKind.FakeGrr, 1, 2, 3, 7, 9, 9, 10, 20, 32).AttributeEpsilon, 5.1e-4);
        Assert.Equal(1, Fake(TupleKind.FakeSueZero, 1, 2, 6, 9).AttributeEpsilon, 1e-9);
        Assert.Equal(1.1250, Fake(TupleKind.FakeOueRandom, 1, 3, 3).AttributeEpsilon, 5.1e-5);
        Assert.Equal(1, Fake(TupleKind.FakeOueRandom, 1, 2, 2).AttributeEpsilon, 5.1e-5);
        Assert.Equal(1.1121, Fake(TupleKind.FakeOueRandom, 1, 2, 4).AttributeEpsilon, 5.1e-5);
        static TupleProtocol Prior(TupleKind kind, double[] prior) => TupleProtocol.CreateWithPriors(kind, [prior, prior], 1);
        Assert.Equal(1.4093, Prior(TupleKind.PriorGrr, [0.9, 0.1]).AttributeEpsilon, 5.1e-5);
        Assert.Equal(1.4432, Prior(TupleKind.PriorGrr, [0.8, 0.15, 0.05]).AttributeEpsilon, 5.1e-5);
        Assert.Equal(1.3072, Prior(TupleKind.PriorOueRandom, [0.8, 0.15, 0.05]).AttributeEpsilon, 5.1e-5);
    }

    // What an attribute spends is below ln(d(e^ε − 1) + 1) for certain, and as near as thresholds can tell.
    [Theory]
    [InlineData("0.000001", 256)]
    [InlineData("1", 2)]
    [InlineData("1", 256)]
    [InlineData("20", 5)]
    public void What_the_secret_attribute_spends_is_never_above(string epsilon, int attributes)
    {
        var spent = FakeEpsilon.Of(Rational.Parse(epsilon), attributes);
        Assert.True(FakeEpsilon.Keeps(spent, Rational.Parse(epsilon), attributes));
        Assert.False(FakeEpsilon.Keeps(spent + new Rational(2, System.Numerics.BigInteger.Pow(10, 24)), Rational.Parse(epsilon), attributes));
    }

    // A fake that copies another attribute's value is no fake: enumeration sees it.
    [Fact]
    public void A_fake_that_depends_on_the_tuple_is_seen()
    {
        var protocol = TupleProtocol.Create(TupleKind.FakeGrr, [3, 3], 1);
        double[] Twin(int[] tuple)
        {
            var copy = Enumerable.Range(0, 3).Select(y => y == tuple[0] ? 0.8 : 0.1).ToArray();
            return TupleLaws.Of(protocol, tuple, [[1 / 3.0, 1 / 3.0, 1 / 3.0], copy]);
        }

        Assert.True(TupleLaws.Worst([3, 3], Twin, 1) > protocol.AttributeEpsilon + 0.1);
        Assert.True(TupleLaws.Worst([3, 3], Twin, 2) > protocol.TupleEpsilon + 0.1);
    }

    [Theory]
    [InlineData(TupleKind.FakeGrr)]
    [InlineData(TupleKind.FakeOueRandom)]
    public void A_prior_that_was_declared_uniform_and_is_not_is_seen(TupleKind kind)
    {
        var protocol = TupleProtocol.Create(kind, [3, 3], 1);
        Assert.True(TupleLaws.Worst([3, 3], t => TupleLaws.Of(protocol, t, [[0.8, 0.15, 0.05], [0.8, 0.15, 0.05]]), 1) > protocol.AttributeEpsilon + 0.1);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Documents_read_back(TupleKind kind, int[] domains, string epsilon)
    {
        var protocol = Make(kind, domains, Rational.Parse(epsilon), Priors(kind, domains));
        var read = Assert.IsType<TupleProtocol>(ReportProtocols.Parse(protocol.Document));
        Assert.Equal((protocol.Document, protocol.Id, protocol.Kind), (read.Document, read.Id, read.Kind));
        Assert.Equal(protocol.AttributeEpsilon, read.AttributeEpsilon);
    }

    [Theory]
    [InlineData(TupleKind.FakeGrr, "\"epsilon\":\"1\",\"protocol\":\"rsfd", "\"epsilon\":\"0.99\",\"protocol\":\"rsfd", "spend more")]
    [InlineData(TupleKind.Sampled, "\"epsilon\":\"1\",\"protocol\":\"smp", "\"epsilon\":\"0.99\",\"protocol\":\"smp", "spend more")]
    [InlineData(TupleKind.Split, "\"epsilon\":\"1\",\"protocol\":\"spl", "\"epsilon\":\"0.99\",\"protocol\":\"spl", "spend more")]
    [InlineData(TupleKind.FakeGrr, "rsfd-grr", "rsfd-oue-z", "reported by oue")]
    [InlineData(TupleKind.FakeGrr, "rsfd-grr", "rsrfd-grr", "needs a prior")]
    [InlineData(TupleKind.FakeGrr, "rsfd-grr", "smp", "spend more")]
    [InlineData(TupleKind.FakeGrr, "\"version\":1}", "\"version\":1,\"x\":1}", "canonical")]
    public void Changed_documents_are_refused(TupleKind kind, string from, string into, string says)
    {
        var document = TupleProtocol.Create(kind, [3, 4], 1).Document;
        var at = document.LastIndexOf(from, StringComparison.Ordinal);
        Assert.True(at > 0);
        var changed = document[..at] + into + document[(at + from.Length)..];
        Assert.Contains(says, Assert.Throws<BadInputException>(() => TupleProtocol.Parse(changed)).Message, StringComparison.Ordinal);
    }

    internal static double[][]? Priors(TupleKind kind, int[] domains) => kind is TupleKind.PriorGrr or TupleKind.PriorOueRandom
        ? [.. domains.Select(k => Enumerable.Range(1, k).Select(i => 1.0 / i).ToArray())]
        : null;

    internal static TupleProtocol Make(TupleKind kind, int[] domains, Rational epsilon, double[][]? priors) =>
        priors is null ? TupleProtocol.Create(kind, domains, epsilon) : TupleProtocol.CreateWithPriors(kind, priors, epsilon);
}
