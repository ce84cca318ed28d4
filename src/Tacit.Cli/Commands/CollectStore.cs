using Tacit.Server;

namespace Tacit.Cli.Commands;

/// <summary>The store that options name.</summary>
internal static class CollectStore
{
    public static ICollectorStore Open(FileInfo? file, string? variable)
    {
        if (file is null == variable is null)
        {
            throw new BadInputException("Say where counts are kept: --store with a file, or --postgresql with the name of the environment variable that holds a connection.");
        }

        return file is not null
            ? CollectorStore.Sqlite(file.FullName)
            : CollectorStore.PostgreSql(Environment.GetEnvironmentVariable(variable!) is { Length: > 0 } connection ? connection : throw new BadInputException($"The environment variable {variable} is not set."));
    }
}
