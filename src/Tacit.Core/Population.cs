namespace Tacit;

/// <summary>Who is protected and pays from one account: a name and a unit, however many tables, files and versions there are.</summary>
/// <remarks>Two data sets about the same people must be opened under one population, or their losses will not add.</remarks>
public sealed record Population : IHasPopulation
{
    /// <summary>Creates a population.</summary>
    /// <param name="name">The name of the account: letters, digits, '-', '_' and '.'; at most 100 characters.</param>
    /// <param name="unit">Whose presence is protected.</param>
    /// <exception cref="BadInputException">The name is empty, too long or has other characters.</exception>
    public Population(string name, PrivacyUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new BadInputException("A population needs a name of at most 100 letters, digits, '-', '_' or '.', for example \"hospital-north\".");
        }

        Name = name;
        Unit = unit;
    }

    /// <summary>The name, which is also the name of the account in a ledger.</summary>
    public string Name { get; }

    /// <summary>Whose presence is protected.</summary>
    public PrivacyUnit Unit { get; }

    Population IHasPopulation.Population => this;

    /// <summary>For example <c>nafld: person (column id), add/remove</c>.</summary>
    public override string ToString() => $"{Name}: {Unit}";
}
