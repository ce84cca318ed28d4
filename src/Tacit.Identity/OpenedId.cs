using System.Runtime.InteropServices;

namespace Tacit.Identity;

/// <summary>What a genuine identifier says.</summary>
/// <param name="Skid">The key.</param>
/// <param name="EntityType">The number of its kind.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="IsSecure">Whether it was the secure form.</param>
/// <param name="KeyId">The key of the ring that opened it.</param>
/// <param name="IsAuthenticated">False where that key may be known to others: then anybody could have made it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OpenedId(Skid Skid, byte EntityType, byte Epoch, bool IsSecure, string KeyId, bool IsAuthenticated);
