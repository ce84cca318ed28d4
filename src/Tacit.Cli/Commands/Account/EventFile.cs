namespace Tacit.Cli.Commands;

/// <summary>Reads a file of events, with errors that name the file.</summary>
internal static class EventFile
{
    public static async Task<PrivacyLoss> ReadAsync(string path, Func<string, PrivacyLoss> read, CancellationToken token)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}");
        }

        try
        {
            return read(text);
        }
        catch (FormatException e)
        {
            throw new BadInputException($"{path}: {e.Message}");
        }
    }
}
