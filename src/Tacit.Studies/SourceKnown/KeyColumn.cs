namespace Tacit.Studies.SourceKnown;

/// <summary>A kind of primary key, and the load that makes its values.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Ids">Values in the order of insertion, each with the instant of its making; a number that sorts as its column does.</param>
/// <param name="IsUuid">Whether the column is a uuid; a bigint otherwise.</param>
/// <param name="LowerBound">The least value of an instant, or null where the key knows no time.</param>
internal sealed record KeyColumn(string Name, Func<IEnumerable<(UInt128 Id, DateTimeOffset Made)>> Ids, bool IsUuid, Func<DateTimeOffset, UInt128>? LowerBound)
{
    public string SqlType => IsUuid ? "uuid" : "bigint";

    /// <summary>The number in the column, whose sign bit sorts first.</summary>
    public static long Number(UInt128 id) => (long)((ulong)id ^ (1UL << 63));

    public string Literal(UInt128 id) => IsUuid ? $"'{new Identity.PublicId(id)}'::uuid" : FormattableString.Invariant($"({Number(id)})");
}
