using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Datastore;

/// <summary>What the writing actions of the DataStore have in common: their table, and an answer that repeats what was sent (contract 5.3 to 5.5).</summary>
internal static class TableParameters
{
    /// <summary>A resource that the caller may edit.</summary>
    /// <exception cref="NotFoundException">None of that id; nobody writes through an alias.</exception>
    public static Task<ReadableResource> RequireEditTableAsync(this PackageAccess access, string resourceId, Caller caller, CancellationToken ct) =>
        access.RequireEditResourceAsync(resourceId, caller, ct, missing: $"Resource \"{(resourceId.Length > 100 ? resourceId[..100] : resourceId)}\" was not found.");

    /// <summary>The parameters as sent but for <paramref name="without"/>; those that the action does not know stand under <c>__extras</c>.</summary>
    public static JsonObject Echo(JsonObject sent, ActionInfo action, params string[] without)
    {
        var (echo, extras) = (new JsonObject(), new JsonObject());
        foreach (var (name, value) in sent)
        {
            if (action.Parameters.Any(parameter => parameter.Declared.Alias == name) || without.Contains(name))
                continue;
            if (!action.Parameters.Any(parameter => parameter.Name == name))
                extras[name] = value?.DeepClone();
            else if (value is not null)
                echo[name] = value.DeepClone();
        }

        if (extras.Count > 0)
            echo["__extras"] = extras;
        return echo;
    }
}
