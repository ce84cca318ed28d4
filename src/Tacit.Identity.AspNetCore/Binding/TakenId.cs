using System.Reflection;

namespace Tacit.Identity.AspNetCore.Binding;

/// <summary>An identifier that a minimal endpoint takes, for the document of the API.</summary>
internal sealed record TakenId(string Name, Type Kind, bool IsRequired)
{
    public static TakenId Of(ParameterInfo parameter, Type kind)
    {
        // Those of [AsParameters] are properties.
        var nullable = new NullabilityInfoContext();
        var state = (parameter.Member as PropertyInfo is { } property ? nullable.Create(property) : nullable.Create(parameter)).WriteState;
        return new(parameter.Name!, kind, !parameter.HasDefaultValue && state != NullabilityState.Nullable);
    }
}
