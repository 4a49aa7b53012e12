using Xunit;

namespace Catalog.Api.Tests.Datastore.Sql;

/// <summary>One site for the tests that change nothing, or only what they made.</summary>
public sealed class SqlFixture : IAsyncLifetime
{
    private SqlSite? _site;

    internal SqlSite Site => _site ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => _site = await SqlSite.StartAsync(CancellationToken.None, ("Auth__AllowDatasetCollaborators", "true"));

    public ValueTask DisposeAsync() => _site?.DisposeAsync() ?? ValueTask.CompletedTask;
}
