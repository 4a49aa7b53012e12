using Dapper;
using OpenData.Core.Access;

namespace OpenData.Core.Activities;

/// <summary>
/// Who may see an activity: whoever could read its object then and may read it now. A dataset that was private does not become public with its history,
/// nor does the history stay public when it becomes private.
/// </summary>
public static class ActivityAccess
{
    /// <summary>The rule for the state of that time, as a condition on <c>catalog.activity a</c> with the parameters of <see cref="Parameters"/>.</summary>
    public const string ReadableThenSql = "(@callerIsSysadmin or a.permission_labels && @callerLabels or a.package_id = any(@callerPackages))";

    /// <summary>The whole rule. A purged dataset is nobody's but the sysadmins'.</summary>
    public const string VisibleSql = $"""
        (@callerIsSysadmin or (
            {ReadableThenSql}
            and (a.package_id is null or exists (select 1 from catalog.package p where p.id = a.package_id and {PackageAccess.ReadableSql}))
            and not exists (select 1 from catalog."group" g where g.id = a.object_id and g.state <> 'active' and not g.id = any(@callerOrgs))))
        """;

    /// <summary>Who the caller is, for statements with these conditions; with more values of the statement's own.</summary>
    public static DynamicParameters Parameters(Caller caller, object? more = null)
    {
        var parameters = PackageAccess.Parameters(caller, more);
        parameters.Add("callerLabels", Labels(caller).ToArray());
        return parameters;
    }

    private static IEnumerable<string> Labels(Caller caller) =>
        caller.Roles.Keys.Select(group => $"member-{group}").Append("public").Concat(caller.UserId is { } id ? [$"creator-{id}"] : []);
}
