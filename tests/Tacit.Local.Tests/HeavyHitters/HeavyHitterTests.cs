using System.Numerics;

namespace Tacit.Local.Tests.HeavyHitters;

/// <summary>Frequent words of which nobody has a list.</summary>
public sealed class HeavyHitterTests
{
    // Skewed words, f from .044 at rank 1 to .012 at rank 10 and on, the other users with a word of their own. In ten runs every word above 1.5 % is found,
    // at least eight of the ten most frequent, and none that nobody has. Intervals hold jointly with 95 %: of about a hundred few fail.
    [Fact]
    public void Frequent_numbers_are_found()
    {
        const int Users = 50_000;
        const int Words = 60;
        double[] weights = [.. Enumerable.Range(0, Words).Select(i => 0.044 * Math.Pow(i + 1, -0.564))];
        int[] numbers = [.. weights.Select((_, i) => (int)(((i + 1) * 2654435761L) & ((1 << 30) - 1)))];
        var protocol = HeavyHitterProtocol.Create(WordCode.Number, 30, 4);
        Assert.Equal([10, 15, 20, 25, 30], protocol.Prefixes);
        var (all, covered) = (0, 0);
        for (var run = 0; run < 10; run++)
        {
            var client = protocol.Client(LocalRandomness.Seeded((ulong)(500 + run)));
            var batch = new byte[4 * Users];
            var (rank, sum) = (0, weights[0]);
            for (var user = 0; user < Users; user++)
            {
                while (rank < Words && sum * Users <= user)
                {
                    rank++;
                    sum += rank < Words ? weights[rank] : 1;
                }

                client.Randomize(rank < Words ? numbers[rank] : (user * 7919 * 13) & ((1 << 30) - 1), batch.AsSpan(4 * user));
            }

            var aggregator = protocol.CreateAggregator();
            aggregator.Add(batch);
            var words = aggregator.Find();
            Assert.Equal((5, Users), (words.Stages.Count, (int)words.Stages.Sum(s => s.Reports)));
            Assert.All(words.Words, w => Assert.Contains((int)w.Bits, numbers));
            int[] found = [.. words.Words.Select(w => Array.IndexOf(numbers, (int)w.Bits))];
            Assert.All(Enumerable.Range(0, Words).Where(i => weights[i] > 0.015), i => Assert.Contains(i, found));
            Assert.True(found.Count(i => i < 10) >= 8);
            all += found.Length;
            covered += words.Words.Where((w, at) => w.Frequency.Low <= weights[found[at]] && weights[found[at]] <= w.Frequency.High).Count();
        }

        Assert.InRange(covered, all - 3, all);
    }

    [Theory]
    [InlineData(WordCode.Utf8, 96)]
    [InlineData(WordCode.Letters, 60)]
    public void Frequent_words_are_found_as_they_are_spelled(WordCode code, int bits)
    {
        var protocol = HeavyHitterProtocol.Create(code, bits, 4, 8, 8);
        string[] words = ["bread", "caf\u00e9 noir", "tea"];
        var client = protocol.Client(LocalRandomness.Seeded(4));
        var batch = new byte[4 * 60_000];
        for (var i = 0; i < 60_000; i++)
        {
            client.Randomize(i % 4 < 3 ? words[i % 4] : "w" + i, batch.AsSpan(4 * i));
        }

        var aggregator = protocol.CreateAggregator();
        aggregator.Add(batch);
        var found = aggregator.Find();
        string[] expected = code == WordCode.Utf8 ? words : ["bread", "caf\ufffd noir", "tea"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Words.Select(w => w.Word).Order(StringComparer.Ordinal));
        Assert.All(found.Words, w => Assert.InRange(0.25, w.Frequency.Low, w.Frequency.High));
    }

    [Theory]
    [InlineData(WordCode.Utf8, 32, "abcd", "abcd")]
    [InlineData(WordCode.Utf8, 32, "abcde", "abcd")]
    [InlineData(WordCode.Utf8, 32, "ab", "ab")]
    [InlineData(WordCode.Utf8, 32, "", "")]
    [InlineData(WordCode.Utf8, 32, "abc\u00e9", "abc")]
    [InlineData(WordCode.Utf8, 40, "abc\ud800", "abc")]
    [InlineData(WordCode.Utf8, 40, "a\0b", "a")]
    [InlineData(WordCode.Utf8, 128, "sixteen bytes it", "sixteen bytes it")]
    [InlineData(WordCode.Letters, 24, "ABcd", "abcd")]
    [InlineData(WordCode.Letters, 24, "a-9?", "a-9?")]
    [InlineData(WordCode.Letters, 24, "a\u00e9", "a\ufffd")]
    [InlineData(WordCode.Letters, 126, "twenty-one characters", "twenty-one characters")]
    public void Words_come_back_as_far_as_they_fit(WordCode code, int bits, string word, string expected) =>
        Assert.Equal(expected, WordBits.Decode(code, WordBits.Encode(code, word, bits), bits));

    [Fact]
    public void The_plan_states_the_smallest_visible_frequency()
    {
        var protocol = HeavyHitterProtocol.Create(WordCode.Number, 30, 4);
        var plan = protocol.Plan(50_000);
        Assert.Equal(5, plan.Groups);

        // 3.78 standard errors where reports are many; 4.0 where 10,000 are in a group, because few reports support an absent word.
        var many = protocol.Plan(50_000_000_000);
        Assert.Equal(3.78, many.Threshold / many.StandardError, 0.01);
        Assert.InRange(plan.Threshold / plan.StandardError, 3.85, 4.2);
        Assert.InRange(plan.SmallestVisible, 0.0182, 0.0195);
        Assert.InRange(protocol.Plan(1_000_000).SmallestVisible, 0.0038, 0.0041);
        Assert.Contains("5 groups", plan.Explanation, StringComparison.Ordinal);
        Assert.Contains("expect more users", protocol.Plan(10).Explanation, StringComparison.Ordinal);
    }

    // Given group and function, which do not depend on the word, a report is randomized response on g values: the ratio of the thresholds is all.
    [Theory]
    [InlineData(0.5)]
    [InlineData(4)]
    [InlineData(9)]
    public void Epsilon_is_that_of_the_thresholds(double epsilon)
    {
        var protocol = HeavyHitterProtocol.Create(WordCode.Number, 20, epsilon);
        BigInteger keep = protocol.Keep, lost = (BigInteger.One << 64) - keep;
        Assert.Equal(epsilon, BigInteger.Log(keep * (protocol.HashValues - 1)) - BigInteger.Log(lost), 1e-9);
        Assert.Equal(epsilon, protocol.Privacy.TightEpsilon, 1e-9);
        var random = LocalRandomness.Seeded(1);
        var client = protocol.Client(random);
        var (first, second) = (new byte[4], new byte[4]);
        var kept = 0;
        for (var i = 0; i < 20_000; i++)
        {
            // Two words under the same stream: the same group and function.
            protocol.Client(LocalRandomness.Seeded((ulong)i)).Randomize(5, first);
            protocol.Client(LocalRandomness.Seeded((ulong)i)).Randomize(900_000, second);
            Assert.Equal(first[..3], second[..3]);
            var prefix = (UInt128)5 >> (20 - protocol.Prefixes[first[0]]);
            kept += new PublicHash(protocol.Id, first[1] | (first[2] << 8)).Of(prefix, protocol.HashValues) == first[3] ? 1 : 0;
            i += 19;
        }

        Assert.InRange(kept / 1000.0, protocol.Law.Truth - (6.1 * Math.Sqrt(0.25 / 1000)), protocol.Law.Truth + (6.1 * Math.Sqrt(0.25 / 1000)));
    }

    [Fact]
    public void Merging_is_addition_and_malformed_batches_count_nothing()
    {
        var protocol = HeavyHitterProtocol.Create(WordCode.Number, 12, 1, 4, 4, 16);
        var client = protocol.Client(LocalRandomness.Seeded(1));
        var reports = new byte[400];
        for (var i = 0; i < 100; i++)
        {
            client.Randomize(i, reports.AsSpan(4 * i));
        }

        var whole = protocol.CreateAggregator();
        whole.Add(reports);
        var left = protocol.CreateAggregator();
        left.Add(reports.AsSpan(0, 120));
        var right = protocol.CreateAggregator();
        right.Add(reports.AsSpan(120));
        var resumed = protocol.CreateAggregator(right.Reports, right.Counts);
        resumed.Merge(left);
        Assert.Equal(whole.Counts, resumed.Counts);
        foreach (var bad in new byte[][] { [3, 0, 0, 0], [0, 16, 0, 0], [0, 0, 1, 0], [0, 0, 0, 4], [0, 0, 0] })
        {
            Assert.Throws<BadInputException>(() => whole.Add([.. reports, .. bad]));
            Assert.Equal(resumed.Counts, whole.Counts);
        }

        Assert.Throws<BadInputException>(() => protocol.CreateAggregator(99, whole.Counts));
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator().Find());
        var read = Assert.IsType<HeavyHitterProtocol>(ReportProtocols.Parse(protocol.Document));
        Assert.Equal((protocol.Document, protocol.Id), (read.Document, read.Id));
        Assert.Throws<BadInputException>(() => ReportProtocols.Parse(protocol.Document.Replace("\"epsilon\":\"1\"", "\"epsilon\":\"0.9\"", StringComparison.Ordinal)));
        foreach (var wide in new[] { "33", "1000", "1001", "100000000" })
        {
            Assert.Contains("0.000001 to 32", Assert.Throws<BadInputException>(() => ReportProtocols.Parse(protocol.Document.Replace("\"epsilon\":\"1\"", $"\"epsilon\":\"{wide}\"", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
        }

        Assert.Throws<BadInputException>(() => ReportProtocols.Parse(protocol.Document.Replace("sha512-affine", "md5", StringComparison.Ordinal)));
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Assert.Throws<BadInputException>(() => HeavyHitterProtocol.Create(WordCode.Number, 129, 1));
        Assert.Throws<BadInputException>(() => HeavyHitterProtocol.Create(WordCode.Utf8, 30, 1));
        Assert.Throws<BadInputException>(() => HeavyHitterProtocol.Create(WordCode.Number, 30, 1, 20));
        Assert.Throws<BadInputException>(() => HeavyHitterProtocol.Create(WordCode.Number, 30, 1, 10, 0));
        Assert.Throws<BadInputException>(() => HeavyHitterProtocol.Create(WordCode.Number, 30, 1, 10, 5, 1 << 20));
        var client = HeavyHitterProtocol.Create(WordCode.Number, 8, 1).Client();
        Assert.DoesNotContain("7301", Assert.Throws<BadInputException>(() => client.Randomize(7301, new byte[4])).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => client.Randomize("word", new byte[4]));
        Assert.Throws<ArgumentException>(() => client.Randomize(1, new byte[3]));
    }
}
