using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;
using Tacit.Identity.AspNetCore.Json;

namespace Tacit.Identity.AspNetCore.Binding;

/// <summary>Opens the identifier of an action's parameter.</summary>
internal sealed class EntityIdBinder<TEntity> : IModelBinder
    where TEntity : IEntityType
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var given = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        if (given == ValueProviderResult.None && bindingContext.ModelMetadata.IsNullableValueType)
        {
            return Task.CompletedTask;
        }

        // What is wanted and not there must not become a key either.
        var context = bindingContext.HttpContext;
        if (context.RequestServices.GetRequiredService<IdentityDoor>().TryOpen<TEntity>(given.Values.ToString(), context, out var id))
        {
            bindingContext.Result = ModelBindingResult.Success(id);
        }
        else
        {
            // For those who bind by themselves, in an action that runs already.
            bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, EntityIdJsonText.NotOne);
            UnknownId.Found(context);
            bindingContext.Result = ModelBindingResult.Failed();
        }

        return Task.CompletedTask;
    }
}
