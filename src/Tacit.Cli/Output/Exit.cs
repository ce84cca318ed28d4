using Tacit.Accounting;

namespace Tacit.Cli.Output;

/// <summary>Exit codes, and the one place where errors become text.</summary>
internal static class Exit
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadInput = 2;
    public const int Refused = 3;

    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (BudgetExceededException e)
        {
            return Say(e.Message, Refused);
        }
        catch (Exception e) when (e is BadInputException or UnpricedLossException)
        {
            return Say(e.Message, BadInput);
        }
        catch (TacitException e)
        {
            return Say(e.Message, Failed);
        }
        catch (OperationCanceledException e)
        {
            return Say(e.Message, Failed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Say($"A file could not be read or written: {e.Message}", Failed);
        }
        catch (Exception e)
        {
            // What an unexpected error says may quote data: only its kind is shown.
            return Say($"Something went wrong that Tacit did not expect ({e.GetType().Name}). Please report it with the command and without data.", Failed);
        }
    }

    private static int Say(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
