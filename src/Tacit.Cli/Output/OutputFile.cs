namespace Tacit.Cli.Output;

/// <summary>Files that are named to be written.</summary>
internal static class OutputFile
{
    /// <summary>Why a file of this name cannot be written, with what to do; null where its folder is there. No folder is made: a mistyped name would make one.</summary>
    public static string? Fault(string file) => string.IsNullOrWhiteSpace(file) ? "A file without a name cannot be written. Name one."
        : Directory.Exists(file) ? $"{file} cannot be written: it is a folder. Name a file in it."
        : !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))) ? $"{file} cannot be written: there is no such folder. Make it, or name another file."
        : null;

    /// <summary>What an error says of the part that is written first, said of the file: the user knows that one alone.</summary>
    public static string Told(Exception error, string part, string file) =>
        error.Message.Replace(Path.GetFullPath(part), file, StringComparison.Ordinal).Replace(part, file, StringComparison.Ordinal).TrimEnd('.');
}
