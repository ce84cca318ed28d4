using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tacit.Numerics;

namespace Tacit.Data;

/// <summary>How a policy is written as JSON, and the schema of it.</summary>
internal static class PolicyJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // A file for people, never part of a page.
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new DecimalConverter(), new MomentConverter() },
    };

    public static string Schema()
    {
        var node = Options.GetJsonSchemaAsNode(typeof(PrivacyPolicy), new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, schema) =>
            {
                var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
                if (type == typeof(int))
                {
                    schema["minimum"] = 1;
                }

                return type == typeof(Rational) ? new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 }
                    : type == typeof(DateTime) ? new JsonObject { ["type"] = "string", ["pattern"] = MomentConverter.Pattern }
                    : schema;
            },
        }).AsObject();
        node.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        node.Insert(1, "title", "Privacy policy of Tacit, format 1");
        return node.ToJsonString(Options) + "\n";
    }

    /// <summary>An exact decimal: every digit counts, so nothing goes through binary.</summary>
    private sealed class DecimalConverter : JsonConverter<Rational>
    {
        private const int MostDigits = 380;

        public override Rational Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length <= 2 * MostDigits ? System.Text.Encoding.ASCII.GetString(reader.ValueSpan) : null;
            text = text?.TakeWhile(c => c is not ('e' or 'E')).Count(char.IsAsciiDigit) <= MostDigits ? text : null;
            return Rational.TryParse(text, out var value) ? value : throw new JsonException("A decimal number is expected here, such as 0.5 or 1e-6.");
        }

        public override void Write(Utf8JsonWriter writer, Rational value, JsonSerializerOptions options)
        {
            var exponent = 0;
            for (; value.Denominator != 1; value *= 10)
            {
                if (--exponent < -2000)
                {
                    throw new BadInputException("A policy holds decimal numbers, such as 0.25. A third is none.");
                }
            }

            // Whole numbers with many zeros, too, are written no longer than they were read.
            for (var longNumber = value.Numerator.GetBitLength() > 64; longNumber && value.Numerator % 10 == 0; value /= 10)
            {
                exponent++;
            }

            writer.WriteRawValue(exponent == 0 ? value.Numerator.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{value.Numerator}e{exponent}"));
        }
    }

    /// <summary>A moment in UTC.</summary>
    private sealed class MomentConverter : JsonConverter<DateTime>
    {
        public const string Pattern = @"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z?)?$";

        private static readonly string[] Formats =
            ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'"];

        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
            && DateTime.TryParseExact(reader.GetString(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
                ? value
                : throw new JsonException("A moment in UTC is expected here, such as \"2026-11-29\" or \"2026-11-29 14:05:00\".");

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(ColumnFacts.Moment(value));
    }
}
