using Microsoft.Extensions.DependencyInjection;
using OpenData.Core.Access;
using OpenData.Core.Hosting;
using OpenData.Core.Organizations;

namespace OpenData.Core.Users;

/// <summary>Organizations, groups, members and users.</summary>
internal static class PeopleServices
{
    public static void AddPeople(this IServiceCollection services)
    {
        services.AddSingleton<OrganizationStore>();
        services.AddSingleton<OrganizationEditor>();
        services.AddSingleton<OrganizationAccess>();
        services.AddSingleton<MemberStore>();
        services.AddSingleton<MemberAccess>();
        services.AddSingleton<BulkUpdate>();
        services.AddSingleton<CollaboratorStore>();
        services.AddSingleton<FollowerStore>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<UserEditor>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<LoginCheck>();
        services.AddSection<LoginOptions>();
        services.AddSingleton<UserAccess>();
    }
}
