namespace Tacit.ClickHouse.Opening;

/// <summary>Every setting that the meaning of a statement depends on. They go with each request, so that no profile of the user, the role or the server decides.</summary>
internal static class SessionSettings
{
    /// <summary>How long the server keeps a session that says nothing, in seconds.</summary>
    public const int SessionSeconds = 300;

    public static IEnumerable<KeyValuePair<string, object>> Pinned { get; } = new Dictionary<string, object>(StringComparer.Ordinal)
    {
        // The text means what the printer means.
        ["dialect"] = "clickhouse",
        ["enable_analyzer"] = 1,
        ["prefer_column_name_to_alias"] = 1,
        ["enable_positional_arguments"] = 0,
        ["session_timezone"] = "UTC",
        ["function_implementation"] = string.Empty,

        // NULL is NULL: what a left join does not find, what a cast of NULL gives, what is one of a list.
        ["join_use_nulls"] = 1,
        ["cast_keep_nullable"] = 1,
        ["transform_null_in"] = 0,
        ["data_type_default_nullable"] = 0,
        ["least_greatest_legacy_null_behavior"] = 1,
        ["aggregate_functions_null_for_empty"] = 0,
        ["empty_result_for_aggregation_by_empty_set"] = 0,
        ["group_by_use_nulls"] = 0,

        // Joins keep every match, counts are exact, and branches are computed where they are taken alone.
        ["join_default_strictness"] = "ALL",
        ["any_join_distinct_right_table_keys"] = 0,
        ["join_algorithm"] = "parallel_hash,hash",
        ["count_distinct_implementation"] = "uniqExact",
        ["optimize_arithmetic_operations_in_aggregate_functions"] = 0,
        ["short_circuit_function_evaluation"] = "force_enable",
        ["precise_float_parsing"] = 1,

        // All rows as the tables mean them, or an error: never a part, never what was cached. Replaced rows are gone, merged or not.
        ["final"] = 1,
        ["limit"] = 0,
        ["offset"] = 0,
        ["extremes"] = 0,
        ["additional_table_filters"] = "{}",
        ["additional_result_filter"] = string.Empty,
        ["use_query_cache"] = 0,
        ["skip_unavailable_shards"] = 0,
        ["read_overflow_mode"] = "throw",
        ["read_overflow_mode_leaf"] = "throw",
        ["group_by_overflow_mode"] = "throw",
        ["sort_overflow_mode"] = "throw",
        ["result_overflow_mode"] = "throw",
        ["timeout_overflow_mode"] = "throw",
        ["timeout_overflow_mode_leaf"] = "throw",
        ["set_overflow_mode"] = "throw",
        ["join_overflow_mode"] = "throw",
        ["transfer_overflow_mode"] = "throw",
        ["distinct_overflow_mode"] = "throw",

        // Statements are as long as questions and declarations make them.
        ["max_query_size"] = 1L << 30,
        ["max_ast_elements"] = 100_000_000,
        ["max_expanded_ast_elements"] = 100_000_000,
        ["max_ast_depth"] = 1_000_000,
        ["max_parser_depth"] = 1_000_000,
        ["max_parser_backtracks"] = 0,

        // An answer arrives whole or as an error; one that nobody waits for is stopped; secrets of the opening stay out of the server's log of queries.
        ["wait_end_of_query"] = 1,
        ["cancel_http_readonly_queries_on_client_close"] = 1,
        ["log_queries"] = 0,
    };
}
