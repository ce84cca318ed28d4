namespace Tacit.Identity.AspNetCore.Json;

internal static class EntityIdJsonText
{
    // One text, whatever an identifier lacks.
    public const string NotOne = "This is no identifier of a known thing.";
}
