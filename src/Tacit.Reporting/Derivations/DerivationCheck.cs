using System.Globalization;
using System.Text.Json;
using Tacit.Accounting;

namespace Tacit.Reporting;

/// <summary>
/// The verdict of the independent checker on a derivation: it derives column ranges, the rows of one unit, sensitivities and the price again, from the
/// declared tables that the derivation names, without the data and without a line of the planner that wrote it.
/// </summary>
/// <remarks>
/// Guarantee: where <see cref="Holds"/> is true, an answer that was made as the derivation says costs the price, for the stated unit and relation, over
/// tables of which the declared facts are true. That they are true is the owner's word, and that the answer was made so is the program's.
/// docs/derivations.md describes the format and the rule of every node. Never throws for what a text says: what is not understood is a fault.
/// </remarks>
public sealed class DerivationCheck
{
    /// <summary>The newest format that this version reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The deepest nesting of JSON that is read.</summary>
    internal const int MostLevels = 1000;

    private const int Longest = 100_000_000;

    private DerivationCheck(DerivationFindings findings, PrivacyUnit? unit, PrivacyLoss? loss, string? price)
    {
        Faults = findings.Faults;
        Facts = findings.Facts;
        Unit = unit;
        Loss = loss;
        Price = price;
    }

    /// <summary>Whether nothing is wrong.</summary>
    public bool Holds => Faults.Count == 0;

    /// <summary>What is wrong, each with its place.</summary>
    public IReadOnlyList<DerivationFault> Faults { get; }

    /// <summary>What the checker derived itself, from the tables up.</summary>
    public IReadOnlyList<DerivedFact> Facts { get; }

    /// <summary>The unit that the derivation speaks of; null where it could not be read.</summary>
    public PrivacyUnit? Unit { get; }

    /// <summary>The loss that the checker composed; null where it did not come so far.</summary>
    public PrivacyLoss? Loss { get; }

    /// <summary>The price of that loss under the unit's relation and group size, for example <c>ε = 0.2</c>; null where it did not come so far.</summary>
    public string? Price { get; }

    /// <summary>Checks a derivation alone.</summary>
    /// <param name="derivation">Its JSON.</param>
    public static DerivationCheck Of(string derivation)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        return Check(derivation, null);
    }

    /// <summary>Checks the derivation of a receipt, and that unit, loss and price of the receipt are those of the derivation.</summary>
    /// <param name="receipt">The receipt of an answer. One without a derivation does not hold: nothing says where its price comes from.</param>
    public static DerivationCheck Of(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (receipt.Derivation is { } derivation)
        {
            return Check(derivation, receipt);
        }

        var findings = new DerivationFindings();
        findings.Faults.Add(new(string.Empty, "The answer carries no derivation: nothing says where its loss comes from."));
        return new(findings, null, null, null);
    }

    private static DerivationCheck Check(string derivation, Receipt? receipt)
    {
        var findings = new DerivationFindings();
        PrivacyUnit? unit = null;
        PrivacyLoss? loss = null;
        string? price = null;
        try
        {
            if (derivation.Length > Longest)
            {
                throw new DerivationRefusedException(string.Empty, "The derivation is too long to be checked.");
            }

            using var document = JsonDocument.Parse(derivation, new JsonDocumentOptions { MaxDepth = MostLevels });
            var root = DerivationEntry.Root(document.RootElement).Object(["format", "question", "unit", "tables", "publicTables", "levels", "loss"]);
            if (root["format"].Whole(1) is var format && format > CurrentFormat)
            {
                throw root["format"].Wrong(string.Create(CultureInfo.InvariantCulture, $"this version reads formats up to {CurrentFormat}"));
            }

            root["question"].Text();
            unit = DerivedUnit.Read(root["unit"]);
            loss = DerivedLoss.Composition(findings, root["loss"], Losses(root, unit, findings));
            price = PriceOf(loss, unit);
            if (receipt is not null)
            {
                Compare(receipt, unit, loss, price, findings);
            }
        }
        catch (DerivationRefusedException e)
        {
            findings.Faults.Add(new(e.Path, e.Message));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // ArgumentException: half of a surrogate pair in the text itself.
            findings.Faults.Add(new(string.Empty, "The derivation is not JSON that can be read."));
        }

        return new(findings, unit, loss, price);
    }

    private static List<PrivacyLoss> Losses(DerivationEntry root, PrivacyUnit unit, DerivationFindings findings)
    {
        var isRow = unit.Column is null;
        var tables = root["tables"].List().Select(t => DeclaredTable.Read(t, isRow)).ToArray();
        var publicTables = root["publicTables"].List().Select(DeclaredTable.ReadPublic).ToArray();
        var losses = new List<PrivacyLoss>();
        foreach (var level in root["levels"].List())
        {
            losses.AddRange(new LevelReader(isRow, findings).Read(level, new RelationReader(tables, publicTables, isRow, findings)));
        }

        return losses;
    }

    private static string PriceOf(PrivacyLoss loss, PrivacyUnit unit)
    {
        try
        {
            return loss.Price(unit.Relation).ForGroupsOf(unit.GroupSize).ToString();
        }
        catch (UnpricedLossException e)
        {
            throw new DerivationRefusedException("loss", e.Message);
        }
    }

    private static void Compare(Receipt receipt, PrivacyUnit unit, PrivacyLoss loss, string price, DerivationFindings findings)
    {
        if (receipt.Unit != unit)
        {
            findings.Faults.Add(new("unit", $"the derivation protects {unit}, but the receipt says {receipt.Unit}."));
        }

        if (!receipt.Loss.Equals(loss))
        {
            findings.Faults.Add(new("loss", $"the receipt says {receipt.Loss}, but the parts compose to {loss}."));
        }

        if (receipt.Price != price)
        {
            findings.Faults.Add(new("loss", $"the receipt says the price is {receipt.Price}, but it is {price}."));
        }
    }
}
