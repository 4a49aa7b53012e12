using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Tests.Users;
using OpenData.Core.Access;
using Xunit;

namespace Catalog.Api.Tests.Access;

/// <summary>
/// Every writing action, asked by every kind of caller about every state of what it writes, does what contract 2.12 says (security rule 23): on a site with
/// CKAN's defaults and on one with the switches the other way round. Calls are made so that an allowed one changes nothing.
/// </summary>
[Collection(SwitchedTests.Name)]
public sealed class WriteMatrixTests(CatalogSite standard, SwitchedSite switched)
{
    [Fact]
    public void Every_writing_action_says_who_may()
    {
        var declared = new ActionRegistry(ActionRegistry.Types()).All.Where(action => action.Effect == Effect.Write).Select(action => action.Name);

        Assert.Equal(declared, WriteCases.All.Select(one => one.Action).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_caller_may_what_the_contract_says(bool otherWayRound)
    {
        var (site, rights) = Site(otherWayRound);
        var world = await World.MakeAsync(site);
        var wrong = new ConcurrentBag<string>();
        var calls = 0;
        var work = WriteCases.All.SelectMany(one => (one.Only ?? Target.States(one.Kind)).Select(state => (one, state)));

        await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = CatalogSite.Ct }, async (item, _) =>
        {
            var (one, state) = item;
            foreach (var actor in world.Actors)
            {
                var target = await world.SharedAsync(one.Kind, state);
                var may = one.May(rights)(actor, target);
                if (may && one.Destroys)
                    target = await world.FreshAsync(one.Kind, state);
                var (status, answer) = await site.PostAsync(one.Action, JsonSerializer.Serialize(one.Body(actor, target)), actor.Person?.Token);
                Interlocked.Increment(ref calls);
                if (may ? !one.Allowed.Contains(status) : status != 403)
                    wrong.Add($"{one} of {state} {one.Kind} by {actor.Kind}: {status}, {(may ? "allowed" : "forbidden")} by the contract: {answer["error"]?.ToJsonString()}");
            }
        });

        Assert.True(calls > 2500);
        Assert.True(wrong.IsEmpty, string.Join(Environment.NewLine, wrong.Order(StringComparer.Ordinal).Prepend($"{wrong.Count} of {calls}:").Take(80)));
    }

    /// <summary>What is not there is told before the rights, and a request that names nothing before that (contract 2.12); followers are told as of a wrong value (1.7).</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_not_there_is_said_before_who_may(bool otherWayRound)
    {
        var (site, rights) = Site(otherWayRound);
        var world = await World.MakeAsync(site);
        var wrong = new List<string>();
        foreach (var one in WriteCases.All.Where(one => one.Key is not null))
        {
            var target = await world.SharedAsync(one.Kind, (one.Only ?? Target.States(one.Kind))[0]);
            foreach (var actor in world.Actors.Where(actor => actor.Kind is "anonymous" or "stranger" or "sysadmin"))
            {
                var body = JsonSerializer.SerializeToNode(one.Body(actor, target))!.AsObject();
                body.Remove(one.Key!);
                await ExpectAsync(one, actor, body, 409);
                body[one.Key!] = one.Kind == TargetKind.Run ? "987654321" : "no-such-thing";
                await ExpectAsync(one, actor, body, one.Action.Contains("follow_", StringComparison.Ordinal)
                    ? actor.IsAnonymous ? 403 : 409
                    : one.Action.Contains("collaborator", StringComparison.Ordinal) && !rights.Switches.AllowDatasetCollaborators ? 409
                    // The other end is asked for after the first one's rights.
                    : one.Key == "object" && !rights.Relate(actor, target) ? 403 : 404);
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));

        async Task ExpectAsync(WriteCase one, Actor actor, JsonObject body, int expected)
        {
            var (status, answer) = await site.PostAsync(one.Action, body.ToJsonString(), actor.Person?.Token);
            if (status != expected)
                wrong.Add($"{one} {body.ToJsonString()} by {actor.Kind}: {status}, not {expected}: {answer["error"]?.ToJsonString()}");
        }
    }

    private (CatalogSite Site, Rights Rights) Site(bool otherWayRound) => otherWayRound ? (switched.Site, new Rights(SwitchedSite.Switches)) : (standard, new Rights(new AuthOptions()));
}
