using System.Runtime.InteropServices;

namespace Tacit.Ledgers;

/// <summary>Gives a finished file its name, which can succeed for one only.</summary>
internal static partial class NewFile
{
    private const int Exists = 17;

    /// <summary>Whether the file has the name now; false where another file has it. The file goes, or keeps its old name as well: the caller removes that.</summary>
    /// <remarks><see cref="File.Move(string, string, bool)"/> looks first and renames then, outside Windows: of two that find nothing, the second takes the place of the first, with all that was written there.</remarks>
    /// <exception cref="IOException">The name cannot be given.</exception>
    public static bool TryName(string file, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(file, name, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(name))
            {
                return false;
            }
        }

        if (Link(file, name) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == Exists ? false : throw new IOException($"'{name}' cannot be made: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string file, string name);
}
