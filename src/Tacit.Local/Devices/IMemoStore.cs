using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Where a device keeps what it has drawn once and for ever. Not thread-safe.</summary>
/// <remarks>Whoever has the kept answers, or their key, together with the reports can undo the first round: neither leaves the device.</remarks>
public interface IMemoStore
{
    /// <summary>The answer that is kept for a cell. Where there is none, its price is paid, the answer drawn and kept, and only then given out.</summary>
    /// <param name="cell">What it belongs to.</param>
    /// <param name="price">ε∞ of the first answer; 0 for what does not depend on a value.</param>
    /// <param name="size">Bytes of the answer.</param>
    /// <param name="draw">Draws it.</param>
    /// <exception cref="BadInputException">What was kept is damaged, or belongs to something else. Nothing is drawn again.</exception>
    /// <exception cref="BudgetExceededException">The price would pass the device's ceiling. Nothing was drawn.</exception>
    byte[] Answer(MemoCell cell, Rational price, int size, MemoDraw draw);
}
