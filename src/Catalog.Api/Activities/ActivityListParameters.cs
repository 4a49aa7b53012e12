using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Activities;
using OpenData.Core.Errors;

namespace Catalog.Api.Activities;

/// <summary>Which part of a list: common to all lists of activities (contract 3.4).</summary>
internal record ActivityPageParameters
{
    [Parameter("How many at most; default 31, never more than 100.", Min = 0)]
    public int? Limit { get; init; }

    [Parameter("How many of the newest to leave out.", Min = 0)]
    public int Offset { get; init; }

    /// <exception cref="ValidationException">A time that is none, or both lists of types.</exception>
    /// <exception cref="NotAuthorizedException">Hidden activities are for sysadmins.</exception>
    public virtual ActivityFilter ToFilter(ActivityOptions options, Caller caller) => new() { Limit = Limit ?? options.ListLimit, Offset = Offset };
}

/// <summary>The same with times and types.</summary>
internal record ActivityRangeParameters : ActivityPageParameters
{
    [Parameter("Only activities before this time, in seconds since 1970.")]
    public JsonNode? Before { get; init; }

    [Parameter("Only activities after this time, in seconds since 1970.")]
    public JsonNode? After { get; init; }

    [Parameter("Also those of users whom the site hides. For sysadmins.")]
    public bool IncludeHiddenActivity { get; init; }

    [Parameter("Only these types, such as new package.")]
    public IReadOnlyList<string>? ActivityTypes { get; init; }

    public override ActivityFilter ToFilter(ActivityOptions options, Caller caller)
    {
        if (IncludeHiddenActivity && !caller.IsSysadmin)
            throw new NotAuthorizedException();
        var errors = new FieldErrors();
        var (before, after) = (Time(Before, "before", errors), Time(After, "after", errors));
        errors.ThrowIfAny();
        return base.ToFilter(options, caller) with { Before = before, After = after, IncludeHidden = IncludeHiddenActivity, Types = ActivityTypes is { Count: > 0 } types ? types : null };
    }

    private static DateTimeOffset? Time(JsonNode? value, string field, FieldErrors errors)
    {
        var text = value?.GetValueKind() switch
        {
            null => "",
            JsonValueKind.String => value.GetValue<string>().Trim(),
            JsonValueKind.Number => value.ToJsonString(),
            _ => "?",
        };
        if (text.Length == 0)
            return null;
        if (text.Length <= 40 && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > -60_000_000_000m and < 250_000_000_000m)
            return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        errors.Add(field, "Must be a float timestamp");
        return null;
    }
}

/// <summary>The same of one object.</summary>
internal record ActivityOfParameters : ActivityRangeParameters
{
    [Parameter("The id or the name of the object.")]
    public required string Id { get; init; }
}

/// <summary>The same of a dataset, where types can be left out too.</summary>
internal sealed record ActivityOfPackageParameters : ActivityOfParameters
{
    [Parameter("All types but these; not together with activity_types.")]
    public IReadOnlyList<string>? ExcludeActivityTypes { get; init; }

    public override ActivityFilter ToFilter(ActivityOptions options, Caller caller)
    {
        if (ExcludeActivityTypes is { Count: > 0 } && ActivityTypes is { Count: > 0 })
            throw new ValidationException("activity_types", "Cannot be used together with `exclude_activity_types");   // CKAN's text, one quote and all
        return base.ToFilter(options, caller) with { ExceptTypes = ExcludeActivityTypes ?? [] };
    }
}
