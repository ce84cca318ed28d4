using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Tacit.Identity;

/// <summary>A key as a number of 64 bits, which is <c>bigint</c> in a database: the order of the column is that of keys.</summary>
public sealed class SkidConverter : ValueConverter<Skid, long>
{
    /// <summary>Made by the model.</summary>
    public SkidConverter()
        : base(skid => skid.Value, value => new Skid(value))
    {
    }
}
