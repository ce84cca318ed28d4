namespace Tacit.Local;

/// <summary>A frequent word.</summary>
/// <param name="Word">The word, or the number in decimal digits.</param>
/// <param name="Bits">The same as the number that its bits are.</param>
/// <param name="Frequency">From the last group alone.</param>
public sealed record HeavyHitter(string Word, UInt128 Bits, Estimate Frequency);
