using System.CommandLine;

namespace Tacit.Cli.Commands;

/// <summary>The ledger that a command is about: its file and its key.</summary>
internal sealed class LedgerFile
{
    public Argument<string> Path { get; } = new("ledger") { Description = "The ledger file, or postgresql:VARIABLE[/schema] for one in the PostgreSQL database whose connection string the environment variable holds." };

    public Option<string?> Key { get; } = KeyOption();

    public static Option<string?> KeyOption() => new("--key") { Description = "The file with the ledger's key; <ledger>.key beside a ledger file unless named." };

    /// <summary>Opens the ledger, which must exist.</summary>
    public Task<Ledger> OpenAsync(ParseResult result, CancellationToken token)
    {
        var path = result.GetValue(Path)!;
        return File.Exists(path) || path.StartsWith("postgresql:", StringComparison.Ordinal)
            ? Ledger.OpenExistingAsync(path, keyFile: result.GetValue(Key), token: token)
            : throw new BadInputException($"There is no ledger at {path}. Check the path; the demo writes tacit-demo/demo.ledger.");
    }
}
