using Tacit.Ledgers;
using Tacit.Reports;

namespace Tacit.Core.Tests.Ledgers;

/// <summary>A ledger holds every receipt of a report, or says which one it does not.</summary>
public sealed class ReportReceiptTests
{
    [Fact]
    public async Task Every_receipt_of_an_honest_report_is_held()
    {
        var hospital = await Hospital.OpenAsync();
        var report = await ReportAsync(hospital);
        Assert.Empty((await hospital.Ledger.VerifyReportAsync(report)).Faults);
        await hospital.CountAsync(hospital.Account.Spend(1));
        Assert.Empty((await hospital.Ledger.VerifyReportAsync(report)).Faults);
    }

    public static TheoryData<string, Func<Receipt, Receipt>> Alterations() => new()
    {
        { "another hash", r => r with { Head = new string('a', 64) } },
        { "another hash", r => r with { Head = r.Head.ToUpperInvariant() } },
        { "does not have", r => r with { Sequence = 999 } },
        { "does not have", r => r with { Sequence = 0 } },
        { "another hash", r => r with { Sequence = r.Sequence + 3 } },
        { "settled entry 7", r => r with { Entry = 7 } },
        { "'clinic'", r => r with { Account = "clinic" } },
        { "from ledger other", r => r with { LedgerId = "other" } },
        { "is simulated", r => r with { IsPrivate = false } },
        { "mechanism, loss or price", r => r with { Price = "ε = 0.1" } },
        { "mechanism, loss or price", r => r with { Mechanism = "magic" } },
        { "mechanism, loss or price", r => r with { Loss = PrivacyLoss.Pure(0.1) } },
        { "says that it protects", r => r with { Unit = PrivacyUnit.Row() } },
        { "says that it protects", r => r with { Unit = r.Unit.ForGroupsOf(5) } },
    };

    [Theory]
    [MemberData(nameof(Alterations), DisableDiscoveryEnumeration = true)]
    public async Task The_altered_answer_is_named(string fault, Func<Receipt, Receipt> alter)
    {
        ArgumentNullException.ThrowIfNull(alter);
        var hospital = await Hospital.OpenAsync();
        var report = await ReportAsync(hospital);
        var altered = report with { Answers = [.. report.Answers.Select((a, i) => i == 1 ? a with { Receipt = alter(a.Receipt) } : a)] };
        var said = Assert.Single((await hospital.Ledger.VerifyReportAsync(altered)).Faults);
        Assert.StartsWith("Answer 2 ", said, StringComparison.Ordinal);
        Assert.Contains(fault, said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Alterations), DisableDiscoveryEnumeration = true)]
    public async Task An_altered_effect_of_bounding_is_named(string fault, Func<Receipt, Receipt> alter)
    {
        ArgumentNullException.ThrowIfNull(alter);
        var hospital = await Hospital.OpenAsync();
        var report = await ReportAsync(hospital);
        var altered = report with { Answers = [report.Answers[0] with { BoundingEffect = report.Answers[1] with { Receipt = alter(report.Answers[1].Receipt) } }] };
        var said = Assert.Single((await hospital.Ledger.VerifyReportAsync(altered)).Faults);
        Assert.StartsWith("Answer 1, its effect of bounding, ", said, StringComparison.Ordinal);
        Assert.Contains(fault, said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Alterations), DisableDiscoveryEnumeration = true)]
    public async Task One_receipt_is_held_by_itself_until_it_is_altered(string fault, Func<Receipt, Receipt> alter)
    {
        ArgumentNullException.ThrowIfNull(alter);
        var hospital = await Hospital.OpenAsync();
        var receipt = (await ReportAsync(hospital)).Answers[1].Receipt;
        Assert.Empty((await hospital.Ledger.VerifyReceiptAsync(receipt)).Faults);
        var said = Assert.Single((await hospital.Ledger.VerifyReceiptAsync(alter(receipt))).Faults, f => f.StartsWith("The answer ", StringComparison.Ordinal));
        Assert.Contains(fault, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_that_says_something_else_than_the_account_stood_at_is_found()
    {
        var hospital = await Hospital.OpenAsync();
        var report = await ReportAsync(hospital);
        await hospital.CountAsync(hospital.Account.Spend(1));
        await hospital.Ledger.RaiseAsync("hospital", PrivacyBudget.Approximate(20, 1e-6), "later");
        Assert.Empty((await hospital.Ledger.VerifyReportAsync(report)).Faults);
        foreach (var altered in (BudgetReport[])[
            report.Budget with { Spent = "ε = 0.1" },
            report.Budget with { Lifetime = "ε = 0.1" },
            report.Budget with { Cap = "ε = 1" },
            report.Budget with { Left = "ε = 9.9" },
            report.Budget with { Fraction = 0.01 },
            report.Budget with { Fraction = null },
            report.Budget with { DeltaFraction = 0 },
            report.Budget with { Currency = "ρ" },
            report.Budget with { Period = 2 }])
        {
            Assert.Contains("budget does not say", Assert.Single((await hospital.Ledger.VerifyReportAsync(report with { Budget = altered })).Faults), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_receipt_that_names_an_earlier_step_of_its_entry_is_found()
    {
        var hospital = await Hospital.OpenAsync();
        var report = await ReportAsync(hospital);
        var touched = hospital.Store.Records.First(r => r.Kind == LedgerRecordKind.Touched);
        var altered = report with { Answers = [report.Answers[0] with { Receipt = report.Answers[0].Receipt with { Sequence = touched.Sequence, Head = touched.Hash } }] };
        Assert.Contains("Touched", Assert.Single((await hospital.Ledger.VerifyReportAsync(altered)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_is_listed_where_the_report_is_of_another_ledger()
    {
        var report = await ReportAsync(await Hospital.OpenAsync());
        var other = await Hospital.OpenAsync();
        var faults = (await other.Ledger.VerifyReportAsync(report)).Faults;
        Assert.Equal(["Answer 1", "Answer 2", "Answer 3"], faults.Where(f => f.StartsWith("Answer", StringComparison.Ordinal)).Select(f => f[..8]));
        Assert.Contains(faults, f => f.Contains("old copy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_budget_of_another_ledger_or_account_is_found()
    {
        var hospital = await Hospital.OpenAsync();
        var report = await ReportAsync(hospital);
        Assert.Contains("of ledger other", Assert.Single((await hospital.Ledger.VerifyReportAsync(report with { Budget = report.Budget with { LedgerId = "other" } })).Faults), StringComparison.Ordinal);
        Assert.Contains("'clinic'", Assert.Single((await hospital.Ledger.VerifyReportAsync(report with { Budget = report.Budget with { Account = "clinic" } })).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extended_run_and_a_repeated_answer_are_held()
    {
        var hospital = await Hospital.OpenAsync();
        var noise = Hospital.Noise(1);
        var run = () => hospital.Account.Spend(2).ForPlan("plan").RunAsync("stretches", noise.Loss, async (permit, token) =>
        {
            var exact = await permit.OpenAsync(Hospital.Count(), token);
            await permit.ExtendAsync(noise.Loss, token);
            return (long)(permit.Draw(noise, exact) + permit.Draw(noise, exact));
        }, Codec.Integer);
        var first = await run();
        var repeated = await run();
        Assert.True(repeated.Receipt.IsRepeated);
        Assert.Empty((await hospital.Ledger.VerifyReportAsync(await ReportOfAsync(hospital, first.Receipt, repeated.Receipt))).Faults);
    }

    private static async Task<PrivacyReport> ReportAsync(Hospital hospital)
    {
        var receipts = new List<Receipt>();
        for (var i = 0; i < 3; i++)
        {
            receipts.Add((await hospital.CountAsync(hospital.Account.Spend(0.5))).Receipt);
        }

        return await ReportOfAsync(hospital, [.. receipts]);
    }

    private static async Task<PrivacyReport> ReportOfAsync(Hospital hospital, params Receipt[] receipts)
    {
        var status = await hospital.Account.StatusAsync();
        return new()
        {
            Title = "report",
            Created = default,
            Data = [],
            Unit = status.Unit,
            Trust = "owner",
            Budget = new(status.Account, status.LedgerId, status.Cap.ToString(), status.Spent.ToString(), status.Lifetime.ToString(), status.Left, status.Fraction, status.Period, status.Head.Sequence, status.Head.Hash),
            Answers = [.. receipts.Select(r => new AnswerReport { Question = "how many", Answer = new([], [], []), Receipt = r, Covers = "noise" })],
            Caveats = [],
        };
    }
}
