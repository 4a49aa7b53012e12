using Catalog.Api.Following;
using Catalog.Api.Organizations;

namespace Catalog.Api.Users;

/// <summary>What the actions of organizations, users and followers share.</summary>
internal static class PeopleServices
{
    public static void AddPeople(this IServiceCollection services)
    {
        services.AddSingleton<OrganizationDetails>();
        services.AddSingleton<FollowObject>();
        services.AddSingleton<FolloweeResults>();
    }
}
