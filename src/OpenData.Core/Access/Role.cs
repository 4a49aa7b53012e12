namespace OpenData.Core.Access;

/// <summary>What a member may do in an organization (contract 2.12); each role holds the rights of those before it.</summary>
public enum Role
{
    /// <summary>Reads private datasets. Any capacity that CKAN does not know counts as this one: it takes every text.</summary>
    Member,

    /// <summary>Writes datasets.</summary>
    Editor,

    /// <summary>Edits the organization and its members.</summary>
    Admin,
}

public static class Roles
{
    /// <summary>The role behind a stored capacity.</summary>
    public static Role Of(string capacity) => capacity switch
    {
        "admin" => Role.Admin,
        "editor" => Role.Editor,
        _ => Role.Member,
    };

    /// <summary>The capacity of a role.</summary>
    public static string Name(Role role) => role switch
    {
        Role.Admin => "admin",
        Role.Editor => "editor",
        _ => "member",
    };
}
