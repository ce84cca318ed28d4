using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tacit;

/// <summary>A recipe for a raw value of a population. It holds no data; only a <see cref="Permit"/> opens it.</summary>
/// <typeparam name="T">The raw value, for example clipped integer sums.</typeparam>
/// <remarks>It does not print, compare by value, hash by value or serialise. Thread-safe when the recipe is.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(SensitiveRefusesJson))]
public sealed class Sensitive<T>
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Func<CancellationToken, ValueTask<T>> _recipe;

    /// <summary>Wraps a recipe. It runs once for every opening, after the reservation is durable.</summary>
    /// <param name="population">Whose data the recipe reads.</param>
    /// <param name="recipe">Reads the raw value. Its exceptions never reach an analyst.</param>
    public Sensitive(Population population, Func<CancellationToken, ValueTask<T>> recipe)
    {
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(recipe);
        Population = population;
        _recipe = recipe;
    }

    /// <summary>Whose data this is.</summary>
    public Population Population { get; }

    /// <summary>A recipe for a function of the raw value. The function runs behind the wall.</summary>
    public Sensitive<TOut> Select<TOut>(Func<T, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var recipe = _recipe;
        return new(Population, async token => function(await recipe(token).ConfigureAwait(false)));
    }

    /// <summary>Names the population only.</summary>
    public override string ToString() => $"Sensitive value of '{Population.Name}' (closed)";

    internal ValueTask<T> OpenAsync(CancellationToken token) => _recipe(token);
}

/// <summary>Refuses to write or read a sensitive value as JSON.</summary>
internal sealed class SensitiveRefusesJson : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => true;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A Sensitive value cannot be serialised. Release an answer through a mechanism and serialise that.");
}
