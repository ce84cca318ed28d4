using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tacit.Identity.AspNetCore;
using Tacit.Identity.AspNetCore.Binding;

namespace Tacit.Identity;

/// <summary>Identifiers in the document of an API.</summary>
public static class IdentityOpenApiExtensions
{
    private const string Pattern = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";

    /// <summary>
    /// Describes identifiers as text with a pattern. Not with the format <c>uuid</c>: an encrypted identifier is written as one, and readers that check version and
    /// variant refuse it 63 times in 64.
    /// </summary>
    /// <param name="options">The options of the document.</param>
    public static OpenApiOptions AddTacitIdentity(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = context.JsonTypeInfo.Type;
            if (EntityIds.KindOf(type) is { } kind)
            {
                Describe(schema, kind);
            }
            else if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(PublicId))
            {
                Describe(schema);
            }

            return Task.CompletedTask;
        });

        // A parameter that binds itself is in no document unless it says so.
        return options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var taken in context.Description.ActionDescriptor.EndpointMetadata.OfType<TakenId>())
            {
                var isInPath = EntityIds.IsNamed(context.Description.RelativePath ?? string.Empty, taken.Name);
                var schema = new OpenApiSchema();
                Describe(schema, taken.Kind);
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter { Name = taken.Name, In = isInPath ? ParameterLocation.Path : ParameterLocation.Query, Required = isInPath || taken.IsRequired, Schema = schema });
            }

            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiSchema schema, Type? kind = null)
    {
        schema.Type = JsonSchemaType.String;
        schema.Pattern = Pattern;
        schema.MinLength = schema.MaxLength = 36;
        schema.Description = kind is null ? "Identifier: opaque, and the same each time." : $"Identifier of a {kind.Name}: opaque, and the same each time.";
        schema.Properties = null;
        schema.Required = null;
    }
}
