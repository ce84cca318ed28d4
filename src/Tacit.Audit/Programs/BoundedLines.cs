using System.Globalization;
using System.Text;

namespace Tacit.Audit.Programs;

/// <summary>Lines of a program that is not trusted: one without end does not fill the memory.</summary>
internal sealed class BoundedLines(StreamReader reader, string program)
{
    /// <summary>Characters of a line at most: more than the largest output that an audit looks at needs.</summary>
    public const int MostCharacters = 1 << 20;

    private readonly char[] _buffer = new char[1 << 14];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _end;

    /// <summary>The next line without its end; null after the last one.</summary>
    /// <exception cref="AuditException">The line is too long.</exception>
    public async Task<string?> ReadAsync()
    {
        while (true)
        {
            var found = Array.IndexOf(_buffer, '\n', _at, _end - _at);
            var stop = found < 0 ? _end : found;
            if (_line.Length + (stop - _at) > MostCharacters)
            {
                throw new AuditException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{program}' printed a line of more than {MostCharacters} characters: nothing was audited. It is to print one line for each output. Return a part of the output, or a summary of it."));
            }

            _line.Append(_buffer, _at, stop - _at);
            _at = stop;
            if (found >= 0)
            {
                _at++;
                return Take();
            }

            (_at, _end) = (0, await reader.ReadAsync(_buffer).ConfigureAwait(false));
            if (_end == 0)
            {
                return _line.Length == 0 ? null : Take();
            }
        }
    }

    private string Take()
    {
        var length = _line.Length > 0 && _line[^1] == '\r' ? _line.Length - 1 : _line.Length;
        var line = _line.ToString(0, length);
        _line.Clear();
        return line;
    }
}
