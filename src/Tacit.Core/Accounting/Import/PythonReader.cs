using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Accounting.Import;

/// <summary>A value as Python's repr writes it: a number, None, a list, or a call with named arguments.</summary>
internal abstract record PythonValue
{
    public sealed record Number(Rational Value) : PythonValue;

    public sealed record None : PythonValue;

    public sealed record List(IReadOnlyList<PythonValue> Items) : PythonValue;

    public sealed record Call(string Name, IReadOnlyDictionary<string, PythonValue> Arguments) : PythonValue;
}

/// <summary>Reads the subset of Python's repr that objects of plain fields need. No part of the text is run.</summary>
internal sealed class PythonReader
{
    private const int Deepest = 64;
    private readonly string _text;
    private int _at;

    private PythonReader(string text) => _text = text;

    public static PythonValue Read(string text)
    {
        var reader = new PythonReader(text);
        var value = reader.Value(0);
        reader.Space();
        return reader._at == text.Length ? value : throw reader.Fault("nothing more");
    }

    private PythonValue Value(int depth)
    {
        if (depth > Deepest)
        {
            throw new FormatException($"The event is more than {Deepest} levels deep.");
        }

        Space();
        if (Take('['))
        {
            return new PythonValue.List(Items(']', depth));
        }

        if (Take('('))
        {
            return new PythonValue.List(Items(')', depth));
        }

        var word = Word();
        if (Rational.TryParse(word.Replace("_", string.Empty, StringComparison.Ordinal), out var number))
        {
            return new PythonValue.Number(number);
        }

        if (word == "None")
        {
            return new PythonValue.None();
        }

        Space();
        return Take('(') ? new PythonValue.Call(word.Split('.')[^1], Arguments(depth)) : throw Fault("a number, a list or an event with parentheses");
    }

    private List<PythonValue> Items(char end, int depth)
    {
        var items = new List<PythonValue>();
        while (true)
        {
            Space();
            if (Take(end))
            {
                return items;
            }

            items.Add(Value(depth + 1));
            Space();
            if (!Take(',') && !Peek(end))
            {
                throw Fault($"',' or '{end}'");
            }
        }
    }

    private Dictionary<string, PythonValue> Arguments(int depth)
    {
        var arguments = new Dictionary<string, PythonValue>(StringComparer.Ordinal);
        while (true)
        {
            Space();
            if (Take(')'))
            {
                return arguments;
            }

            var name = Word();
            Space();
            if (!Take('='))
            {
                throw Fault("'=' after the name of an argument");
            }

            if (!arguments.TryAdd(name, Value(depth + 1)))
            {
                throw new FormatException($"The argument '{name}' stands twice.");
            }

            Space();
            if (!Take(',') && !Peek(')'))
            {
                throw Fault("',' or ')'");
            }
        }
    }

    private string Word()
    {
        Space();
        var from = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' or '-' or '+'))
        {
            _at++;
        }

        return _at > from ? _text[from.._at] : throw Fault("a name or a number");
    }

    private void Space()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private bool Peek(char c) => _at < _text.Length && _text[_at] == c;

    private bool Take(char c)
    {
        if (!Peek(c))
        {
            return false;
        }

        _at++;
        return true;
    }

    private FormatException Fault(string expected) => new(string.Create(CultureInfo.InvariantCulture, $"Expected {expected} at character {_at + 1} of the event."));
}
