using System.Globalization;
using System.Text;

namespace Tacit.Local;

/// <summary>Words as numbers of a fixed number of bits, and back. The first character is in the highest bits.</summary>
internal static class WordBits
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789 -'._@/:#+&,!?";
    private const int Other = 63;
    private static readonly (WordCode Code, string Name, int Unit)[] All = [(WordCode.Number, "number", 1), (WordCode.Utf8, "utf8", 8), (WordCode.Letters, "letters", 6)];

    public static string NameOf(WordCode code) => Entry(code).Name;

    /// <summary>Bits of a character.</summary>
    public static int UnitOf(WordCode code) => Entry(code).Unit;

    public static WordCode Parse(string name) => Array.FindIndex(All, c => c.Name == name) is >= 0 and var i
        ? All[i].Code
        : throw new BadInputException($"There is no code of words '{name}'. There are {string.Join(", ", All.Select(c => c.Name))}.");

    public static UInt128 Encode(WordCode code, string word, int bits)
    {
        ArgumentNullException.ThrowIfNull(word);
        UInt128 value = 0;
        var left = bits;
        if (code == WordCode.Utf8)
        {
            Span<byte> bytes = stackalloc byte[4];
            foreach (var rune in word.EnumerateRunes())
            {
                var count = rune.EncodeToUtf8(bytes);
                if (8 * count > left || rune.Value == 0)
                {
                    break;
                }

                for (var i = 0; i < count; i++)
                {
                    value = (value << 8) | bytes[i];
                }

                left -= 8 * count;
            }
        }
        else
        {
            foreach (var c in word)
            {
                if (left < 6)
                {
                    break;
                }

                var index = Alphabet.IndexOf(char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c, StringComparison.Ordinal);
                value = (value << 6) | (uint)(index >= 0 ? index + 1 : Other);
                left -= 6;
            }
        }

        return value << left;
    }

    public static string Decode(WordCode code, UInt128 value, int bits)
    {
        if (code == WordCode.Number)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        var unit = UnitOf(code);
        var units = new List<byte>();
        for (var at = bits - unit; at >= 0; at -= unit)
        {
            units.Add((byte)((uint)(value >> at) & ((1u << unit) - 1)));
        }

        while (units.Count > 0 && units[^1] == 0)
        {
            units.RemoveAt(units.Count - 1);
        }

        return code == WordCode.Utf8
            ? Encoding.UTF8.GetString([.. units])
            : string.Concat(units.Select(u => u >= 1 && u <= Alphabet.Length ? Alphabet[u - 1] : '\ufffd'));
    }

    private static (WordCode Code, string Name, int Unit) Entry(WordCode code) => Array.Find(All, c => c.Code == code) is { Name: not null } entry
        ? entry
        : throw new BadInputException($"There is no code of words {code}.");
}
