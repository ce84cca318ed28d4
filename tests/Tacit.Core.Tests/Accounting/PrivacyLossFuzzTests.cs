using System.Text;
using CsCheck;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Damaged JSON gives a <see cref="FormatException"/>, or a loss that reads back as itself. Nothing else, ever.</summary>
public sealed class PrivacyLossFuzzTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "0", "-1", "1e9", "1e-400", "1E+2000", "1e99999", "1/3", "\"1/0\"", "null", "true", "NaN", "\\", "\\u0000",
        "\\ud800", "\ud800", "é", "\"type\"", "\"event\"", "\"events\"", "\"relation\"", "\"replace\"", "\"pure\"", "\"repeated\"", "\"composed\"",
        "\"randomizedResponse\"", "\"epsilon\":1,", "9223372036854775808", "1e-2147483648", " ", "/*", "\n",
    ];

    private static readonly Gen<Action<StringBuilder>> Mutation = Gen.Select(Gen.Int[0, 4], Gen.Int[0, int.MaxValue], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1])
        .Select((kind, at, length, piece) => (Action<StringBuilder>)(text =>
        {
            if (text.Length == 0)
            {
                text.Append(Pieces[piece]);
                return;
            }

            var start = at % text.Length;
            var count = Math.Min(length, text.Length - start);
            switch (kind)
            {
                case 0:
                    text.Remove(start, count);
                    break;
                case 1:
                    text.Insert(start, Pieces[piece]);
                    break;
                case 2:
                    text.Insert(start, text.ToString(start, count));
                    break;
                case 3:
                    text[start] = (char)(text[start] ^ (1 << (length % 7)));
                    break;
                default:
                    text.Remove(start, count).Insert(start, Pieces[piece]);
                    break;
            }
        }));

    private static readonly Gen<string> Valid = Gen.Frequency(
        (2, Gen.Int[0, Losses.All.Count - 1].Select(i => Losses.All[i].Json)),
        (1, Losses.Random.Select(l => l.ToJson())));

    [Fact]
    public void Mutated_text_is_refused_or_understood() => Gen.Select(Valid, Mutation.Array[1, 4]).Select((text, mutations) =>
    {
        var builder = new StringBuilder(text);
        Array.ForEach(mutations, m => m(builder));
        return builder.ToString();
    }).Sample(Judge, iter: 25_000);

    [Fact]
    public void Pieces_in_any_order_are_refused_or_understood() =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 20].Select(a => string.Concat(a.Select(i => Pieces[i]))).Sample(Judge, iter: 8_000);

    [Fact]
    public void Swapped_values_are_refused_or_understood() => Gen.Select(Valid, Valid, Gen.Int[0, 300], Gen.Int[0, 300]).Select((a, b, i, j) =>
        a[..Math.Min(i, a.Length)] + b[Math.Min(j, b.Length)..]).Sample(Judge, iter: 8_000);

    private static void Judge(string json)
    {
        PrivacyLoss loss;
        try
        {
            loss = PrivacyLoss.FromJson(json);
        }
        catch (FormatException e)
        {
            Assert.False(string.IsNullOrWhiteSpace(e.Message));
            return;
        }

        Assert.Equal(loss.ToJson(), PrivacyLoss.FromJson(loss.ToJson()).ToJson());
    }
}
