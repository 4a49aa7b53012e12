using Microsoft.Extensions.Configuration;
using OpenData.Core.Access;
using Xunit;

namespace Catalog.Api.Tests.Users;

/// <summary>One site for the tests of the switches, started when the first of them runs.</summary>
[CollectionDefinition(Name)]
public sealed class SwitchedTests : ICollectionFixture<SwitchedSite>
{
    public const string Name = "switched";
}

/// <summary>A site with the switches of contract 2.12 the other way round, behind a proxy on this machine.</summary>
public sealed class SwitchedSite : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Auth__AnonCreateDataset"] = "true",
        ["Auth__CreateUnownedDataset"] = "true",
        ["Auth__UserCreateOrganizations"] = "false",
        ["Auth__UserCreateGroups"] = "false",
        ["Auth__UserDeleteOrganizations"] = "false",
        ["Auth__UserDeleteGroups"] = "false",
        ["Auth__CreateUserViaApi"] = "true",
        ["Auth__PublicUserDetails"] = "false",
        ["Auth__PublicActivityStreamDetail"] = "true",
        ["Auth__AllowDatasetCollaborators"] = "true",
        ["Auth__AllowAdminCollaborators"] = "true",
        ["Auth__AllowCollaboratorsToChangeOwnerOrg"] = "true",
        ["Auth__RevealPrivateDatasets"] = "true",
        ["Auth__RolesThatCascadeToSubGroups"] = "admin editor",
        ["Site__ProxyNetworks__0"] = "127.0.0.0/8",
        ["Login__AttemptsPerAddress"] = "3",
    };

    /// <summary>As the program reads them.</summary>
    internal static AuthOptions Switches { get; } = new ConfigurationBuilder()
        .AddInMemoryCollection(Settings.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), pair.Value))).Build().GetSection("Auth").Get<AuthOptions>()!;

    internal CatalogSite Site { get; } = new(Settings);

    public ValueTask InitializeAsync() => Site.InitializeAsync();

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
