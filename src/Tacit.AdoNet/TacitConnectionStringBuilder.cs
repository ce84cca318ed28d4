using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Tacit.Numerics;
using Tacit.Query;

namespace Tacit.AdoNet;

/// <summary>Connection strings such as <c>Policy=nafld.policy.json;Epsilon=0.1;Analyst=ann</c>. Other names are refused.</summary>
public sealed class TacitConnectionStringBuilder : DbConnectionStringBuilder
{
    private static readonly string[] Names = ["Policy", "Population", "Analyst", "Purpose", "Epsilon", "Rho", "Delta", "Confidence", "ErrorBars"];

    /// <summary>An empty one.</summary>
    public TacitConnectionStringBuilder()
    {
    }

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="ArgumentException">It is none, or has a name that is not known.</exception>
    public TacitConnectionStringBuilder(string connectionString) => ConnectionString = connectionString;

    /// <summary>The policy file.</summary>
    public string? Policy
    {
        get => Text("Policy");
        set => this["Policy"] = value;
    }

    /// <summary>The population, where the policy has several.</summary>
    public string? Population
    {
        get => Text("Population");
        set => this["Population"] = value;
    }

    /// <summary>Who asks.</summary>
    public string? Analyst
    {
        get => Text("Analyst");
        set => this["Analyst"] = value;
    }

    /// <summary>What for.</summary>
    public string? Purpose
    {
        get => Text("Purpose");
        set => this["Purpose"] = value;
    }

    /// <summary>ε of a question that does not say; as text, so that it is exact.</summary>
    public string? Epsilon
    {
        get => Text("Epsilon");
        set => this["Epsilon"] = value;
    }

    /// <summary>ρ of a question that does not say, in place of ε.</summary>
    public string? Rho
    {
        get => Text("Rho");
        set => this["Rho"] = value;
    }

    /// <summary>δ of a question that selects keys; the policy's <c>deltaPerQuery</c> unless said.</summary>
    public string? Delta
    {
        get => Text("Delta");
        set => this["Delta"] = value;
    }

    /// <summary>The confidence of intervals; the policy's unless said.</summary>
    public string? Confidence
    {
        get => Text("Confidence");
        set => this["Confidence"] = value;
    }

    /// <summary>Whether each number <c>x</c> of an answer is followed by the ends of its interval, <c>x_low</c> and <c>x_high</c>.</summary>
    public bool ErrorBars
    {
        get => Text("ErrorBars") is { } text && (bool.TryParse(text, out var on) ? on : throw new BadInputException("ErrorBars is true or false."));
        set => this["ErrorBars"] = value;
    }

    /// <inheritdoc/>
    [AllowNull]
    public override object this[string keyword]
    {
        get => base[keyword];
        set => base[Names.FirstOrDefault(n => n.Equals(keyword, StringComparison.OrdinalIgnoreCase)) ?? throw new ArgumentException($"A connection string has no '{keyword}'. It has: {string.Join(", ", Names)}.")] = value;
    }

    internal QuerySessionOptions Options => (Epsilon, Rho) is (not null, not null)
        ? throw new BadInputException("A connection string names Epsilon or Rho, not both.")
        : new()
        {
            Epsilon = Amount("Epsilon"),
            Rho = Amount("Rho"),
            DeltaPerQuery = Amount("Delta"),
            Confidence = Text("Confidence") is not { } text ? null
                : double.TryParse(text, CultureInfo.InvariantCulture, out var confidence) && confidence is > 0.5 and < 1 ? confidence
                : throw new BadInputException("Confidence lies between 0.5 and 1."),
        };

    private string? Text(string name) => TryGetValue(name, out var value) && value is not null ? Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null : null;

    private Rational? Amount(string name) => Text(name) is not { } text ? null
        : Rational.TryParse(text, out var value) && value.Sign > 0 ? value
        : throw new BadInputException($"{name} needs a number above 0, such as 0.5 or 1e-6.");
}
