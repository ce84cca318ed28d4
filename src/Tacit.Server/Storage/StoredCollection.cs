using System.Diagnostics.CodeAnalysis;
using Tacit.Local;

namespace Tacit.Server;

/// <summary>A collection as it is kept.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Shards">Into how many parts its counting is divided.</param>
/// <param name="OpenFrom">Epochs before this one are closed.</param>
[SuppressMessage("Naming", "CA1711", Justification = "The field's word for what is collected; no list.")]
public sealed record StoredCollection(Collection Collection, int Shards, uint OpenFrom);
