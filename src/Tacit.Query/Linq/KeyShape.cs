using System.Globalization;
using System.Linq.Expressions;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Linq;

/// <summary>The key of typed groups: its parts, and how the parts of an answer become it again.</summary>
internal sealed class KeyShape
{
    private static readonly string[] Moments = ["yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss"];
    private readonly NewExpression? _several;
    private readonly Type[] _types;

    private KeyShape(IReadOnlyList<(string Name, Scalar Key)> parts, NewExpression? several, Type[] types) => (Parts, _several, _types) = (parts, several, types);

    public IReadOnlyList<(string Name, Scalar Key)> Parts { get; }

    /// <summary>The key that an expression computes.</summary>
    /// <param name="body">The expression.</param>
    /// <param name="name">How it is called, where it has no parts with names.</param>
    /// <param name="compiler">The rows.</param>
    public static KeyShape Of(Expression body, string name, RowCompiler compiler)
    {
        var several = body is NewExpression { Members: not null } made ? made : null;
        Expression[] parts = several is null ? [body] : [.. several.Arguments];
        return new([.. parts.Select((p, i) => (several?.Members![i].Name ?? name, Key(p, compiler)))], several, [.. parts.Select(p => p.Type)]);
    }

    /// <summary>The key from the labels of a row.</summary>
    /// <param name="labels">An expression of the list of labels.</param>
    public Expression Made(Expression labels)
    {
        var parts = _types.Select((t, i) => (Expression)Expression.Convert(
            Expression.Call(typeof(KeyShape), nameof(Read), null, Expression.Property(labels, "Item", Expression.Constant(i)), Expression.Constant(t, typeof(Type)), Expression.Constant(Parts[i].Key.Kind)), t)).ToArray();
        return _several is null ? parts[0] : Expression.New(_several.Constructor!, parts, _several.Members!);
    }

    private static Scalar Key(Expression part, RowCompiler compiler)
    {
        var key = compiler.Of(part);
        try
        {
            _ = KeyDomain.Of(key);
            return key;
        }
        catch (BadInputException e)
        {
            throw RowCompiler.Refused(part, e.Message);
        }
    }

    private static object? Read(string label, Type type, ValueKind kind)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (label == ColumnFacts.Missing)
        {
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        }

        return kind switch
        {
            ValueKind.Time => DateTime.ParseExact(label, Moments, CultureInfo.InvariantCulture),
            ValueKind.Boolean => Convert.ChangeType(bool.Parse(label), plain, CultureInfo.InvariantCulture),
            _ => Convert.ChangeType(label, plain, CultureInfo.InvariantCulture),
        };
    }
}
