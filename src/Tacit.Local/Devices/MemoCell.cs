using System.Text;

namespace Tacit.Local;

/// <summary>What a device keeps one answer for: a value, a hash value, a class of buckets, or a secret that is drawn once. Never printed: it may be the user's secret.</summary>
/// <param name="collection">Identity of the collection, as its documents have it.</param>
/// <param name="name">The cell inside it, for example <c>value 3</c>. One text for one meaning: another text is another answer, and another ε∞.</param>
/// <param name="attribute">The attribute, where a collection has several.</param>
public sealed class MemoCell(string collection, string name, string attribute = "") : IEquatable<MemoCell>
{
    /// <summary>Identity of the collection.</summary>
    public string Collection { get; } = collection;

    /// <summary>The attribute; empty where there is one.</summary>
    public string Attribute { get; } = attribute;

    /// <summary>The cell inside it.</summary>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public bool Equals(MemoCell? other) => other is not null && Collection == other.Collection && Attribute == other.Attribute && Name == other.Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MemoCell);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Collection, Attribute, Name);

    /// <summary>The collection, and not the cell.</summary>
    public override string ToString() => $"a cell of collection {Collection}";

    /// <summary>An identity of a collection that keys may hold: with a space it could be read as another one and an attribute.</summary>
    /// <exception cref="BadInputException">It is empty or has white space.</exception>
    internal static string Identity(string collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        return collection.Length > 0 && !collection.Any(char.IsWhiteSpace)
            ? collection
            : throw new BadInputException("The identity of a collection is not empty and has no spaces. Take the Id of the collection, not its name.");
    }

    /// <summary>Under what a client keeps its cells: the collection and the protocol. Answers that were drawn with one ε say more than another one allows, whatever name the two share.</summary>
    internal static string Owner(string collection, IReportProtocol protocol) => $"{Identity(collection)}/{protocol.Id}";

    /// <summary>The label and the three texts, each after its length: no two cells have the same bytes.</summary>
    internal byte[] Bytes(string label)
    {
        using var stream = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var part in new[] { label, Collection, Attribute, Name })
        {
            var text = Encoding.UTF8.GetBytes(part);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            stream.Write(length);
            stream.Write(text);
        }

        return stream.ToArray();
    }
}
