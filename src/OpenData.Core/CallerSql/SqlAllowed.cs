using System.Collections.Frozen;

namespace OpenData.Core.CallerSql;

/// <summary>The allow-lists (contract A.3, security rule 2). What is on no list is refused, also what a later PostgreSQL brings.</summary>
internal static class SqlAllowed
{
    /// <summary>Functions that may be called. All only compute: none reads a table, a file, a setting or another session, and none runs a text as SQL.</summary>
    public static readonly FrozenSet<string> Functions = Words("""
        array_agg avg bit_and bit_or bit_xor any_value range_agg range_intersect_agg bool_and bool_or corr count covar_pop covar_samp every json_agg json_object_agg jsonb_agg jsonb_object_agg max min percentile_cont percentile_disc mode
        regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance xmlagg
        cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
        abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd cosh cot cotd degrees div erf erfc exp factorial floor gcd lcm ln log log10 min_scale mod pi pow power radians random round scale sign
        sin sind sinh sqrt tan tand tanh trim_scale trunc width_bucket
        btrim chr concat concat_ws convert convert_from convert_to decode encode format initcap left length lower lpad ltrim md5 parse_ident quote_ident quote_literal quote_nullable
        regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_substr regexp_replace regexp_split_to_array regexp_split_to_table repeat replace reverse right rpad rtrim split_part strip strpos substr substring to_ascii
        string_to_table to_bin to_hex to_oct translate upper ascii bit_count sha224 sha256 sha384 sha512 gen_random_uuid unistr normalize bit_length char_length character_length octet_length starts_with to_number
        age area clock_timestamp date_bin date_part date_trunc isfinite justify_days justify_hours justify_interval make_date make_interval make_time make_timestamp make_timestamptz date_add date_subtract now
        statement_timestamp to_char to_date to_timestamp transaction_timestamp timezone
        json_array_element json_array_elements json_array_elements_text json_array_element_text json_array_length json_build_array json_build_object json_each json_each_text
        json_extract_path json_extract_path_text json_object json_object_keys json_to_record json_to_recordset json_populate_record json_populate_recordset json_typeof json_strip_nulls
        jsonb_array_element jsonb_array_elements jsonb_array_elements_text jsonb_array_element_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
        jsonb_extract_path jsonb_extract_path_text jsonb_object_keys jsonb_populate_record jsonb_populate_recordset jsonb_insert jsonb_object jsonb_path_exists jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query jsonb_path_query_array
        jsonb_path_query_array_tz jsonb_path_query_first jsonb_path_query_first_tz jsonb_path_query_tz jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof
        row_to_json to_json to_jsonb array_to_json
        array_append array_cat array_fill array_length array_lower array_ndims array_position array_positions array_prepend array_remove array_replace array_to_string array_upper
        cardinality generate_series string_to_array trim_array unnest int4range int8range numrange daterange tsrange tstzrange int4multirange int8multirange nummultirange datemultirange tsmultirange
        tstzmultirange multirange isempty lower_inc lower_inf range_merge upper_inc upper_inf
        array_to_tsvector get_current_ts_config numnode phraseto_tsquery plainto_tsquery querytree setweight to_tsquery to_tsvector ts_delete ts_filter ts_headline ts_rank ts_rank_cd tsquery_phrase
        tsvector_to_array websearch_to_tsquery
        box center circle diameter height width isclosed isopen npoints pclose popen path point polygon radius slope abbrev broadcast family host hostmask inet_merge inet_same_family
        masklen network set_masklen text get_bit get_byte set_bit set_byte xmlcomment xmlconcat xpath xpath_exists num_nonnulls num_nulls enum_first enum_last enum_range
        """);

    /// <summary>Keywords that look like calls: <c>in (…)</c>, <c>cast(…)</c>, <c>numeric(18,2)</c> (contract A.3: the ones of SQL's own syntax are allowed).</summary>
    public static readonly FrozenSet<string> Syntax = Words("""
        all and any array as between bit by case cast char character coalesce collate cross cube dec decimal distinct else escape except exists extract fetch filter first float following
        for from greatest group grouping having ilike in inner int intersect interval is join key last lateral least left like limit materialized natural nchar next not null nullif
        numeric nulls offset on only or order outer over overlaps overlay partition position precision range recursive right rollup row rows select sets similar some symmetric table then time
        timestamp to treat trim union using values varchar varying when where window with within zone float4 float8 timestamptz timetz bpchar varbit end desc asc on groups
        """);

    /// <summary>Called without brackets: the names of our roles, schemas and databases.</summary>
    public static readonly FrozenSet<string> Whereabouts = Words("current_user current_role session_user system_user user current_catalog current_schema");

    /// <summary>What only syntax calls: <c>extract</c>, <c>at time zone</c>, <c>overlaps</c>, <c>similar to</c> …</summary>
    public static readonly FrozenSet<string> BehindSyntax = Words("extract timezone overlaps like_escape similar_to_escape similar_escape overlay position normalize is_normalized substring btrim ltrim rtrim");

    /// <summary>Functions that PostgreSQL keeps from everybody but superusers: CKAN answers for them as for a table (contract 5.8).</summary>
    public static bool IsForSuperusers(string function) =>
        function.StartsWith("pg_read_", StringComparison.Ordinal) || function.StartsWith("pg_ls_", StringComparison.Ordinal) || function is "lo_import" or "lo_export" or "pg_stat_file" or "pg_reload_conf" or "pg_rotate_logfile";

    /// <summary>Types by <c>pg_type.typname</c>, with their arrays; not those whose values name things of the database, such as <c>regclass</c> and <c>oid</c>.</summary>
    public static readonly FrozenSet<string> Types = Words("""
        bool int2 int4 int8 float4 float8 numeric text varchar bpchar char name unknown date time timetz timestamp timestamptz interval json jsonb jsonpath uuid bytea bit varbit
        money inet cidr macaddr macaddr8 point line lseg box path polygon circle tsvector tsquery xml regconfig record
        int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange
        """);

    /// <summary>Other spellings of these types in a cast; of those of several words the first.</summary>
    public static readonly FrozenSet<string> TypeWords = Words("integer int smallint bigint real double float decimal dec boolean character national nchar setof array string");

    /// <summary>Nodes of an analysed query (PostgreSQL 15 to 18). A kind that is not here has not been thought of. PARAM is the left side of <c>in (select …)</c>; those of callers are no token.</summary>
    public static readonly FrozenSet<string> Nodes = Words("""
        QUERY RTE RANGETBLENTRY RTEPERMISSIONINFO ALIAS RANGETBLREF JOINEXPR FROMEXPR TARGETENTRY VAR CONST AGGREF GROUPINGFUNC WINDOWFUNC SUBSCRIPTINGREF FUNCEXPR NAMEDARGEXPR OPEXPR
        DISTINCTEXPR NULLIFEXPR SCALARARRAYOPEXPR BOOLEXPR SUBLINK PARAM FIELDSELECT RELABELTYPE COERCEVIAIO ARRAYCOERCEEXPR CONVERTROWTYPEEXPR COLLATE COLLATEEXPR CASE CASEEXPR WHEN CASEWHEN
        CASETESTEXPR ARRAY ARRAYEXPR ROW ROWEXPR ROWCOMPARE ROWCOMPAREEXPR COALESCE COALESCEEXPR MINMAX MINMAXEXPR SQLVALUEFUNCTION XMLEXPR NULLTEST BOOLEANTEST SORTGROUPCLAUSE GROUPINGSET
        WINDOWCLAUSE COMMONTABLEEXPR SETOPERATIONSTMT RANGETBLFUNCTION CTESEARCHCLAUSE CTECYCLECLAUSE
        """);

    private static FrozenSet<string> Words(string list) => list.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.Ordinal);
}
