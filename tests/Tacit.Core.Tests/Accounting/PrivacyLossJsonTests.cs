using System.Text.Json;
using CsCheck;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

public sealed class PrivacyLossJsonTests
{
    public static TheoryData<string> Forms => [.. Losses.All.Select(l => l.Json)];

    [Fact]
    public void Every_type_has_its_canonical_form()
    {
        foreach (var (loss, json) in Losses.All)
        {
            Assert.Equal(json, loss.ToJson());
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Reads_back_equal(string json)
    {
        var written = Losses.All.Single(l => l.Json == json).Loss;
        var read = PrivacyLoss.FromJson(json);
        Assert.Equal(written, read);
        Assert.True(written.Equals((object)read));
        Assert.Equal(written.GetHashCode(), read.GetHashCode());
        Assert.Equal((written.Type, written.Relation), (read.Type, read.Relation));
        Assert.Equal(json, read.ToString());
    }

    [Fact]
    public void Random_expressions_read_back_equal() =>
        Losses.Random.Sample(loss => Assert.Equal(loss.ToJson(), PrivacyLoss.FromJson(loss.ToJson()).ToJson()), iter: 800);

    [Fact]
    public void Losses_that_differ_are_not_equal()
    {
        var all = Losses.All.Select(l => l.Loss).ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.NotEqual(PrivacyLoss.Pure(1), PrivacyLoss.Pure(1, Neighbours.Replace));
        Assert.False(PrivacyLoss.Pure(1).Equals(null));
    }

    [Fact]
    public void Numbers_are_exact_and_may_be_written_in_any_way()
    {
        Assert.Equal(PrivacyLoss.Pure(new Rational(1, 3)), PrivacyLoss.FromJson("""{"type":"pure","epsilon":"2/6"}"""));
        Assert.Equal(PrivacyLoss.Pure(0.000001), PrivacyLoss.FromJson("""{"type":"pure","epsilon":1e-6}"""));
        Assert.Equal(PrivacyLoss.Pure(1), PrivacyLoss.FromJson("""{"type":"pure","epsilon":1.000}"""));
        Assert.NotEqual(PrivacyLoss.Pure(0.1), PrivacyLoss.Pure(Rational.FromDoubleExact(0.1)));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Key_order_and_white_space_do_not_matter(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(PrivacyLoss.FromJson(json), PrivacyLoss.FromJson(Reversed(document.RootElement)));
    }

    [Fact]
    public void Stated_default_relation_is_the_same_loss() =>
        Assert.Equal(PrivacyLoss.Pure(1), PrivacyLoss.FromJson("""{"relation":"addRemove","type":"pure","epsilon":1}"""));

    [Theory]
    [InlineData(90)]
    [InlineData(200)]
    public void What_can_be_built_can_be_read(int depth)
    {
        var loss = PrivacyLoss.Pure(1);
        try
        {
            for (var i = 0; i < depth; i++)
            {
                loss = loss.Repeat(1);
            }
        }
        catch (BadInputException)
        {
            // Refusing to build is as good.
            return;
        }

        Assert.Equal(loss, PrivacyLoss.FromJson(loss.ToJson()));
    }

    private static string Reversed(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{ " + string.Join(" ,\n", element.EnumerateObject().Reverse().Select(m => $"{JsonSerializer.Serialize(m.Name)} : {Reversed(m.Value)}")) + " }",
        JsonValueKind.Array => "[ " + string.Join(" , ", element.EnumerateArray().Select(Reversed)) + " ]",
        _ => element.GetRawText(),
    };
}
