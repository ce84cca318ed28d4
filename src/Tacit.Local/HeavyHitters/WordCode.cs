namespace Tacit.Local;

/// <summary>How a value becomes bits, of which prefixes are asked for.</summary>
public enum WordCode
{
    /// <summary><c>number</c>: a number of at least zero and below 2^bits, highest bit first. Larger ones count as the largest.</summary>
    Number,

    /// <summary><c>utf8</c>: the bytes of a word in UTF-8, zero bytes after its end. Longer words are cut at a whole character. Give all words in one normal form (NFC).</summary>
    Utf8,

    /// <summary><c>letters</c>: six bits a character, zero after the end. In lower case; a–z, 0–9, space and <c>-'._@/:#+&amp;,!?</c>. Any other character is one sign for all of them. Longer words are cut.</summary>
    Letters,
}
