namespace Tacit.Reporting;

/// <summary>A place of a derivation that cannot be read on from: what it means is not known.</summary>
internal sealed class DerivationRefusedException(string path, string message) : Exception(message)
{
    public string Path { get; } = path;
}
