using System.Text;
using Tacit.Randomness;

namespace Tacit.Data.Tests;

/// <summary>Whatever a policy file holds, reading it gives a policy or one kind of error, which says where. <c>TACIT_FUZZ_POLICIES</c> says how many files there are, 100,000 unless set.</summary>
public sealed class PolicyFuzzTests : IDisposable
{
    private static readonly int Files = int.TryParse(Environment.GetEnvironmentVariable("TACIT_FUZZ_POLICIES"), out var files) ? files : 100_000;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ",", ":", "null", "true", "-1", "0", "1e999", "1e-999", "999999999999999999999", "0.1", "\"\"", "\"?\"", "\"NaN\"", "\"Infinity\"", "\"\\u0000\"", "\"\\ud800\"", "\"*\"",
        "\"person\"", "\"row\"", "\"category\"", "\"number\"", "\"time\"", "\"bands\"", "\"through\"", "\"per\"", "\"id\"", "\"visits\"", "\"labs\"", "\"2020-01-01\"", "\"0001-01-01\"", "\"9999-12-31\"", "//", "/*", "*/", "\n", "\"",
    ];

    [Fact]
    public void Random_bytes()
    {
        var random = RandomSource.Seeded(71);
        for (var i = 0; i < Files / 8; i++)
        {
            var bytes = new byte[random.NextBelow(64)];
            random.Fill(bytes);
            File.WriteAllBytes(_scratch.PathOf("p.json"), bytes);
            Read(() => PrivacyPolicy.Load(_scratch.PathOf("p.json")));
        }
    }

    [Fact]
    public void Random_tokens()
    {
        var random = RandomSource.Seeded(72);
        for (var i = 0; i < Files / 2; i++)
        {
            var text = "{" + string.Join(' ', Enumerable.Range(0, (int)random.NextBelow(30)).Select(_ => Tokens[random.NextBelow((ulong)Tokens.Length)]));
            Read(() => PrivacyPolicy.Parse(text));
        }
    }

    [Fact]
    public void Mutated_policies()
    {
        var random = RandomSource.Seeded(73);
        var pieces = System.Text.RegularExpressions.Regex.Matches(PolicyTests.Whole, "\"[^\"]*\"|[-0-9.e]+|[{}\\[\\],:]", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));
        var (policies, errors) = (0, 0);
        for (var i = 0; i < Files * 3 / 8; i++)
        {
            var text = new StringBuilder(PolicyTests.Whole);
            if (i % 3 == 0)
            {
                for (var k = 0UL; k <= random.NextBelow(4); k++)
                {
                    text[(int)random.NextBelow((ulong)text.Length)] = (char)random.NextBelow(i % 2 == 0 ? 128UL : 65_536);
                }
            }
            else
            {
                // A piece of the policy is exchanged for another piece of it, or for an odd one.
                var piece = pieces[(int)random.NextBelow((ulong)pieces.Count)];
                text.Remove(piece.Index, piece.Length).Insert(piece.Index, i % 3 == 1 ? pieces[(int)random.NextBelow((ulong)pieces.Count)].Value : Tokens[random.NextBelow((ulong)Tokens.Length)]);
            }

            if (Read(() => PrivacyPolicy.Parse(text.ToString())) is { } policy)
            {
                policies++;
                Assert.Equal(policy.ToJson(), PrivacyPolicy.Parse(policy.ToJson()).ToJson());
            }
            else
            {
                errors++;
            }
        }

        Assert.True(policies > Files / 150 && errors > Files / 15, $"{policies} policies and {errors} errors: the test tests little.");
    }

    private static PrivacyPolicy? Read(Func<PrivacyPolicy> read)
    {
        try
        {
            return read();
        }
        catch (BadInputException e)
        {
            Assert.Matches("^(p.json|the policy)( |,)", e.Message);
            Assert.DoesNotContain("System.", e.Message, StringComparison.Ordinal);
            return null;
        }
    }
}
