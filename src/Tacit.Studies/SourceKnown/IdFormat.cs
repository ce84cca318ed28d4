namespace Tacit.Studies.SourceKnown;

/// <summary>A format of identifiers, made by several generators on one clock.</summary>
/// <param name="name">Its name.</param>
/// <param name="bits">How many bits it has.</param>
/// <param name="unit">The unit of its time; zero where it has none.</param>
internal abstract class IdFormat(string name, int bits, TimeSpan unit)
{
    /// <summary>The application and the kind of thing of all identifiers here.</summary>
    public const int App = 5;

    public const byte Kind = 7;

    public string Name => name;

    public int Bits => bits;

    public TimeSpan Unit => unit;

    /// <summary>The next identifier of a generator, as a number that sorts as a database sorts it.</summary>
    /// <param name="generator">0 to 7, which is its instance number, too.</param>
    public abstract UInt128 Next(int generator);

    /// <summary>What anybody reads who knows the format, and the keys where it has any.</summary>
    public abstract IdFacts Read(UInt128 id);

    /// <summary>The strictest test of whether it is genuine that is possible without asking whoever made it.</summary>
    public abstract bool LooksGenuine(UInt128 id);

    /// <summary>Whether an instant, at the ends of long spans of time, is read back exactly to the unit.</summary>
    public abstract bool Keeps(Int128 ticksSince2025);
}
