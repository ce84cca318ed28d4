namespace Tacit.Local;

/// <summary>Draws an answer that is going to be kept, from the randomness that the store gives.</summary>
/// <param name="random">Where every draw of the answer comes from.</param>
/// <param name="answer">All of it is written.</param>
public delegate void MemoDraw(LocalRandomness random, Span<byte> answer);
