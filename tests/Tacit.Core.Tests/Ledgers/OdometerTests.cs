using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Ledgers;

/// <summary>What an account says that it has spent so far holds at any time: by caps that its own cap fixed, since it was opened, whatever period it is.</summary>
public sealed class OdometerTests
{
    [Fact]
    public async Task A_pure_session_reads_its_sum()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        Assert.Equal((0.0, 0.0), (await hospital.Account.StatusAsync()).Odometer);
        await hospital.CountAsync(hospital.Account.Spend(0.25));
        await hospital.Ledger.RenewAsync("hospital", "new data");
        await hospital.CountAsync(hospital.Account.Spend(0.5));
        Assert.Equal((0.75, 5e-7), Rounded((await hospital.Account.StatusAsync()).Odometer));
        var pure = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        await pure.CountAsync(pure.Account.Spend(0.5));
        Assert.Equal((0.5, 0.0), (await pure.Account.StatusAsync()).Odometer);
    }

    // Caps are R/256, R/128, … with R = 0.02293744669 (accounting, section 2): the reading moves in their steps, and is above the conversion of the total at the same δ.
    [Fact]
    public async Task Gaussian_noise_reads_the_smallest_cap_that_covers_it()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        var noise = IntegerNoise.Gaussian(Rational.Parse("0.001"), 1, "a person is counted once");
        var readings = new List<double>();
        for (var i = 1; i <= 12; i++)
        {
            await Hospital.RunAsync(hospital.Account.SpendZcdp(0.001), noise);
            var (epsilon, delta) = (await hospital.Account.StatusAsync()).Odometer!.Value;
            var (cap, index) = (0.02293744669 / 256, 0);
            for (; cap < 0.001 * i; index++)
            {
                cap *= 2;
            }

            Assert.Equal(Epsilon(cap, 6 * 5e-7 / Math.Pow(Math.PI * (index + 1), 2)), epsilon, 1e-6);
            Assert.True(epsilon > Epsilon(0.001 * i, 5e-7));
            Assert.Equal(5e-7, delta, 1e-15);
            readings.Add(epsilon);
        }

        // 1, 2, 3 to 5, 6 to 11, and 12 thousandths.
        Assert.Equal(5, readings.Distinct().Count());
        Assert.Equal(readings.Order(), readings);

        static double Epsilon(double rho, double delta) => PrivacyLoss.Zcdp(rho).Epsilon(delta, Neighbours.AddRemove);
    }

    [Fact]
    public async Task What_cannot_be_converted_has_no_reading()
    {
        var zcdp = await Hospital.OpenAsync(PrivacyBudget.Zcdp(1));
        await Hospital.RunAsync(zcdp.Account.SpendZcdp(0.01), IntegerNoise.Gaussian(Rational.Parse("0.01"), 1, "a person is counted once"));
        Assert.Null((await zcdp.Account.StatusAsync()).Odometer);
        var withDelta = await Hospital.OpenAsync(PrivacyBudget.Zcdp(1, 1e-6));
        await Hospital.RunAsync(withDelta.Account.SpendZcdp(0.01), IntegerNoise.Gaussian(Rational.Parse("0.01"), 1, "a person is counted once"));
        Assert.True((await withDelta.Account.StatusAsync()).Odometer!.Value.Epsilon < 1.2);
    }

    private static (double, double)? Rounded((double Epsilon, double Delta)? reading) => reading is (var epsilon, var delta) ? (Math.Round(epsilon, 9), Math.Round(delta, 15)) : null;
}
