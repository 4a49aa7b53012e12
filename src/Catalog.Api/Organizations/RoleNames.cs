namespace Catalog.Api.Organizations;

/// <summary>Capacities as people read them (contract 3.3); texts that are no role stay as they are.</summary>
internal static class RoleNames
{
    public static string Text(string capacity) => capacity switch
    {
        "admin" => "Admin",
        "editor" => "Editor",
        "member" => "Member",
        _ => capacity,
    };
}
