using System.Reflection;
using System.Text.Json;

namespace Tacit.Core.Tests.Spending;

/// <summary>A sensitive value has no way out but a permit.</summary>
public sealed class SensitiveTests
{
    private static int s_reads;

    private static Sensitive<string> Secret() => new(Hospital.People, _ =>
    {
        Interlocked.Increment(ref s_reads);
        return ValueTask.FromResult("canary");
    });

    [Fact]
    public void Text_names_the_population_only()
    {
        Assert.Equal("Sensitive value of 'hospital' (closed)", Secret().ToString());
        Assert.Equal("Sensitive value of 'hospital' (closed)", $"{Secret().Select(s => s.Length)}");
    }

    [Fact]
    public void Json_is_refused_in_both_directions()
    {
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(Secret()));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new { Value = Secret() }));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new List<Sensitive<string>> { Secret() }));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize<object>(Secret()));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<Sensitive<string>>("{}"));
    }

    [Fact]
    public void Equality_is_by_reference()
    {
        var one = Secret();
        Assert.True(one.Equals(one));
        Assert.False(one.Equals(Secret()));
        Assert.False(new Sensitive<int>(Hospital.People, _ => ValueTask.FromResult(1)).Equals(new Sensitive<int>(Hospital.People, _ => ValueTask.FromResult(1))));
        Assert.Equal(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(one), one.GetHashCode());
    }

    [Fact]
    public void No_public_member_gives_the_value()
    {
        var members = typeof(Sensitive<string>).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);
        Assert.Equal([".ctor", "Population", "Select", "ToString", "get_Population"], members.Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.Empty(typeof(Sensitive<string>).GetInterfaces());
        Assert.Empty(typeof(Sensitive<string>).GetFields());
        Assert.True(typeof(Sensitive<string>).IsSealed);
    }

    [Fact]
    public void Nothing_of_this_reads()
    {
        s_reads = 0;
        var value = Secret().Select(s => s + "!").Select(s => s.Length);
        _ = value.ToString();
        _ = value.GetHashCode();
        _ = value.Equals(Secret());
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(value));
        Assert.Equal(0, s_reads);
    }

    [Fact]
    public void Only_Core_can_mint_permits_and_receipts_of_the_wall()
    {
        Assert.Empty(typeof(Permit).GetConstructors());
        Assert.Empty(typeof(Spend).GetConstructors());
        Assert.Empty(typeof(Account).GetConstructors());
        Assert.Empty(typeof(PrivacyLoss).GetConstructors(BindingFlags.Public | BindingFlags.Instance));
        Assert.DoesNotContain(
            typeof(PrivacyLoss).GetConstructors(BindingFlags.NonPublic | BindingFlags.Instance), c => c.IsFamily || c.IsFamilyOrAssembly);
        Assert.Empty(typeof(Permit).Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>());
    }
}
