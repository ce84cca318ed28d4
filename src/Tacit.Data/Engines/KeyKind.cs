namespace Tacit.Data;

/// <summary>What the keys in a column are: each kind has one spelling for one key, so that the same person is the same text in every table.</summary>
/// <remarks>For authors of engines. Floating numbers, decimals with a scale, moments and flags are no keys: 10 and 10.0 would be two persons.</remarks>
public enum KeyKind
{
    /// <summary>Whole numbers of any width.</summary>
    WholeNumber = 0,

    /// <summary>Text in Unicode's form NFC, without blanks around it.</summary>
    Text = 1,

    /// <summary>UUIDs.</summary>
    Uuid = 2,

    /// <summary>Calendar dates.</summary>
    Date = 3,
}
