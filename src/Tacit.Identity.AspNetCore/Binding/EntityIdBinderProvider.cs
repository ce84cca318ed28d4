using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Tacit.Identity.AspNetCore.Binding;

/// <summary>Binders of <see cref="EntityId{TEntity}"/> in actions and pages.</summary>
internal sealed class EntityIdBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) => context.Metadata.BindingSource != BindingSource.Body && EntityIds.KindOf(context.Metadata.ModelType) is { } kind
        ? (IModelBinder)Activator.CreateInstance(typeof(EntityIdBinder<>).MakeGenericType(kind))!
        : null;
}
