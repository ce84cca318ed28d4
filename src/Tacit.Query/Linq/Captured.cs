using System.Linq.Expressions;

namespace Tacit.Query.Linq;

/// <summary>Puts values in the place of what an expression captured: whatever depends on no parameter is a constant.</summary>
internal sealed class Captured : ExpressionVisitor
{
    /// <summary>The body of a lambda with constants, and the whole in words.</summary>
    public static (Expression Body, string Words) In(LambdaExpression lambda)
    {
        var body = new Captured().Visit(lambda.Body)!;
        return (body, $"{string.Join(", ", lambda.Parameters.Select(p => p.Name))} => {body}");
    }

    public override Expression? Visit(Expression? node)
    {
        if (node is null or ConstantExpression or ParameterExpression or LambdaExpression || node.Type.IsByRefLike || node.Type == typeof(void) || Free.In(node))
        {
            return base.Visit(node);
        }

        try
        {
            return Expression.Constant(Expression.Lambda(node).Compile(preferInterpretation: true).DynamicInvoke(), node.Type);
        }
        catch (System.Reflection.TargetInvocationException)
        {
            throw new BadInputException($"The value of '{node}' could not be computed. Nothing was spent.");
        }
    }

    // An object whose members or elements depend on a parameter is not made, even if `new` alone could be.
    protected override Expression VisitMemberInit(MemberInitExpression node) => node.Update((NewExpression)base.VisitNew(node.NewExpression), Visit(node.Bindings, VisitMemberBinding));

    protected override Expression VisitListInit(ListInitExpression node) => node.Update((NewExpression)base.VisitNew(node.NewExpression), Visit(node.Initializers, VisitElementInit));

    /// <summary>Whether a parameter stands in an expression.</summary>
    private sealed class Free : ExpressionVisitor
    {
        private bool _found;

        public static bool In(Expression node)
        {
            var search = new Free();
            search.Visit(node);
            return search._found;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _found = true;
            return node;
        }
    }
}
