using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>One line of a device's ledger: what a cell cost, and its sealed answer.</summary>
/// <param name="Name">HMAC-SHA256 of the cell, in hexadecimal.</param>
/// <param name="Paid">ε that was paid for it.</param>
/// <param name="Epoch">Of a report in the outbox; 0 elsewhere.</param>
/// <param name="Sealed">Nonce, cipher text and tag; empty where the price was paid and no answer was given out yet.</param>
internal sealed record DeviceEntry(string Name, Rational Paid, uint Epoch, byte[] Sealed);
