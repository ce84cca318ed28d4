namespace Tacit.PostgreSql.Opening;

/// <summary>Functions of the session alone, in its temporary schema: what the server raises for is a value here, the one that the embedded engine gives.</summary>
internal static class Functions
{
    /// <summary>a · b and a / b of doubles where the result may be rounded to zero, for which the server raises.</summary>
    /// <remarks>
    /// Where an operand is below 2^-500 it is first scaled by 2^574, which is exact: whether the result is at most 2^-1075, half of the smallest double,
    /// then shows without anything vanishing. Operands are at most 2^500, and nothing is divided by less than 2^-500.
    /// </remarks>
    private const string Arithmetic = """
        CREATE FUNCTION pg_temp.product(a double precision, b double precision) RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT AS $$
        DECLARE small constant double precision := 2.0::double precision ^ -500; scale constant double precision := 2.0::double precision ^ 574;
        BEGIN
          IF abs(a) >= small AND abs(b) >= small THEN RETURN a * b; END IF;
          IF a = 0 OR b = 0 THEN RETURN 0; END IF;
          IF abs(a) < small AND abs(b) < small THEN
            IF abs((a * scale) * (b * scale)) <= 2.0::double precision ^ 73 THEN RETURN 0; END IF;
          ELSIF abs(a) < small THEN
            IF abs((a * scale) * b) <= 2.0::double precision ^ -501 THEN RETURN 0; END IF;
          ELSE
            IF abs(a * (b * scale)) <= 2.0::double precision ^ -501 THEN RETURN 0; END IF;
          END IF;
          RETURN a * b;
        END $$;
        CREATE FUNCTION pg_temp.quotient(a double precision, b double precision) RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT AS $$
        DECLARE small constant double precision := 2.0::double precision ^ -500; scale constant double precision := 2.0::double precision ^ 574;
        BEGIN
          IF abs(b) < small THEN RETURN NULL; END IF;
          IF a = 0 THEN RETURN 0; END IF;
          IF abs(a) < small AND abs((a * scale) / b) <= 2.0::double precision ^ -501 THEN RETURN 0; END IF;
          RETURN a / b;
        END $$;
        """;

    /// <summary>Numbers from text, as the embedded engine reads them: blanks around, single underscores between digits, words for what is not finite; NULL for anything else.</summary>
    private const string Numbers = """
        CREATE FUNCTION pg_temp.number(t text) RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT AS $$
        DECLARE s text := btrim(t, E' \t\n\x0b\f\r'); n numeric;
        BEGIN
          IF length(s) > 1000 THEN RETURN NULL; END IF;
          IF s !~ '^[+-]?([0-9](_?[0-9])*(\.([0-9](_?[0-9])*)?)?|\.[0-9](_?[0-9])*)([eE][+-]?[0-9](_?[0-9]){0,3})?$' THEN
            RETURN CASE lower(s COLLATE "C") WHEN 'inf' THEN 'Infinity'::double precision WHEN '+inf' THEN 'Infinity' WHEN 'infinity' THEN 'Infinity' WHEN '+infinity' THEN 'Infinity'
              WHEN '-inf' THEN '-Infinity' WHEN '-infinity' THEN '-Infinity' WHEN 'nan' THEN 'NaN' WHEN '+nan' THEN 'NaN' WHEN '-nan' THEN 'NaN' ELSE NULL END;
          END IF;
          n := replace(s, '_', '')::numeric;
          IF abs(n) > 1.7976931348623157e308 THEN RETURN CASE WHEN n > 0 THEN 'Infinity'::double precision ELSE '-Infinity'::double precision END; END IF;
          IF abs(n) < 2.4703282292062328e-324 THEN RETURN 0; END IF;
          RETURN n::double precision;
        END $$;
        CREATE FUNCTION pg_temp.finite(x double precision) RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT AS $$
        BEGIN RETURN CASE WHEN x = 'NaN' OR x = 'Infinity' OR x = '-Infinity' THEN NULL ELSE x END; END $$;
        """;

    /// <summary>Moments in UTC: from text by the grammar of the embedded engine, and from moments of a zone's clock. A date alone is a day in every zone.</summary>
    private const string Moments = """
        CREATE FUNCTION pg_temp.in_zone(t timestamp, zone text) RETURNS timestamp LANGUAGE plpgsql STABLE STRICT AS $$
        BEGIN
          IF zone = 'UTC' THEN RETURN t; END IF;
          IF t < timestamp '0001-01-02' OR t >= timestamp '9999-12-31' THEN RETURN NULL; END IF;
          RETURN timezone('UTC', timezone(zone, t));
        END $$;
        CREATE FUNCTION pg_temp.moment(t text, zone text) RETURNS timestamp LANGUAGE plpgsql STABLE STRICT AS $$
        DECLARE m text[] := regexp_match(t, '^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?)?( ?(?:Z|UTC|[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?))?$');
          y integer; mo integer; d integer; h integer; mi integer; s integer; f integer; o text; moment timestamp;
        BEGIN
          IF m IS NULL OR (m[8] IS NOT NULL AND m[4] IS NULL) THEN RETURN NULL; END IF;
          y := m[1]::integer; mo := m[2]::integer; d := m[3]::integer; h := coalesce(m[4], '0')::integer; mi := coalesce(m[5], '0')::integer; s := coalesce(m[6], '0')::integer;
          f := rpad(left(coalesce(m[7], '0'), 6), 6, '0')::integer;
          IF mo < 1 OR mo > 12 OR d < 1 OR d > 31 OR mi > 59 OR s > 59 OR h > 24 OR (h = 24 AND (mi > 0 OR s > 0 OR f > 0)) THEN RETURN NULL; END IF;
          IF d > (CASE WHEN mo = 2 THEN CASE WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29 ELSE 28 END WHEN mo IN (4, 6, 9, 11) THEN 30 ELSE 31 END) THEN RETURN NULL; END IF;
          IF y = 0 THEN RETURN '-infinity'; END IF;
          moment := make_timestamp(y, mo, d, 0, 0, 0) + (h * 60 + mi) * interval '1 minute' + s * interval '1 second' + f * interval '1 microsecond';
          IF m[4] IS NULL THEN RETURN moment; END IF;
          IF m[8] IS NULL THEN RETURN pg_temp.in_zone(moment, zone); END IF;
          o := ltrim(m[8]);
          IF o IN ('Z', 'UTC') THEN RETURN moment; END IF;
          RETURN moment - (CASE left(o, 1) WHEN '-' THEN -1 ELSE 1 END) * (substr(o, 2, 2)::integer * 60 + CASE WHEN length(o) > 3 THEN right(o, 2)::integer ELSE 0 END) * interval '1 minute';
        END $$;
        """;

    public const string Sql = Arithmetic + "\n" + Numbers + "\n" + Moments;
}
