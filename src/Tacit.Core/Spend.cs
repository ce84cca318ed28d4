using Tacit.Accounting;
using Tacit.Ledgers;
using Tacit.Numerics;

namespace Tacit;

/// <summary>Who pays and how much: the last argument of every verb.</summary>
/// <remarks>Immutable. It reserves nothing until a verb runs; running twice pays twice, unless the plan was answered before.</remarks>
public sealed class Spend
{
    private readonly Charge _given;

    internal Spend(Account account, Charge given, string? plan = null, string? derivation = null)
    {
        Account = account;
        _given = given;
        Plan = plan;
        Derivation = derivation;
    }

    /// <summary>The account that pays.</summary>
    public Account Account { get; }

    /// <summary>Pure ε to spend, or null where there is none.</summary>
    public Rational? Epsilon => _given.Price.Epsilon;

    /// <summary>zCDP ρ to spend, or null where there is none.</summary>
    public Rational? Rho => _given.Price.Rho;

    /// <summary>δ to spend on private key selection.</summary>
    public Rational Delta => _given.Price.Delta;

    /// <summary>The loss whose cost is the most that this spend gives, or null for a spend of ε or ρ.</summary>
    public PrivacyLoss? AtMost { get; internal init; }

    /// <summary>The canonical plan under which an answer is stored and found again, or null.</summary>
    public string? Plan { get; }

    /// <summary>How the price of the plan is derived from public facts, as data, or null.</summary>
    public string? Derivation { get; }

    /// <summary>The same spend for a canonical plan: an equal plan that was answered before repeats its stored answer at no cost.</summary>
    /// <param name="plan">Everything that determines the answer: the question, its parameters, and the owner's declared data version.</param>
    /// <param name="derivation">The derivation of the price as data, which the receipt will carry, or null.</param>
    public Spend ForPlan(string plan, string? derivation = null) => new(Account, _given, plan, derivation) { AtMost = AtMost };

    /// <summary>
    /// The spend protocol, in this order and nowhere else: price, reserve (durable), run the mechanism behind a permit, which records the touch
    /// (durable) before it opens anything, check the draws, settle with the sealed answer (durable), return.
    /// </summary>
    /// <param name="mechanism">The mechanism in words.</param>
    /// <param name="loss">What it will draw, exactly.</param>
    /// <param name="body">The mechanism. What it opens and draws goes through the permit.</param>
    /// <param name="codec">How the answer is stored.</param>
    /// <param name="token">Cancels. What was touched stays spent.</param>
    /// <exception cref="BadInputException">The loss costs more than this spend. Nothing is spent.</exception>
    /// <exception cref="UnpricedLossException">The loss has no exact price. Nothing is spent.</exception>
    /// <exception cref="BudgetExceededException">The account's filter refuses. Nothing is spent.</exception>
    /// <exception cref="MechanismFailedException">The mechanism failed after the touch, or did not draw what it reserved. Spent, no answer.</exception>
    public Task<Release<T>> RunAsync<T>(
        string mechanism, PrivacyLoss loss, Func<Permit, CancellationToken, Task<T>> body, Codec<T> codec, CancellationToken token = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mechanism);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(codec);
        var charge = ChargeOf(loss);
        CheckWithin(charge);
        _ = Permit.Count(loss);
        return new SpendProtocol(this, mechanism, loss, charge).RunAsync(body, codec, token);
    }

    /// <summary>The cost of a loss in the account.</summary>
    internal Charge ChargeOf(PrivacyLoss loss)
    {
        var charge = Account.ChargeOf(loss);
        var price = charge.Price;
        return IsShort(price.Epsilon) && IsShort(price.Rho) && IsShort(price.Delta)
            ? charge
            : throw new BadInputException("The price of the mechanism has too many digits to be recorded. Round the spend to fewer. Nothing was spent.");
    }

    /// <summary>Whether this spend gives as much as <paramref name="charge"/>.</summary>
    internal bool Covers(Charge charge)
    {
        var price = charge.Price;
        var main = _given.Divergences is { } given && charge.Divergences is { } asked ? given.Covers(asked)
            : Epsilon is { } e ? price.Epsilon is { } p && p <= e
            : Rho is { } rho ? price.Rho is { } r && r <= rho
            : Account.IsSimulated;
        return main && price.Delta <= Delta;
    }

    // A record must be readable for ever, and numbers are read up to 4,096 characters.
    private static bool IsShort(Rational? value) =>
        value is not { } v || (v.Numerator.GetBitLength() <= 4096 && v.Denominator.GetBitLength() <= 4096);

    private void CheckWithin(Charge charge)
    {
        if (!Covers(charge))
        {
            throw new BadInputException($"The mechanism costs {Account.Words(charge)}, but the spend gives {Account.Words(_given)}. Give it more, or make the mechanism noisier. Nothing was spent.");
        }
    }
}
