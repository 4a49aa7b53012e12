using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace Catalog.Api.Tests.Access;

/// <summary>The callers and things of the matrix on one site. A thing is made when it is first asked for.</summary>
internal sealed class World
{
    private readonly CatalogSite _site;
    private readonly ConcurrentDictionary<(TargetKind, string), Lazy<Task<Target>>> _shared = new();
    private string _parent = "";
    private string _organization = "";

    private World(CatalogSite site) => _site = site;

    public IReadOnlyList<Actor> Actors { get; private set; } = [];

    /// <summary>An account that does nothing, and one that was deleted.</summary>
    public Person Bystander { get; private set; } = null!;

    public Person Gone { get; private set; } = null!;

    /// <summary>An organization that none of the callers is in.</summary>
    public string Elsewhere { get; private set; } = "";

    /// <summary>A public dataset of the organization, without collaborators.</summary>
    public string Partner { get; private set; } = "";

    public static async Task<World> MakeAsync(CatalogSite site)
    {
        var world = new World(site) { Bystander = await site.HasUserAsync("bystander"), Gone = await site.HasUserAsync("gone") };
        await site.MakeAsync("user_delete", new JsonObject { ["id"] = world.Gone.Name });
        var actors = new List<Actor>();
        foreach (var actor in Actor.All)
        {
            actors.Add(actor with
            {
                Person = actor.Kind switch { "anonymous" => null, "sysadmin" => new Person("", "admin", site.Site.Token), _ => await site.HasUserAsync(actor.Kind) },
            });
        }

        world.Actors = actors;
        world._parent = (await world.HasGroupAsync("organization", actor => actor.InParent)).Name;
        await world.HasGroupAsync("organization", actor => actor.InOther);
        world.Elsewhere = (await world.HasGroupAsync("organization", _ => null)).Name;
        world._organization = (await world.SharedAsync(TargetKind.Organization, "active")).Name;
        world.Partner = (await world._site.Data.HasPackageAsync(People.NewName("partner"), CatalogSite.Ct, draft => draft with { OwnerOrg = world._organization })).Id.ToString();
        return world;
    }

    /// <summary>The one that many calls are made about.</summary>
    public Task<Target> SharedAsync(TargetKind kind, string state) => _shared.GetOrAdd((kind, state), key => new(() => FreshAsync(key.Item1, key.Item2))).Value;

    /// <summary>One of its own, for a call that may destroy it.</summary>
    public Task<Target> FreshAsync(TargetKind kind, string state) => kind switch
    {
        TargetKind.Dataset => HasDatasetAsync(state),
        TargetKind.Organization => HasOrganizationAsync(kind, state, actor => actor.InOrganization),
        TargetKind.Group => HasOrganizationAsync(kind, state, actor => actor.InGroup),
        TargetKind.Vocabulary => HasVocabularyAsync(state),
        TargetKind.Task => HasTaskAsync(state),
        TargetKind.Run => HasRunAsync(state),
        _ => Task.FromResult(new Target(kind, state) { World = this }),
    };

    private async Task<Target> HasDatasetAsync(string state)
    {
        var target = new Target(TargetKind.Dataset, state) { World = this };
        var saved = await _site.Data.HasPackageAsync(People.NewName("mx"), CatalogSite.Ct, draft => draft with
        {
            OwnerOrg = target.IsOwned ? _organization : null, Private = state == "private", CreatorUserId = Guid.Parse(Actors.Single(actor => actor.IsCreator).Person!.Id),
            State = target.IsDeleted ? "deleted" : state.Contains("draft", StringComparison.Ordinal) ? "draft" : "active", Resources = [new ResourceDraft { Name = "r", Url = "http://example.org/r" }],
        });
        const string sql = """
            insert into catalog.package_collaborator (package_id, user_id, capacity, modified) select @Id, u.id, @capacity, now() from catalog."user" u where u.name = @name
            """;
        await using var connection = await _site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        foreach (var actor in Actors.Where(actor => actor.AsCollaborator is not null))
            await connection.ExecuteAsync(sql, new { saved.Id, capacity = Roles.Name(actor.AsCollaborator!.Value), name = actor.Person!.Name });
        var view = await connection.QuerySingleAsync<Guid>("""
            insert into catalog.resource_view (id, resource_id, title, view_type, position) values (gen_random_uuid(), @resource, 'v', 'text_view', 0) returning id
            """, new { resource = saved.Resources[0].Id });
        return target with { Id = saved.Id.ToString(), Part = saved.Resources[0].Id.ToString(), View = view.ToString() };
    }

    private async Task<Target> HasOrganizationAsync(TargetKind kind, string state, Func<Actor, Role?> role)
    {
        var word = kind == TargetKind.Group ? "group" : "organization";
        var (id, name) = await HasGroupAsync(word, role);
        if (kind == TargetKind.Organization)
            await _site.MakeAsync("organization_patch", new JsonObject { ["id"] = id, ["groups"] = new JsonArray(new JsonObject { ["name"] = _parent }) });
        if (state == "deleted")
            await _site.MakeAsync($"{word}_delete", new JsonObject { ["id"] = id });
        return new Target(kind, state) { Id = id, Name = name, World = this };
    }

    private Task<(string Id, string Name)> HasGroupAsync(string kind, Func<Actor, Role?> role) =>
        _site.HasOrganizationAsync(kind, [.. Actors.Where(actor => role(actor) is not null).Select(actor => (actor.Person!, Roles.Name(role(actor)!.Value)))]);

    private async Task<Target> HasVocabularyAsync(string state)
    {
        var made = await _site.MakeAsync("vocabulary_create", new JsonObject { ["name"] = People.NewName("vocab"), ["tags"] = new JsonArray(new JsonObject { ["name"] = "tag" }) });
        return new Target(TargetKind.Vocabulary, state) { Id = (string)made["id"]!, Part = (string)made["tags"]![0]!["id"]!, World = this };
    }

    private async Task<Target> HasTaskAsync(string state)
    {
        var made = await _site.MakeAsync("task_status_update", new JsonObject
        {
            ["entity_id"] = Guid.NewGuid().ToString(), ["entity_type"] = "resource", ["task_type"] = "matrix", ["key"] = "k", ["value"] = "v", ["state"] = "s", ["error"] = "e",
        });
        return new Target(TargetKind.Task, state) { Id = (string)made["id"]!, World = this };
    }

    /// <summary>A run that waits, of a source that brings nothing.</summary>
    private async Task<Target> HasRunAsync(string state)
    {
        var package = await _site.Data.HasPackageAsync(People.NewName("fed"), CatalogSite.Ct, draft => draft with { OwnerOrg = _organization });
        await using var connection = await _site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        var run = await connection.QuerySingleAsync<long>("""
            with source as (
                insert into etl.source (package_id, name, kind, config, mapping, mapping_hash, cron) values (@Id, 'inbox', 'folder', '{}', '{}', '', '0 0 * * *') returning id)
            insert into etl.run (source_id, package_id, trigger, status, created_at) select id, @Id, 'manual', 'queued', now() from source returning id
            """, new { package.Id });
        return new Target(TargetKind.Run, state) { Id = run.ToString(System.Globalization.CultureInfo.InvariantCulture), Part = package.Id.ToString(), World = this };
    }
}
