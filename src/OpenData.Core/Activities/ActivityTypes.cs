namespace OpenData.Core.Activities;

/// <summary>What can have happened, in CKAN's words (contract 2.8).</summary>
public static class ActivityTypes
{
    public const string NewPackage = "new package";
    public const string ChangedPackage = "changed package";
    public const string DeletedPackage = "deleted package";
    public const string NewGroup = "new group";
    public const string ChangedGroup = "changed group";
    public const string DeletedGroup = "deleted group";
    public const string NewOrganization = "new organization";
    public const string ChangedOrganization = "changed organization";
    public const string DeletedOrganization = "deleted organization";
    public const string NewUser = "new user";
    public const string ChangedUser = "changed user";
    public const string FollowDataset = "follow dataset";
    public const string FollowUser = "follow user";
    public const string FollowGroup = "follow group";
    public const string NewResourceView = "new resource view";
    public const string ChangedResourceView = "changed resource view";
    public const string DeletedResourceView = "deleted resource view";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        NewPackage, ChangedPackage, DeletedPackage, NewGroup, ChangedGroup, DeletedGroup, NewOrganization, ChangedOrganization, DeletedOrganization,
        NewUser, ChangedUser, FollowDataset, FollowUser, FollowGroup, NewResourceView, ChangedResourceView, DeletedResourceView,
    ];
}
