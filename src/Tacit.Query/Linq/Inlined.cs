using System.Linq.Expressions;

namespace Tacit.Query.Linq;

/// <summary>Puts what parameters stand for in their place, and takes members of what was just made apart again: <c>new { l, s }.l.Value</c> is <c>l.Value</c>.</summary>
internal sealed class Inlined : ExpressionVisitor
{
    private readonly Dictionary<ParameterExpression, Expression> _meanings;

    private Inlined(Dictionary<ParameterExpression, Expression> meanings) => _meanings = meanings;

    public static Expression In(Expression body, params IEnumerable<(ParameterExpression Parameter, Expression Meaning)> meanings) =>
        new Inlined(meanings.ToDictionary(m => m.Parameter, m => m.Meaning)).Visit(body);

    protected override Expression VisitParameter(ParameterExpression node) => _meanings.GetValueOrDefault(node, node);

    protected override Expression VisitMember(MemberExpression node)
    {
        var visited = (MemberExpression)base.VisitMember(node);
        return visited.Expression switch
        {
            NewExpression { Members: { } members } made when members.IndexOf(visited.Member) is >= 0 and var at => made.Arguments[at],
            MemberInitExpression made when made.Bindings.OfType<MemberAssignment>().LastOrDefault(b => b.Member == visited.Member) is { } binding => binding.Expression,
            _ => visited,
        };
    }
}
