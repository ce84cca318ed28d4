namespace Tacit.Local;

/// <summary>Which value a user has, where so many have each, in the order of values. Users are asked for in ascending order.</summary>
internal sealed class ValueCursor(IReadOnlyList<long> users)
{
    private int _value = -1;
    private long _end;

    public int Of(long user)
    {
        while (user >= _end)
        {
            _end += users[++_value];
        }

        return _value;
    }
}
