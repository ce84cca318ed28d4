namespace Tacit.Data;

/// <summary>What a key of persons is: it decides which spellings are one person.</summary>
public enum PseudonymKeyKind
{
    /// <summary>Text in Unicode's form NFC, without blanks around it. <c>7</c> and <c>07</c> are two persons, as they are where a key is the privacy unit.</summary>
    Text,

    /// <summary>A whole number of 64 bits: <c>7</c> and <c>07</c> are one person.</summary>
    Integer,

    /// <summary>A UUID: letter case, braces and hyphens do not matter.</summary>
    Uuid,
}
