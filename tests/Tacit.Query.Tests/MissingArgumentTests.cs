using System.Reflection;
using Tacit.Data;
using Tacit.Numerics;

namespace Tacit.Query.Tests;

/// <summary>Null is bad input like any other, in every place of every public method: found by reflection, so that a new method is tested too.</summary>
public sealed class MissingArgumentTests
{
    public static TheoryData<string, int, bool> Places()
    {
        var places = new TheoryData<string, int, bool>();
        foreach (var method in Methods())
        {
            foreach (var parameter in method.GetParameters().Where(p => !p.ParameterType.IsValueType))
            {
                places.Add(NameOf(method), parameter.Position, false);
                if (parameter.ParameterType == typeof(string[]))
                {
                    places.Add(NameOf(method), parameter.Position, true);
                }
            }
        }

        return places;
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Null_is_refused_in_words(string name, int position, bool inside)
    {
        using var scratch = new Scratch();
        await using var data = await scratch.OpenAsync(["id,v,c", "1,2,a"], t => t.Number("v", 0, 9).Category("c", "a").OnePerUnit());
        await using var ledger = new SimulatedLedger();
        var spend = (await ledger.AccountAsync(data.Population)).Spend(1);
        var method = Methods().Single(m => NameOf(m) == name);
        object?[] arguments = method.GetParameters().Select(p => IsSql(method) && p.ParameterType == typeof(string) ? "select count(*) from t" : Good(p.ParameterType, data, spend)).ToArray<object?>();
        object self = method.DeclaringType == typeof(Condition) ? Condition.Missing("v") : Question.From("t");
        _ = method.Invoke(self, arguments);
        arguments[position] = inside ? new[] { "v", null } : null;
        var error = Assert.Throws<TargetInvocationException>(() => method.Invoke(self, arguments)).InnerException;
        Assert.Contains(name == "Question.Has" && position == 0 ? "needs a name" : "null", Assert.IsType<BadInputException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_search_finds_the_methods() => Assert.True(Methods().Count() >= 20, string.Join(", ", Methods().Select(NameOf)));

    private static IEnumerable<MethodInfo> Methods() => new[] { typeof(Question), typeof(Condition), typeof(QueryVerb) }
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(m => !m.IsSpecialName && m.Name is not ("Equals" or "ToString" or "GetHashCode" or "<Clone>$"))
        .OrderBy(m => m.DeclaringType!.Name + m.Name, StringComparer.Ordinal);

    private static string NameOf(MethodInfo method) => IsSql(method) ? $"{method.DeclaringType!.Name}.{method.Name} of SQL" : $"{method.DeclaringType!.Name}.{method.Name}";

    private static bool IsSql(MethodInfo method) => method.DeclaringType == typeof(QueryVerb) && method.GetParameters()[1].ParameterType == typeof(string);

    private static object Good(Type type, Dataset data, Spend spend) =>
        type == typeof(string) ? "t"
        : type == typeof(string[]) ? new[] { "c" }
        : type == typeof(double[]) ? new[] { 0.25, 0.5 }
        : type == typeof(double) ? 0.9
        : type == typeof(int) ? 1
        : type == typeof(Condition) ? Condition.Missing("v")
        : type == typeof(Question) ? Question.From("t").Count()
        : type == typeof(Dataset) ? data
        : type == typeof(Spend) ? spend
        : type == typeof(Account) ? spend.Account
        : type == typeof(ErrorTarget) ? ErrorTarget.Within(3)
        : type == typeof(SpendCurrency?) ? SpendCurrency.Epsilon
        : type == typeof(Quantity) ? default(Quantity)
        : type == typeof(CancellationToken) ? CancellationToken.None
        : throw new InvalidOperationException($"A new type of argument: {type}. Say what is good for it.");
}
