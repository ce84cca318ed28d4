using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Where doubles cancel: results still err upwards only.</summary>
public sealed class ConversionExtremesTests
{
    private const Neighbours AddRemove = Neighbours.AddRemove;

    // ε of Gaussian noise by bisection with 60 digits (mpmath): a value below it is an understatement, for zCDP with ρ = 1/(2σ²) as well.
    public static TheoryData<string, string, double> Faint => new()
    {
        { "1e8", "1e-12", 3.3630153302891917e-8 },
        { "1e9", "1e-12", 2.7178055156453226e-9 },
        { "1e6", "1e-9", 2.7178059287972228e-6 },
        { "1e5", "1e-15", 6.0704661286161099e-5 },
        { "1e4", "1e-30", 1.0414940916026523e-3 },
        { "1e8", "1e-9", 9.0234634996959563e-9 },
    };

    [Theory]
    [MemberData(nameof(Faint))]
    public void Faint_Gaussian_noise_is_not_priced_below_its_exact_epsilon(string sigma, string delta, double exact)
    {
        var stated = PrivacyLoss.Gaussian(Rational.Parse(sigma)).Epsilon(Rational.Parse(delta), AddRemove);
        Assert.True(stated >= exact * (1 - 1e-15), $"{stated:R} is below {exact:R} by {1 - (stated / exact):E2}");
        Assert.Equal(1, stated / exact, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Faint))]
    public void Faint_zcdp_is_not_priced_below_the_Gaussian_it_covers(string sigma, string delta, double exact)
    {
        var s = Rational.Parse(sigma);
        Assert.True(PrivacyLoss.Zcdp(1 / (2 * s * s)).Epsilon(Rational.Parse(delta), AddRemove) >= exact);
    }

    // min over α of ρα + ln(1−1/α) − ln(δα)/(α−1), with 60 digits (mpmath).
    public static TheoryData<string, string, double> ZcdpRows => new()
    {
        { "1e-6", "1e-9", 0.0068040608222062187 },
        { "1e-8", "1e-9", 6.1218125201731156e-4 },
        { "1e-12", "1e-9", 4.4955780701146500e-6 },
        { "1e-14", "1e-10", 4.4955772449779856e-7 },
        { "1e-16", "1e-9", 2.0900779095881736e-8 },
        { "1e-17", "1e-12", 1.5640578758839141e-8 },
        { "1e-20", "1e-15", 6.1217173536232745e-10 },
    };

    [Theory]
    [MemberData(nameof(ZcdpRows))]
    public void Faint_zcdp_is_not_priced_below_its_formula(string rho, string delta, double formula)
    {
        var stated = PrivacyLoss.Zcdp(Rational.Parse(rho)).Epsilon(Rational.Parse(delta), AddRemove);
        Assert.True(stated >= formula * (1 - 1e-15), $"{stated:R} is below {formula:R} by {1 - (stated / formula):E2}");
        Assert.Equal(1, stated / formula, 1e-3);
    }

    [Fact]
    public void Delta_at_an_epsilon_beyond_doubles_is_a_number()
    {
        var delta = PrivacyLoss.Gaussian(1).Delta(Rational.Parse("1e400"), AddRemove);
        Assert.InRange(delta, 0, 1);
    }

    [Fact]
    public void Epsilon_of_hardly_any_noise_is_still_given() =>
        Assert.InRange(PrivacyLoss.Gaussian(0.001).Epsilon(1e-6, AddRemove), 500_000, 600_000);

    [Fact]
    public void Zero_loss_costs_nothing()
    {
        Assert.Equal(0, PrivacyLoss.Pure(0).Epsilon(0, AddRemove));
        Assert.Equal(0, PrivacyLoss.Zcdp(0).Epsilon(1e-9, AddRemove));
        Assert.Equal(0, PrivacyLoss.Pure(0).Delta(0, AddRemove));
    }

    [Fact]
    public void Large_delta_needs_no_epsilon()
    {
        // δ(0) of σ = 1 is 0.3829: at larger δ nothing is left to pay.
        Assert.Equal(0, PrivacyLoss.Gaussian(1).Epsilon(0.3830, AddRemove));
        Assert.True(PrivacyLoss.Gaussian(1).Epsilon(0.3829, AddRemove) > 0);
    }
}
