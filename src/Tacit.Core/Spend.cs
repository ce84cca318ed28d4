using Tacit.Accounting;
using Tacit.Ledgers;
using Tacit.Numerics;

namespace Tacit;

/// <summary>Who pays and how much: the last argument of every verb.</summary>
/// <remarks>Immutable. It reserves nothing until a verb runs; running twice pays twice, unless the plan was answered before.</remarks>
public sealed class Spend
{
    internal Spend(Account account, Rational? epsilon, Rational? rho, Rational delta, string? plan = null, string? derivation = null)
    {
        Account = account;
        Epsilon = epsilon;
        Rho = rho;
        Delta = delta;
        Plan = plan;
        Derivation = derivation;
    }

    /// <summary>The account that pays.</summary>
    public Account Account { get; }

    /// <summary>Pure ε to spend, or null for a spend of ρ.</summary>
    public Rational? Epsilon { get; }

    /// <summary>zCDP ρ to spend, or null for a spend of ε.</summary>
    public Rational? Rho { get; }

    /// <summary>δ to spend on private key selection.</summary>
    public Rational Delta { get; }

    /// <summary>The canonical plan under which an answer is stored and found again, or null.</summary>
    public string? Plan { get; }

    /// <summary>How the price of the plan is derived from public facts, as data, or null.</summary>
    public string? Derivation { get; }

    /// <summary>The same spend for a canonical plan: an equal plan that was answered before repeats its stored answer at no cost.</summary>
    /// <param name="plan">Everything that determines the answer: the question, its parameters, and the owner's declared data version.</param>
    /// <param name="derivation">The derivation of the price as data, which the receipt will carry, or null.</param>
    public Spend ForPlan(string plan, string? derivation = null) => new(Account, Epsilon, Rho, Delta, plan, derivation);

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
        var price = PriceOf(loss);
        CheckWithin(price);
        _ = Permit.Count(loss);
        return new SpendProtocol(this, mechanism, loss, price).RunAsync(body, codec, token);
    }

    /// <summary>The price of a loss in this account: under its relation, for its group size.</summary>
    internal Price PriceOf(PrivacyLoss loss)
    {
        var unit = Account.Population.Unit;
        var price = loss.Price(unit.Relation).ForGroupsOf(unit.GroupSize);
        return IsShort(price.Epsilon) && IsShort(price.Rho) && IsShort(price.Delta)
            ? price
            : throw new BadInputException("The price of the mechanism has too many digits to be recorded. Round the spend to fewer. Nothing was spent.");
    }

    /// <summary>Whether this spend gives as much as <paramref name="price"/>.</summary>
    internal bool Covers(Price price)
    {
        var main = Epsilon is { } e ? price.Epsilon is { } p && p <= e : price.Rho is { } r && r <= Rho;
        return main && price.Delta <= Delta;
    }

    // A record must be readable for ever, and numbers are read up to 4,096 characters.
    private static bool IsShort(Rational? value) =>
        value is not { } v || (v.Numerator.GetBitLength() <= 4096 && v.Denominator.GetBitLength() <= 4096);

    private void CheckWithin(Price price)
    {
        if (!Covers(price))
        {
            var given = new Price(Epsilon, Rho, Delta, null);
            throw new BadInputException($"The mechanism costs {price}, but the spend gives {given}. Give it more, or make the mechanism noisier. Nothing was spent.");
        }
    }
}
