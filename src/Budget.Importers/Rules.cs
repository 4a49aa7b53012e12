namespace Budget.Importers;

/// <summary>A rule that the library or the job around it can report: its id, its usual severity and the places its text may use besides the common ones.</summary>
/// <param name="Id">Id in findings, in mappings and in text keys.</param>
/// <param name="Severity">Severity where a mapping does not set another.</param>
/// <param name="Args">Names in <see cref="Finding.Args"/>.</param>
public sealed record RuleInfo(string Id, Severity Severity, params string[] Args);

/// <summary>The rules about files and their content; the job around them has some of its own. <c>RuleTextTests</c> holds them and their texts together.</summary>
public static class Rules
{
    // the file
    public const string FileEmpty = "file-empty";
    public const string FileNoRows = "file-no-rows";
    public const string FormatDiffers = "format-differs";
    public const string EncodingDiffers = "encoding-differs";
    public const string EncodingInvalid = "encoding-invalid";
    public const string BytesOdd = "bytes-odd";
    public const string DelimiterDiffers = "delimiter-differs";
    public const string LineTooLong = "line-too-long";
    public const string LineTruncated = "line-truncated";
    public const string LineEndMissing = "line-end-missing";
    public const string ReadingStopped = "reading-stopped";

    // the header
    public const string HeaderMissing = "header-missing";
    public const string HeaderElsewhere = "header-elsewhere";
    public const string ColumnMissing = "column-missing";
    public const string ColumnRenamed = "column-renamed";
    public const string ColumnDoubled = "column-doubled";
    public const string ColumnUnknown = "column-unknown";
    public const string WrongResource = "wrong-resource";

    // a row
    public const string FieldCount = "field-count";
    public const string QuoteInvalid = "quote-invalid";
    public const string ControlCharacter = "control-character";
    public const string RowsBlank = "rows-blank";
    public const string KeyTwice = "key-twice";
    public const string PhaseOrder = "phase-order";

    // a cell
    public const string ValueMissing = "value-missing";
    public const string ValuePattern = "value-pattern";
    public const string ValueType = "value-type";
    public const string ValueUnknown = "value-unknown";
    public const string AmountMissing = "amount-missing";
    public const string AmountUnreadable = "amount-unreadable";
    public const string AmountOutOfRange = "amount-out-of-range";

    // the table and its history
    public const string Balanced = "balanced";
    public const string RowsRemoved = "rows-removed";
    public const string TotalMoved = "total-moved";

    // the delivery: reported by the job
    public const string PeriodMissing = "period-missing";
    public const string PeriodPublished = "period-published";
    public const string DeliveryIncomplete = "delivery-incomplete";
    public const string FileTooLarge = "file-too-large";
    public const string FetchFailed = "fetch-failed";
    public const string FetchTimeout = "fetch-timeout";
    public const string FetchRefused = "fetch-refused";

    /// <summary>All of them, in the order of a run.</summary>
    public static IReadOnlyList<RuleInfo> All { get; } =
    [
        new(FileEmpty, Severity.Error),
        new(FileNoRows, Severity.Error),
        new(FormatDiffers, Severity.Error),
        new(EncodingDiffers, Severity.Error),
        new(EncodingInvalid, Severity.Error, "offset"),
        new(BytesOdd, Severity.Error, "bytes"),
        new(DelimiterDiffers, Severity.Error),
        new(LineTooLong, Severity.Error, "most"),
        new(LineTruncated, Severity.Error, "fields"),
        new(LineEndMissing, Severity.Warning),
        new(ReadingStopped, Severity.Error, "most"),

        new(HeaderMissing, Severity.Error),
        new(HeaderElsewhere, Severity.Error),
        new(ColumnMissing, Severity.Error),
        new(ColumnRenamed, Severity.Error),
        new(ColumnDoubled, Severity.Error, "other"),
        new(ColumnUnknown, Severity.Warning),
        new(WrongResource, Severity.Error),

        new(FieldCount, Severity.Error, "fields"),
        new(QuoteInvalid, Severity.Error),
        new(ControlCharacter, Severity.Error),
        new(RowsBlank, Severity.Warning, "count"),
        new(KeyTwice, Severity.Error, "other"),
        new(PhaseOrder, Severity.Warning, "phase", "other"),

        new(ValueMissing, Severity.Error),
        new(ValuePattern, Severity.Error),
        new(ValueType, Severity.Error),
        new(ValueUnknown, Severity.Error),
        new(AmountMissing, Severity.Error),
        new(AmountUnreadable, Severity.Error),
        new(AmountOutOfRange, Severity.Error),

        new(Balanced, Severity.Error, "phase", "left", "left_total", "right", "right_total", "difference"),
        new(RowsRemoved, Severity.Error, "resource", "removed", "previous", "share", "most"),
        new(TotalMoved, Severity.Warning, "resource", "phase", "previous", "total", "share", "most"),

        new(PeriodMissing, Severity.Error),
        new(PeriodPublished, Severity.Error, "period", "version"),
        new(DeliveryIncomplete, Severity.Error, "period", "resource", "waited"),
        new(FileTooLarge, Severity.Error, "bytes", "most"),
        new(FetchFailed, Severity.Error, "status"),
        new(FetchTimeout, Severity.Error, "seconds"),
        new(FetchRefused, Severity.Error),
    ];

    private static readonly Dictionary<string, RuleInfo> ById = All.ToDictionary(rule => rule.Id, StringComparer.Ordinal);

    /// <summary>Usual severity of a rule.</summary>
    /// <exception cref="KeyNotFoundException">There is no such rule.</exception>
    public static Severity SeverityOf(string rule) => ById[rule].Severity;
}
