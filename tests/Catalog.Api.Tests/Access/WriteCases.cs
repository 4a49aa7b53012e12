namespace Catalog.Api.Tests.Access;

/// <summary>Every writing action with the rule of contract 2.12, 3.4 to 3.7 that it falls under.</summary>
internal static class WriteCases
{
    private const string Bad = "Not A Name!";

    private static readonly string TooLong = new('9', 101);

    private static readonly string[] NoList = ["x"];

    private static readonly int[] Done = [200];

    private static readonly int[] DoneOrNone = [200, 404];

    public static IReadOnlyList<WriteCase> All { get; } = [.. Packages(), .. Versions(), .. Tables(), .. Loaders(), .. Views(), .. Relations(), .. Organizations(), .. Groups(), .. People(), .. Sysadmins()];

    private static WriteCase Dataset(string action, Func<Target, object> body, Func<Rights, Func<Actor, Target, bool>> may) => new(action, TargetKind.Dataset, (_, t) => body(t), may);

    private static WriteCase Sysadmin(string action, TargetKind kind, Func<Target, object> body) => new(action, kind, (_, t) => body(t), _ => Rights.IsSysadmin);

    private static IEnumerable<WriteCase> Packages() =>
    [
        new("package_create", TargetKind.Site, (_, _) => new { name = Bad }, r => r.CreateSomewhere) { Key = null },
        new("package_create", TargetKind.Organization, (_, t) => new { name = Bad, owner_org = t.Id }, r => r.CreateHere) { Key = null, Note = "in an organization", Only = ["active"] },
        Dataset("package_update", t => new { id = t.Id, version = TooLong }, r => r.Edit),
        Dataset("package_patch", t => new { id = t.Id, version = TooLong }, r => r.Edit),
        Dataset("package_revise", t => new Dictionary<string, string> { ["match__id"] = t.Id, ["update__version"] = TooLong }, r => r.Edit) with { Key = "match__id" },
        Dataset("package_resource_reorder", t => new { id = t.Id, order = NoList }, r => r.Edit),
        Dataset("package_delete", t => new { id = t.Id }, r => r.Edit) with { Allowed = Done, Destroys = true },
        Dataset("resource_create", t => new { package_id = t.Id, size = "x" }, r => r.Edit) with { Key = "package_id" },
        Dataset("resource_update", t => new { id = t.Part, size = "x" }, r => r.Edit),
        Dataset("resource_patch", t => new { id = t.Part, size = "x" }, r => r.Edit),
        Dataset("resource_delete", t => new { id = t.Part }, r => r.Edit) with { Allowed = Done, Destroys = true },
        Dataset("package_owner_org_update", t => new { id = t.Id, organization_id = "no-such-thing" }, _ => Rights.IsSysadmin),
        Dataset("dataset_purge", t => new { id = t.Id }, _ => Rights.IsSysadmin) with { Allowed = Done, Destroys = true },
    ];

    /// <summary>Of a version that is not there.</summary>
    private static IEnumerable<WriteCase> Versions() =>
    [
        Dataset("dataset_version_tag", t => new { id = t.Id, version = 987654, tag = "x" }, r => r.Edit),
        Dataset("dataset_version_withdraw", t => new { id = t.Id, version = 987654, reason = "x" }, r => r.Edit),
        Dataset("dataset_version_revert", t => new { id = t.Id, version = 987654 }, r => r.Edit),
        Dataset("dataset_version_expire", t => new { id = t.Id }, r => r.Oversee),
        Dataset("dataset_version_policy_update", t => new { id = t.Id, versioning = "never" }, r => r.Oversee),
        Dataset("dataset_version_redact", t => new { id = t.Id, resource_id = t.Part, cells = NoList, reason = "x" }, r => r.Oversee),
    ];

    /// <summary>Without force, a resource that was not made for its table is refused.</summary>
    private static IEnumerable<WriteCase> Tables() =>
    [
        Dataset("datastore_create", t => new { resource_id = t.Part }, r => r.Edit) with { Key = null },   // an unknown id is a 409 there
        Dataset("datastore_create", t => new { resource = new { package_id = t.Id }, fields = new[] { new { id = "_no_name" } } }, r => r.Edit) with { Key = null, Note = "with its resource" },
        Dataset("datastore_upsert", t => new { resource_id = t.Part }, r => r.Edit) with { Key = "resource_id" },
        Dataset("datastore_delete", t => new { resource_id = t.Part }, r => r.Edit) with { Key = "resource_id" },
        Dataset("datastore_records_delete", t => new { resource_id = t.Part, filters = new { } }, r => r.Edit) with { Key = "resource_id" },
        .. new[] { "datastore_function_create", "datastore_function_delete", "datastore_run_triggers" }.Select(action => Sysadmin(action, TargetKind.Site, _ => new { }) with { Key = null }),
    ];

    /// <summary>A hook with a state that no load has is refused; nobody carries out what is submitted here.</summary>
    private static IEnumerable<WriteCase> Loaders() => new[] { "xloader", "datapusher" }.SelectMany(loader => new[]
    {
        Dataset($"{loader}_submit", t => new { resource_id = t.Part }, r => r.Edit) with { Key = "resource_id", Allowed = Done },
        Dataset($"{loader}_hook", t => new { metadata = new { resource_id = t.Part }, status = "no-such-state" }, r => r.Edit) with { Key = null },
    }).Append(Dataset("datapusher_status", t => new { resource_id = t.Part }, r => r.Edit) with { Key = "resource_id", Allowed = DoneOrNone });

    private static IEnumerable<WriteCase> Views() =>
    [
        Dataset("resource_view_create", t => new { resource_id = t.Part, view_type = "no_such_view" }, r => r.Edit) with { Key = "resource_id" },
        Dataset("resource_view_update", t => new { id = t.View, view_type = "no_such_view" }, r => r.Edit),
        Dataset("resource_view_reorder", t => new { id = t.Part, order = NoList }, r => r.Edit),
        Dataset("resource_view_delete", t => new { id = t.View }, r => r.Edit) with { Allowed = Done, Destroys = true },
        Dataset("resource_create_default_resource_views", t => new { resource = new { id = t.Part } }, r => r.Edit) with { Allowed = Done, Key = null },
        Dataset("package_create_default_resource_views", t => new { package = new { id = t.Id, resources = new[] { new { id = t.Part } } } }, r => r.Edit) with { Allowed = Done, Key = null },
        Dataset("package_create_default_resource_views", t => new { package = new { id = t.World.Partner, resources = new[] { new { id = t.Part } } } }, r => r.Relate) with
        {
            Allowed = Done, Key = null, Note = "another dataset's resource",
        },
    ];

    private static IEnumerable<WriteCase> Relations()
    {
        foreach (var action in new[] { "package_relationship_create", "package_relationship_update", "package_relationship_delete" })
        {
            yield return Dataset(action, t => new { subject = t.Id, @object = t.World.Partner, type = "no_such_type" }, r => r.Relate) with { Key = "subject" };
            yield return Dataset(action, t => new { subject = t.World.Partner, @object = t.Id, type = "no_such_type" }, r => r.Relate) with { Key = "object", Note = "as object" };
        }

        yield return Dataset("package_collaborator_create", t => new { id = t.Id, user_id = t.World.Bystander.Name, capacity = "king" }, r => r.ManageCollaborators);
        yield return Dataset("package_collaborator_delete", t => new { id = t.Id, user_id = t.World.Bystander.Name }, r => r.ManageCollaborators) with { Allowed = [404, 409] };
        yield return Dataset("follow_dataset", t => new { id = t.Id }, r => r.Follow) with { Allowed = Done };
        yield return Dataset("unfollow_dataset", t => new { id = t.Id }, r => r.Follow) with { Allowed = [200, 404] };
    }

    private static IEnumerable<WriteCase> Organizations() =>
    [
        new("organization_create", TargetKind.Site, (_, _) => new { name = Bad }, r => r.CreateOrganization) { Key = null },
        .. Administered("organization", TargetKind.Organization),
        new("bulk_update_private", TargetKind.Organization, (_, t) => new { org_id = t.Id, datasets = Array.Empty<string>() }, r => r.Administer) { Allowed = Done, Key = "org_id" },
        new("bulk_update_public", TargetKind.Organization, (_, t) => new { org_id = t.Id, datasets = Array.Empty<string>() }, r => r.Administer) { Allowed = Done, Key = "org_id" },
        new("bulk_update_delete", TargetKind.Organization, (_, t) => new { org_id = t.Id, datasets = Array.Empty<string>() }, r => r.Administer) { Allowed = Done, Key = "org_id" },
    ];

    private static IEnumerable<WriteCase> Groups() =>
    [
        new("group_create", TargetKind.Site, (_, _) => new { name = Bad }, r => r.CreateGroup) { Key = null },
        .. Administered("group", TargetKind.Group),
        new("member_create", TargetKind.Group, (_, t) => new { id = t.Id, @object = t.World.Partner, object_type = "package", capacity = "public" }, r => r.IsMember) { Allowed = Done, Note = "a dataset" },
        new("member_delete", TargetKind.Group, (_, t) => new { id = t.Id, @object = t.World.Partner, object_type = "package" }, r => r.IsMember) { Allowed = Done, Note = "a dataset" },
    ];

    /// <summary>What organizations and groups have alike.</summary>
    private static IEnumerable<WriteCase> Administered(string word, TargetKind kind) =>
    [
        new($"{word}_update", kind, (_, t) => new { id = t.Id, name = Bad }, r => r.Administer),
        new($"{word}_patch", kind, (_, t) => new { id = t.Id, name = Bad }, r => r.Administer),
        new($"{word}_delete", kind, (_, t) => new { id = t.Id }, r => r.Delete) { Allowed = Done, Destroys = true },
        new($"{word}_purge", kind, (_, t) => new { id = t.Id }, _ => Rights.IsSysadmin) { Allowed = Done, Destroys = true },
        new($"{word}_member_create", kind, (_, t) => new { id = t.Id, username = t.World.Bystander.Name, role = "king" }, r => r.Administer),
        new($"{word}_member_delete", kind, (_, t) => new { id = t.Id, username = t.World.Bystander.Name }, r => r.Administer) { Allowed = Done },
        new("member_create", kind, (_, t) => new { id = t.Id, @object = t.World.Bystander.Name, object_type = "user", capacity = "member" }, r => r.Administer) { Allowed = Done, Note = $"a user, {word}" },
        new("member_delete", kind, (_, t) => new { id = t.Id, @object = t.World.Bystander.Name, object_type = "user" }, r => r.Administer) { Allowed = Done, Note = $"a user, {word}" },
        new("member_create", kind, (_, t) => new { id = t.Id, @object = t.World.Elsewhere, object_type = "group", capacity = "public" }, r => r.Administer) { Allowed = Done, Note = $"a parent, {word}" },
        new("member_delete", kind, (_, t) => new { id = t.Id, @object = t.World.Elsewhere, object_type = "group" }, r => r.Administer) { Allowed = Done, Note = $"a parent, {word}" },
        new("user_invite", kind, (_, t) => new { group_id = t.Id, email = "x", role = "king" }, r => r.Administer) { Key = "group_id", Note = word },
        new("follow_group", kind, (_, t) => new { id = t.Id }, r => r.FollowGroup) { Allowed = Done, Note = word },
        new("unfollow_group", kind, (_, t) => new { id = t.Id }, r => r.FollowGroup) { Allowed = [200, 404], Note = word },
    ];

    private static IEnumerable<WriteCase> People()
    {
        yield return new("user_create", TargetKind.Site, (_, _) => new { name = Bad, email = "x", password = "x" }, r => r.CreateUser) { Key = null };
        foreach (var action in new[] { "user_update", "user_patch" })
        {
            yield return new(action, TargetKind.Site, (_, t) => new { id = t.World.Bystander.Name, name = Bad }, _ => Rights.IsSysadmin);
            yield return new(action, TargetKind.Site, (a, t) => new { id = a.Person?.Name ?? t.World.Bystander.Name, name = Bad }, _ => Rights.IsUser) { Note = "one's own" };
        }

        yield return Sysadmin("user_delete", TargetKind.Site, t => new { id = t.World.Gone.Name }) with { Allowed = Done };
        yield return new("api_token_create", TargetKind.Site, (_, t) => new { user = t.World.Bystander.Name, name = "x", expires_in = long.MaxValue }, _ => Rights.IsSysadmin) { Key = "user" };
        yield return new("api_token_create", TargetKind.Site, (a, t) => new { user = a.Person?.Name ?? t.World.Bystander.Name, name = "x", expires_in = long.MaxValue }, _ => Rights.IsUser)
        {
            Key = "user", Note = "one's own",
        };
        yield return Sysadmin("api_token_revoke", TargetKind.Site, _ => new { jti = "no-such-token" }) with { Allowed = Done, Key = null };
        yield return new("follow_user", TargetKind.Site, (_, t) => new { id = t.World.Bystander.Name }, _ => Rights.IsUser) { Allowed = Done };
        yield return new("unfollow_user", TargetKind.Site, (_, t) => new { id = t.World.Bystander.Name }, _ => Rights.IsUser) { Allowed = [200, 404] };
        yield return new("dashboard_mark_activities_old", TargetKind.Site, (_, _) => new { }, _ => Rights.IsUser) { Allowed = Done, Key = null };
    }

    private static IEnumerable<WriteCase> Sysadmins() =>
    [
        Sysadmin("vocabulary_create", TargetKind.Site, _ => new { name = "x" }) with { Key = null },
        Sysadmin("vocabulary_update", TargetKind.Vocabulary, t => new { id = t.Id, name = "x" }),
        Sysadmin("vocabulary_delete", TargetKind.Vocabulary, t => new { id = t.Id }),
        Sysadmin("tag_create", TargetKind.Vocabulary, t => new { name = "x", vocabulary_id = t.Id }) with { Key = null },
        Sysadmin("tag_delete", TargetKind.Vocabulary, t => new { id = t.Part, vocabulary_id = t.Id }) with { Allowed = Done, Destroys = true },
        Sysadmin("task_status_update", TargetKind.Site, _ => new { }) with { Key = null },
        Sysadmin("task_status_update_many", TargetKind.Site, _ => new { data = new[] { new { } } }) with { Key = null },
        Sysadmin("task_status_delete", TargetKind.Task, t => new { id = t.Id }) with { Allowed = Done, Destroys = true },
        Sysadmin("term_translation_update", TargetKind.Site, _ => new { }) with { Key = null },
        Sysadmin("term_translation_update_many", TargetKind.Site, _ => new { data = new[] { new { } } }) with { Key = null },
        Sysadmin("config_option_update", TargetKind.Site, _ => new { no_such_option = "x" }) with { Key = null },
        Sysadmin("activity_create", TargetKind.Site, _ => new { user_id = "admin", object_id = "x", activity_type = "x" }) with { Key = null },
        Sysadmin("activity_delete", TargetKind.Site, _ => new { id = "x" }) with { Key = null },
        Sysadmin("activity_delete_all", TargetKind.Site, _ => new { }) with { Key = null },
        Sysadmin("activity_delete_counts", TargetKind.Site, _ => new { id = "x" }) with { Key = null },
        Sysadmin("send_email_notifications", TargetKind.Site, _ => new { }) with { Key = null },
        Sysadmin("resource_view_clear", TargetKind.Site, _ => new { view_types = "no_such_view" }) with { Allowed = Done, Key = null },
        Sysadmin("job_clear", TargetKind.Site, _ => new { queues = "no-such-queue" }) with { Allowed = Done, Key = null },
        Sysadmin("job_cancel", TargetKind.Run, t => new { id = t.Id }) with { Allowed = Done, Destroys = true },
        Sysadmin("etl_run_cancel", TargetKind.Run, t => new { id = t.Id }) with { Allowed = Done, Destroys = true },
        Sysadmin("etl_source_run", TargetKind.Run, t => new { id = t.Part }) with { Allowed = Done, Destroys = true },
    ];
}
