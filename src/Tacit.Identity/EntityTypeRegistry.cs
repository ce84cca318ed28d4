namespace Tacit.Identity;

/// <summary>Kinds of things by their numbers. The generator writes one for each assembly; <see cref="With"/> joins those of several, which no compiler sees together.</summary>
/// <remarks>Immutable. A number stands for one kind: otherwise an identifier of one would open as the other.</remarks>
public sealed class EntityTypeRegistry
{
    private readonly SortedDictionary<byte, string> _names = [];

    /// <summary>A registry of kinds.</summary>
    /// <param name="entries">The kinds. The same one may stand twice.</param>
    /// <exception cref="ArgumentException">A number is reserved, or two kinds have it.</exception>
    public EntityTypeRegistry(params IEnumerable<EntityTypeEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var (number, name) in entries)
        {
            if (number is 0 or 255)
            {
                throw new ArgumentException($"{name} has the number {number}, which is reserved. Give it a number from 1 to 254.", nameof(entries));
            }

            if (!_names.TryAdd(number, name) && _names[number] != name)
            {
                throw new ArgumentException($"{_names[number]} and {name} have both the number {number}: identifiers of one would open as the other. Give the newer one another number.", nameof(entries));
            }
        }
    }

    /// <summary>The kinds, by number.</summary>
    public IReadOnlyList<EntityTypeEntry> Entries => [.. _names.Select(n => new EntityTypeEntry(n.Key, n.Value))];

    /// <summary>The full name of the type with a number, or null where there is none.</summary>
    /// <param name="number">The number.</param>
    public string? NameOf(byte number) => _names.GetValueOrDefault(number);

    /// <summary>The kinds of both.</summary>
    /// <param name="other">The registry of another assembly.</param>
    /// <exception cref="ArgumentException">Two kinds have one number.</exception>
    public EntityTypeRegistry With(EntityTypeRegistry other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Entries.Concat(other.Entries));
    }

    /// <summary>One line for each kind.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Entries.Select(e => $"{e.Number,3}  {e.Name}"));
}
