namespace Tacit.Core.Tests.Spending;

/// <summary>An answer keeps its receipts, and only Core makes one.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public async Task Select_keeps_the_receipt()
    {
        var hospital = await Hospital.OpenAsync();
        var answer = await hospital.CountAsync(hospital.Account.Spend(1));
        var doubled = answer.Select(v => v * 2.0);
        Assert.Equal(answer.Value * 2.0, doubled.Value);
        Assert.Same(answer.Receipt, doubled.Receipt);
    }

    [Fact]
    public async Task With_changes_the_mechanism_text_alone()
    {
        var hospital = await Hospital.OpenAsync();
        var answer = await hospital.CountAsync(hospital.Account.Spend(1));
        var renamed = answer.With("mean of two");
        Assert.Equal("mean of two", renamed.Receipt.Mechanism);
        Assert.Equal(answer.Receipt, renamed.Receipt with { Mechanism = answer.Receipt.Mechanism });
        Assert.Equal(answer.Value, renamed.Value);
    }

    [Fact]
    public void Only_Core_can_make_one()
    {
        Assert.Empty(typeof(Release<long>).GetConstructors());
        Assert.True(typeof(Release<long>).IsSealed);
        Assert.DoesNotContain(typeof(Release<long>).GetProperties(), p => p.SetMethod is { IsPublic: true });
    }

    [Fact]
    public async Task Receipt_says_what_was_paid_by_whom_and_how()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(2));
        var receipt = (await hospital.CountAsync(hospital.Account.Spend(0.5))).Receipt;
        Assert.Equal(Hospital.Noise(0.5).Loss, receipt.Loss);
        Assert.Equal(("ε = 0.5", "ε = 1.5"), (receipt.Price, receipt.Left));
        Assert.Equal(("hospital", "list-of-a-test", "count"), (receipt.Account, receipt.LedgerId, receipt.Mechanism));
        Assert.Equal(PrivacyUnit.Person("id"), receipt.Unit);
        Assert.True(receipt.IsPrivate);
        Assert.False(receipt.IsRepeated);
        Assert.Contains("AES-256-CTR", receipt.Randomness, StringComparison.Ordinal);
        Assert.Equal(64, receipt.Head.Length);
    }
}
