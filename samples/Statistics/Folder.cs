using System.Runtime.CompilerServices;

namespace Statistics;

/// <summary>Runs the sample in its own output folder, so that the ledger lands there and the relative path of the data holds.</summary>
internal static class Folder
{
    [ModuleInitializer]
    internal static void Enter() => Directory.SetCurrentDirectory(AppContext.BaseDirectory);
}
