namespace Tacit.Identity.Tests;

/// <summary>How much the large tests do: what fits every build, or, with TACIT_IDENTITY_SCALE=full, what the specification asks for (a minute and a half on two cores).</summary>
internal static class Scale
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("TACIT_IDENTITY_SCALE") == "full";

    public static int Of(int usual, int full) => IsFull ? full : usual;
}
