using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Tacit.Identity;

/// <summary>Keys of Tacit.Identity in a model and a context of Entity Framework Core.</summary>
public static class IdentityModelExtensions
{
    /// <summary>Maps <see cref="Skid"/> and the <see cref="EntityId{TEntity}"/> of every kind in some assemblies to <c>bigint</c>, and has primary keys made by the generator. For <c>ConfigureConventions</c>.</summary>
    /// <param name="configuration">What <c>ConfigureConventions</c> is given.</param>
    /// <param name="assemblies">Where the kinds are.</param>
    /// <exception cref="InvalidOperationException">Two kinds have one number, or one has a number that is reserved.</exception>
    public static ModelConfigurationBuilder UseTacitIdentity(this ModelConfigurationBuilder configuration, params IReadOnlyList<Assembly> assemblies)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(assemblies);
        foreach (var kind in EntityIds.KindsIn(assemblies))
        {
            configuration.Properties(typeof(EntityId<>).MakeGenericType(kind)).HaveConversion(typeof(EntityIdConverter<>).MakeGenericType(kind));
        }

        configuration.Properties<Skid>().HaveConversion<SkidConverter>();
        configuration.Conventions.Add(_ => new EntityIdKeyConvention());
        return configuration;
    }

    /// <summary>Has the keys of a context made by a generator. Without it the context asks the services it was registered with for an <see cref="ISkidGenerator"/>.</summary>
    /// <param name="options">The options of the context.</param>
    /// <param name="generator">The generator.</param>
    public static DbContextOptionsBuilder UseTacitIdentity(this DbContextOptionsBuilder options, ISkidGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(generator);
        ((Microsoft.EntityFrameworkCore.Infrastructure.IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new SkidGeneratorExtension(generator));
        return options;
    }
}
