using System.Diagnostics.CodeAnalysis;

namespace Tacit.Local;

/// <summary>What a collector says about a collection that a device asks for.</summary>
/// <param name="Collection">The collection, checked against the identity that was asked for.</param>
/// <param name="Epoch">The epoch that it is by the collector's clock, which is the collector's word: each further one is paid again, up to the device's ceiling. Null where it did not say: the first has not begun.</param>
[SuppressMessage("Naming", "CA1711", Justification = "The field's word for what is collected; no list.")]
public sealed record AskedCollection(Collection Collection, uint? Epoch);
