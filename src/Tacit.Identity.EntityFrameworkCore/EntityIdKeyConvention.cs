using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace Tacit.Identity;

/// <summary>A primary key of one <see cref="EntityId{TEntity}"/> that is no foreign key is made by the generator, unless the model says that it is never made. Of rows that another owns the key has that of the owner besides.</summary>
internal sealed class EntityIdKeyConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var type in modelBuilder.Metadata.GetEntityTypes())
        {
            if (type.FindPrimaryKey()?.Properties is { } key && (key.Count == 1 || type.IsOwned()) && key.Where(p => !p.IsForeignKey()).ToList() is [var property] && EntityIds.KindOf(property.ClrType) is { } kind
                && property.Builder.ValueGenerated(ValueGenerated.OnAdd) is { } builder)
            {
                builder.HasValueGenerator(typeof(EntityIdValueGenerator<>).MakeGenericType(kind));

                // A provider would have the database number the rows. Each says so under a name of its own, for a model or a property, and has a word for not doing it.
                foreach (var strategy in modelBuilder.Metadata.GetAnnotations().Concat(property.GetAnnotations()).Where(a => a.Name.EndsWith(":ValueGenerationStrategy", StringComparison.Ordinal)).ToList())
                {
                    if (strategy.Value is Enum value && Enum.TryParse(value.GetType(), "None", out var none))
                    {
                        builder.HasAnnotation(strategy.Name, none);
                    }
                }
            }
        }
    }
}
