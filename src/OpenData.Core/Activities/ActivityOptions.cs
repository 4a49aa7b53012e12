using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace OpenData.Core.Activities;

/// <summary>Section <c>Activity</c>.</summary>
[OptionsSection("Activity")]
public sealed class ActivityOptions
{
    /// <summary>How many activities a list returns when the request does not say (CKAN: ckan.activity_list_limit).</summary>
    [Range(0, 100)]
    public int ListLimit { get; init; } = 31;

    /// <summary>How many activities a list returns at most (CKAN: ckan.activity_list_limit_max).</summary>
    [Range(1, 1000)]
    public int ListLimitMax { get; init; } = 100;

    /// <summary>Names of users, separated by spaces, whose activities only sysadmins see, and only when they ask for them (CKAN: ckan.hide_activity_from_users).</summary>
    public string HideFromUsers { get; init; } = "";
}
