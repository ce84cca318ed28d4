using System.Globalization;

namespace Tacit.Data;

/// <summary>A place in a policy, so that what is wrong there is told with its line.</summary>
/// <param name="File">The policy's file name.</param>
/// <param name="Path">The place, as a JSON path.</param>
/// <param name="Positions">Line and position of every place in the text; empty for a policy that was not read from one.</param>
internal sealed record PolicyPlace(string File, string Path, IReadOnlyDictionary<string, (int Line, int Position)> Positions)
{
    public PolicyPlace Member(string name) => this with { Path = $"{Path}.{name}" };

    public PolicyPlace Item(int index) => this with { Path = string.Create(CultureInfo.InvariantCulture, $"{Path}[{index}]") };

    public void Try(Action action) => Get(() =>
    {
        action();
        return true;
    });

    public T Get<T>(Func<T> get)
    {
        try
        {
            return get();
        }
        catch (BadInputException e) when (!IsPlaced(e))
        {
            throw Error(e.Message);
        }
    }

    public void Refuse(bool isWrong, string message)
    {
        if (isWrong)
        {
            throw Error(message);
        }
    }

    /// <summary>An error that names file, line, position and place. A place that is not in the text is told by the nearest one above it.</summary>
    public BadInputException Error(string message)
    {
        for (var path = Path; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))])
        {
            if (Positions.TryGetValue(path, out var at))
            {
                return new(string.Create(CultureInfo.InvariantCulture, $"{File}, line {at.Line}, position {at.Position} ({Path}): {message}"));
            }
        }

        return new($"{File} ({Path}): {message}");
    }

    // The innermost place is the one to tell.
    private bool IsPlaced(BadInputException error) =>
        error.Message.StartsWith($"{File}, line ", StringComparison.Ordinal) || error.Message.StartsWith($"{File} ($", StringComparison.Ordinal);
}
