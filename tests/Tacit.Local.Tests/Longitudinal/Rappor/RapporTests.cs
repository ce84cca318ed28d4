using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Tacit.Local.Tests.Longitudinal.Rappor;

/// <summary>RAPPOR against the vectors of the published clients, its ε, and words that are found again.</summary>
public sealed class RapporTests
{
    // The test of the Python client: uniform numbers 0, 0.6, 0 in turn, p-bits before q-bits.
    [Fact]
    public void Vector_of_the_python_client()
    {
        var bloom = RapporBloom.Bits(0, "abc"u8, 16, 2);
        Assert.Equal(8256u, bloom);
        var permanent = RapporBloom.Permanent("secret"u8.ToArray(), RapporEncoding.Python, "", bloom, 16, 64);
        Assert.Equal(57576u, permanent);
        double[] turn = [0, 0.6, 0];
        uint Mask(int from, double probability) => (uint)Enumerable.Range(0, 16).Sum(i => turn[(from + i) % 3] < probability ? 1 << i : 0);
        Assert.Equal(64493u, RapporBloom.Instantaneous(permanent, Mask(0, 0.5), Mask(16, 0.75)));
    }

    // The test of the C++ client: bytes 17i modulo 256, p-bits before q-bits, and the encoder's name that its dangling pointer holds, and the one it meant.
    [Theory]
    [InlineData("client-secret", 3, 2281639167)]
    [InlineData("client-secret", 4, 2281637247)]
    [InlineData("metric-name", 3, 3892252415)]
    [InlineData("metric-name", 4, 2751400319)]
    public void Vector_of_the_cpp_client(string encoder, int cohort, uint report) =>
        Assert.Equal(report, CppReport(encoder, RapporBloom.Bits((uint)cohort, "foo"u8, 32, 2)));

    [Theory]
    [InlineData("client-secret", 2784956095)]
    [InlineData("metric-name", 2279542015)]
    public void Vector_of_the_cpp_client_for_bits(string encoder, uint report) => Assert.Equal(report, CppReport(encoder, 0x123));

    [Fact]
    public void Epsilon_is_that_of_the_quantised_probabilities()
    {
        var protocol = RapporProtocol.Create(32, 2, 64, 0.5, 0.5, 0.75);
        Assert.Equal(4.3944, protocol.ConstantValueEpsilon.ToDouble(), 5.1e-5);
        Assert.Equal(1.0743, protocol.SingleReportEpsilon.ToDouble(), 5.1e-5);
        Assert.True(protocol.Privacy.TightEpsilon <= protocol.SingleReportEpsilon.ToDouble());
        Assert.Equal((64, 128, 192), (protocol.Noise, protocol.Zeros, protocol.Ones));
        Assert.Equal(32 + (32 * 31 / 2), protocol.Longitudinal.MostCells);

        // An f between two steps is more noise, and one below the first step is some.
        Assert.Equal((65, 1), (RapporProtocol.Create(32, 2, 64, 0.501, 0.5, 0.75).Noise, RapporProtocol.Create(32, 2, 64, 0.001, 0.5, 0.75).Noise));
        Assert.True(RapporProtocol.Create(32, 2, 64, 0.501, 0.5, 0.75).ConstantValueEpsilon < protocol.ConstantValueEpsilon);

        // By hand: permanent and instantaneous noise of one bit.
        const double F = 0.5, P = 0.5, Q = 0.75;
        Assert.Equal((0.5 * F * (P + Q)) + ((1 - F) * Q), protocol.Law.Truth, 1e-12);
        Assert.Equal((0.5 * F * (P + Q)) + ((1 - F) * P), protocol.Law.Other, 1e-12);
        foreach (var bad in new Action[]
        {
            () => RapporProtocol.Create(33, 2, 64, 0.5, 0.5, 0.75), () => RapporProtocol.Create(32, 0, 64, 0.5, 0.5, 0.75), () => RapporProtocol.Create(32, 2, 63, 0.5, 0.5, 0.75),
            () => RapporProtocol.Create(32, 2, 64, 0, 0.5, 0.75), () => RapporProtocol.Create(32, 2, 64, 1, 0.5, 0.75), () => RapporProtocol.Create(32, 2, 64, 0.5, 0.75, 0.75), () => RapporProtocol.Create(32, 2, 64, 0.5, 0.5, 1),
        })
        {
            Assert.Throws<BadInputException>(bad);
        }
    }

    [Fact]
    public void Words_are_found_with_their_frequencies()
    {
        const int Users = 40_000;
        var protocol = RapporProtocol.Create(32, 2, 8, 0.25, 0.35, 0.65);
        string[] candidates = [.. Enumerable.Range(0, 40).Select(i => $"word {i}")];
        double[] truth = [0.5, 0.3, 0.15, 0.05, .. new double[36]];
        var random = LocalRandomness.Seeded(6);
        var aggregator = protocol.CreateAggregator();
        var report = new byte[protocol.ReportSize];
        for (var user = 0; user < Users; user++)
        {
            var secret = DeviceKey.From([.. BitConverter.GetBytes((long)user), .. new byte[24]]);
            var word = user % 20 < 10 ? 0 : user % 20 < 16 ? 1 : user % 20 < 19 ? 2 : 3;
            protocol.Client(secret, new PrfMemo(secret), "c", "words", random).Randomize(candidates[word], report);
            aggregator.Add(report);
        }

        var found = aggregator.Decode(candidates);
        for (var w = 0; w < candidates.Length; w++)
        {
            Assert.InRange(found[w].Frequency.Value, truth[w] - (6.5 * found[w].StandardError), truth[w] + (6.5 * found[w].StandardError));
            Assert.InRange(found[w].StandardError, 0.001, 0.03);
            Assert.True(found[w].Frequency.Low >= 0 && found[w].Frequency.Value >= found[w].Frequency.Low && found[w].Frequency.Value <= found[w].Frequency.High);
        }

        // A penalty drops words that explain little.
        var penalised = aggregator.Decode(candidates, penalty: 3);
        Assert.True(penalised.Count(w => w.Frequency.Value > 0) < found.Count(w => w.Frequency.Value > 0));
        Assert.True(penalised[0].Frequency.Value > 0.4);
        Assert.Equal(found.Select(w => w.Frequency.High), penalised.Select(w => w.Frequency.High), (a, b) => Math.Abs(a - b) < 0.01);

        // Words that no bit tells apart have no error of their own.
        var alone = RapporProtocol.Create(2, 1, 1, 0.25, 0.35, 0.65);
        var few = alone.CreateAggregator(100, [100, 60, 50]);
        Assert.All(few.Decode(["a", "b", "c", "d"]), w => Assert.Equal((double.PositiveInfinity, 0, 1), (w.StandardError, w.Frequency.Low, w.Frequency.High)));
        Assert.Throws<BadInputException>(() => few.Decode([]));
        Assert.Throws<BadInputException>(() => few.Decode(["a", "a"]));
        Assert.Throws<BadInputException>(() => few.Decode(["a"], double.NaN));
        Assert.Throws<BadInputException>(() => few.Decode(["a"], 0, 1));
        Assert.Throws<BadInputException>(() => alone.CreateAggregator().Decode(["a"]));
    }

    // 30 users a cohort: a bit that is weighed by its own noisy share would pull a fifth of the second word away.
    [Fact]
    public void Small_cohorts_do_not_pull_words_down()
    {
        const int Surveys = 60;
        const int Users = 1920;
        var protocol = RapporProtocol.Create(16, 2, 64, 0.125, 0.0625, 0.9375);
        string[] candidates = ["one", "two", "three", "four"];
        double[] truth = [0.2, 0.1, 0.7, 0];
        var (random, report) = (LocalRandomness.Seeded(7), new byte[protocol.ReportSize]);
        var errors = new double[Surveys, candidates.Length];
        var shares = new double[Surveys, candidates.Length];
        for (var survey = 0; survey < Surveys; survey++)
        {
            var aggregator = protocol.CreateAggregator();
            for (var user = 0; user < Users; user++)
            {
                var secret = DeviceKey.From([.. BitConverter.GetBytes((long)user), .. BitConverter.GetBytes((long)survey), .. new byte[16]]);
                var word = user % 10 < 2 ? 0 : user % 10 < 3 ? 1 : 2;
                protocol.Client(secret, new MemoryMemoStore(random), "c", "words", random).Randomize(candidates[word], report);
                aggregator.Add(report);
            }

            var found = aggregator.Decode(candidates);
            for (var w = 0; w < candidates.Length; w++)
            {
                (errors[survey, w], shares[survey, w]) = (found[w].Frequency.Value - truth[w], (found[w].Frequency.Value - truth[w]) / found[w].StandardError);
            }
        }

        for (var w = 0; w < 3; w++)
        {
            double[] off = [.. Enumerable.Range(0, Surveys).Select(s => errors[s, w])];
            var deviation = Math.Sqrt(off.Sum(e => e * e) / Surveys);
            Assert.True(Math.Abs(off.Average()) < 6.2 * deviation / Math.Sqrt(Surveys), $"word {w} is off by {off.Average()} on average");

            // The error that is said is the one that is there: a mean square of one, within six deviations.
            Assert.InRange(Enumerable.Range(0, Surveys).Average(s => shares[s, w] * shares[s, w]), 0, 1 + (6.2 * Math.Sqrt(2.0 / Surveys)));
        }
    }

    // Cohort and permanent noise stay; a word is paid once, and never again for the same filter.
    [Fact]
    public void A_device_keeps_its_noise_and_pays_for_each_filter()
    {
        var protocol = RapporProtocol.Create(16, 1, 4, 0.5, 0.25, 0.75);
        var secret = DeviceKey.From([.. Enumerable.Range(0, 32).Select(i => (byte)(7 * i))]);
        var store = new MemoryMemoStore(LocalRandomness.Seeded(1));
        var client = protocol.Client(secret, store, "c", "page", LocalRandomness.Seeded(2));
        var ones = new double[16];
        var report = new byte[4];
        for (var i = 0; i < 3000; i++)
        {
            client.Randomize("home", report);
            Assert.Equal(client.Cohort, BinaryPrimitives.ReadUInt16LittleEndian(report));
            for (var bit = 0; bit < 16; bit++)
            {
                ones[bit] += ((report[2 + (bit / 8)] >> (bit % 8)) & 1) / 3000.0;
            }
        }

        var kept = RapporBloom.Permanent(SecretOf(secret, protocol, "c", "page"), RapporEncoding.Cpp, "page", RapporBloom.Bits((uint)client.Cohort, "home"u8, 16, 1), 16, 64);
        Assert.All(Enumerable.Range(0, 16), bit => Assert.Equal(((kept >> bit) & 1) == 1 ? 0.75 : 0.25, ones[bit], 0.06));
        Assert.Equal(protocol.ConstantValueEpsilon, store.Spent);
        for (var i = 0; i < 200; i++)
        {
            client.Randomize($"page {i}", report);
        }

        Assert.Equal((16, 16 * protocol.ConstantValueEpsilon), (store.Count, store.Spent));
        var retry = new byte[4];
        client.Report(1, "home", report);
        client.Report(1, "away", retry);
        Assert.Equal(report, retry);
        Assert.Throws<BadInputException>(() => protocol.Client(secret, new PrfMemo(secret), "c", "page").Report(1, "home", retry));
        Assert.Throws<ArgumentException>(() => client.Randomize("home", new byte[3]));
    }

    // Noise of one secret at another f is the same bytes cut elsewhere: a bit that the larger f turns and the smaller one does not would be bare.
    [Fact]
    public void Collections_have_noise_and_reports_of_their_own()
    {
        var secret = DeviceKey.From([.. Enumerable.Range(0, 32).Select(i => (byte)(5 * i))]);
        var protocols = new[] { RapporProtocol.Create(32, 1, 1, 0.5, 0.25, 0.75), RapporProtocol.Create(32, 1, 1, 0.9, 0.25, 0.75) };
        (RapporProtocol Protocol, string Collection, string Encoder)[] uses = [(protocols[0], "a", "x"), (protocols[0], "b", "x"), (protocols[0], "a", "y"), (protocols[1], "a", "x")];
        var secrets = uses.Select(u => SecretOf(secret, u.Protocol, u.Collection, u.Encoder)).Append(secret.Bytes).Select(Convert.ToHexString);
        Assert.Equal(5, secrets.Distinct().Count());

        // What a client keeps is of its own secret.
        foreach (var (protocol, collection, encoder) in uses)
        {
            var memo = new Watched();
            protocol.Client(secret, memo, collection, encoder, LocalRandomness.Seeded(1)).Randomize("home", new byte[6]);
            var expected = RapporBloom.Permanent(SecretOf(secret, protocol, collection, encoder), RapporEncoding.Cpp, encoder, RapporBloom.Bits(0, "home"u8, 32, 1), 32, protocol.Noise);
            Assert.Equal(expected, BinaryPrimitives.ReadUInt32LittleEndian(memo.Last));
        }

        var store = new MemoryMemoStore(LocalRandomness.Seeded(1));
        var (first, second) = (new byte[6], new byte[6]);
        protocols[0].Client(secret, store, "a", "x").Report(1, "home", first);
        protocols[0].Client(secret, store, "b", "x").Report(1, "home", second);
        Assert.NotEqual(first, second);
        Assert.Equal((2, 2 * protocols[0].ConstantValueEpsilon), (store.Count, store.Spent));
        Assert.Throws<BadInputException>(() => protocols[0].Client(secret, store, "a b", "x"));
    }

    [Fact]
    public void Documents_and_reports_are_checked()
    {
        var protocol = RapporProtocol.Create(12, 2, 8, 0.5, 0.5, 0.75, RapporEncoding.Python);
        Assert.Equal("""{"bits":12,"cohorts":8,"encoding":"python","f128":64,"hashes":2,"p256":128,"protocol":"rappor","q256":192,"version":1}""", protocol.Document);
        Assert.Equal(protocol.Id, Assert.IsType<RapporProtocol>(ReportProtocols.Parse(protocol.Document)).Id);
        foreach (var (from, into) in new[] { ("python", "java"), ("\"f128\":64", "\"f128\":0"), ("\"f128\":64", "\"f128\":128"), ("192", "256"), ("\"version\":1", "\"version\":2"), (":12", ": 12") })
        {
            Assert.Throws<BadInputException>(() => ReportProtocols.Parse(protocol.Document.Replace(from, into, StringComparison.Ordinal)));
        }

        // Well-formed is a cohort below 8, and no bit beyond the twelfth.
        var (aggregator, reports) = (protocol.CreateAggregator(), 2L);
        aggregator.Add([1, 0, 255, 15, 7, 0, 3, 0]);
        Gen.Select(Gen.Byte.Array[8], Gen.Byte[0, 15].Array[4]).Sample((any, near) =>
        {
            byte[] bytes = [near[0], 0, any[2], near[1], near[2], (byte)(any[5] & 1), any[6], (byte)(near[3] + (any[7] & 16))];
            var counts = protocol.CreateAggregator();
            if (bytes.Chunk(4).All(r => BinaryPrimitives.ReadUInt16LittleEndian(r) < 8 && r[3] < 16))
            {
                counts.Add(bytes);
                Assert.Equal(2, counts.Reports);
                return;
            }

            Assert.Throws<BadInputException>(() => counts.Add(bytes));
            Assert.True(counts.Reports == 0 && counts.Counts.IndexOfAnyExcept(0) < 0);
        }, iter: 2000);

        Assert.Equal(reports, aggregator.Reports);
        Assert.Equal(reports, Enumerable.Range(0, 8).Sum(c => aggregator.Counts[13 * c]));
        Assert.Throws<BadInputException>(() => aggregator.Add(new byte[3]));
        var wrong = aggregator.Counts.ToArray();
        wrong[1] = wrong[0] + 1;
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator(reports, wrong));
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator(reports + 1, aggregator.Counts));
        Assert.Equal(aggregator.Counts, protocol.CreateAggregator(reports, aggregator.Counts).Counts);
    }

    private static byte[] SecretOf(DeviceKey secret, RapporProtocol protocol, string collection, string encoder) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret.Bytes, 32, info: new MemoCell(collection, protocol.Id, encoder).Bytes("tacit rappor secret 1"));

    private static uint CppReport(string encoder, uint bloom)
    {
        var permanent = RapporBloom.Permanent(Encoding.UTF8.GetBytes("client-secret"), RapporEncoding.Cpp, encoder, bloom, 32, 32);
        uint Mask(int from, int below) => Enumerable.Range(0, 32).Aggregate(0u, (mask, i) => mask | (17 * (from + i) % 256 < below ? 1u << i : 0));
        return RapporBloom.Instantaneous(permanent, Mask(0, 192), Mask(32, 128));
    }

    private sealed class Watched : IMemoStore
    {
        public byte[] Last { get; private set; } = [];

        public byte[] Answer(MemoCell cell, Numerics.Rational price, int size, MemoDraw draw)
        {
            Last = new byte[size];
            draw(LocalRandomness.Seeded(1), Last);
            return Last;
        }
    }
}
