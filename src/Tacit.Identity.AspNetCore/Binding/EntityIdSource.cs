using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Tacit.Identity.AspNetCore.Binding;

/// <summary>An identifier of an action comes from route or query unless its attributes say otherwise: a controller of an API would look for it in the body.</summary>
internal sealed class EntityIdSource : IParameterModelConvention
{
    public void Apply(ParameterModel parameter)
    {
        if (EntityIds.KindOf(parameter.ParameterType) is not null && !parameter.Attributes.OfType<IBindingSourceMetadata>().Any())
        {
            var routes = parameter.Action.Selectors.Concat(parameter.Action.Controller.Selectors).Select(s => s.AttributeRouteModel?.Template).OfType<string>().ToList();
            parameter.BindingInfo ??= new();
            parameter.BindingInfo.BindingSource = routes.Count == 0 ? BindingSource.ModelBinding : routes.Any(r => EntityIds.IsNamed(r, parameter.Name)) ? BindingSource.Path : BindingSource.Query;
        }
    }
}
