using System.Globalization;
using System.Text.RegularExpressions;

namespace Budget.Importers.Mapping;

/// <summary>The part <c>etl</c> of a mapping that is about whole deliveries.</summary>
public sealed record EtlMapping
{
    public required IReadOnlyList<SourceMapping> Sources { get; init; }

    public required ScheduleMapping Schedule { get; init; }

    /// <summary>How a file tells its period; null for an undated source.</summary>
    public PeriodMapping? Period { get; init; }

    /// <summary>All rules, those of rows too (<see cref="ResourceMapping.RowRules"/>).</summary>
    public required IReadOnlyList<RuleMapping> Rules { get; init; }

    /// <summary><c>auto</c>: what has no error is published at once. The only mode so far.</summary>
    public required string PublishMode { get; init; }
}

/// <summary>A place that files come from: <see cref="FolderSource"/> or <see cref="HttpSource"/>.</summary>
public abstract record SourceMapping
{
    /// <summary>The word in a mapping.</summary>
    public abstract string Kind { get; }

    /// <summary>How long an incomplete delivery waits before it is reported.</summary>
    public required TimeSpan Wait { get; init; }
}

/// <param name="Path">Folder relative to the inbox, with <c>/</c>; never absolute and never with <c>..</c>.</param>
public sealed record FolderSource(string Path) : SourceMapping
{
    public override string Kind => "folder";
}

/// <param name="Urls">Address (http or https) by resource name; one for each resource.</param>
public sealed record HttpSource(IReadOnlyDictionary<string, Uri> Urls) : SourceMapping
{
    public override string Kind => "http";
}

/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">IANA name, found on this machine.</param>
public sealed record ScheduleMapping(string Cron, string TimeZone);

/// <summary>The period of a delivery, from the name of its files.</summary>
/// <param name="Pattern">Regular expression with a group <c>period</c>, searched in the file name without folder.</param>
/// <param name="Format">Date format of that group, as .NET writes it (<c>yyyy_MM_dd</c>).</param>
public sealed record PeriodMapping(Regex Pattern, string Format)
{
    /// <summary>The period that a file name or path tells, or null where it tells none.</summary>
    public DateOnly? Of(string fileName)
    {
        var match = Pattern.Match(fileName[(fileName.LastIndexOf('/') + 1)..]);
        return match.Success && DateOnly.TryParseExact(match.Groups["period"].ValueSpan, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var period)
            ? period
            : null;
    }
}

/// <summary>One entry of <c>etl.rules</c>; which properties count depends on the rule.</summary>
public sealed record RuleMapping
{
    /// <summary><c>balanced</c>, <c>phase-order</c>, <c>rows-removed</c> or <c>total-moved</c>.</summary>
    public required string Id { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>Resources it looks at; for <c>balanced</c> exactly two.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary><c>balanced</c>: the phase whose totals must be equal. <c>total-moved</c>: the only phase looked at, or null for all.</summary>
    public string? Phase { get; init; }

    /// <summary><c>phase-order</c>: phases from the largest to the smallest.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary><c>rows-removed</c>, <c>total-moved</c>: the largest share that passes, 0.20 for 20 %.</summary>
    public decimal? Most { get; init; }

    /// <summary><c>phase-order</c>: the excess that passes, in units of the amount.</summary>
    public decimal Tolerance { get; init; }
}
