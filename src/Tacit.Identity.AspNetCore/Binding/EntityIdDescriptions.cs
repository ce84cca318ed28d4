using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;

namespace Tacit.Identity.AspNetCore.Binding;

/// <summary>Describes an identifier that an action takes as one parameter: it would be taken apart, into the key that is inside.</summary>
internal sealed class EntityIdDescriptions(IServiceProvider services) : IApiDescriptionProvider
{
    // After that of actions, -1000.
    public int Order => -900;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var description in context.Results)
        {
            foreach (var parameter in description.ActionDescriptor.Parameters.Where(p => EntityIds.KindOf(p.ParameterType) is not null && p.BindingInfo?.BindingSource != BindingSource.Body))
            {
                var (name, type, all) = (parameter.BindingInfo?.BinderModelName ?? parameter.Name, parameter.ParameterType, description.ParameterDescriptions);
                foreach (var part in all.Where(d => d.ParameterDescriptor == parameter || string.Equals(d.Name, name, StringComparison.OrdinalIgnoreCase)).ToList())
                {
                    all.Remove(part);
                }

                var isInPath = EntityIds.IsNamed(description.RelativePath ?? string.Empty, name);
                all.Add(new()
                {
                    Name = name,
                    Source = isInPath ? BindingSource.Path : BindingSource.Query,
                    IsRequired = isInPath || Nullable.GetUnderlyingType(type) is null,
                    Type = type,
                    ModelMetadata = services.GetService<IModelMetadataProvider>()?.GetMetadataForType(type)!,
                    ParameterDescriptor = parameter,
                });
            }
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }
}
