using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Files;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Actions;

/// <summary>What the endpoint knows of an action. Derive from <see cref="CkanAction{TParameters, TResult}"/>.</summary>
internal abstract class CkanAction
{
    /// <summary>Set by the registry when it makes the action.</summary>
    public ActionInfo Info { get; set; } = null!;

    /// <summary>Name of the part that is the file of a resource, of the one that is a picture, and of the one that is the site's logo (contract 1.4).</summary>
    public const string UploadPart = "upload", ImagePart = "image_upload", LogoPart = "logo_upload";

    /// <summary>The file that came in the part which the action declares, or null: its bytes lie under a temporary name and are gone after the request unless the action keeps them.</summary>
    public ReceivedFile? File { get; set; }

    /// <summary>The list that came under the name which the action declares, checked and unread; undefined when nothing of that kind came, which then is a parameter like any other.</summary>
    public JsonElement Rows { get; set; }

    public abstract Type ParameterType { get; }

    /// <summary>How many requests this one counts as (<see cref="Hosting.FairShare"/>).</summary>
    public virtual int Weigh(JsonObject raw) => 1;

    /// <summary>Whether it waits for one of the few places for costly work (<see cref="Hosting.HeavyWork"/>).</summary>
    public virtual bool IsHeavy(JsonObject raw) => false;

    public abstract Task<object?> InvokeAsync(JsonObject raw, Caller caller, CancellationToken ct);
}

/// <summary>One CKAN action. The order caller, parameters, authorization, work is fixed here, so that no action can get it wrong.</summary>
/// <typeparam name="TParameters">A record whose properties carry <see cref="ParameterAttribute"/>.</typeparam>
/// <typeparam name="TResult">What stands under <c>result</c>: anything that serializes, or an <see cref="IStreamedResult"/>.</typeparam>
internal abstract class CkanAction<TParameters, TResult> : CkanAction
    where TParameters : class
{
    public sealed override Type ParameterType => typeof(TParameters);

    public sealed override async Task<object?> InvokeAsync(JsonObject raw, Caller caller, CancellationToken ct)
    {
        if (!Info.FindsFirst)
            caller.Require(Info.MinimumCaller, Info.Name);   // before anything is read
        if (Info.ObjectName is { } kind && !caller.IsSysadmin && string.IsNullOrEmpty(InputText.Of(raw, "id")))
            throw new ValidationException(new Dictionary<string, object> { ["message"] = $"Missing id, can not get {kind} object" });
        var parameters = ParameterBinder.Bind<TParameters>(raw, Info);
        await AuthorizeAsync(parameters, caller, ct);
        caller.Require(Info.MinimumCaller, Info.Name);
        return await RunAsync(parameters, caller, ct);
    }

    /// <summary>Throws when the caller may not do this with the object named. An action without an object returns <see cref="Everyone"/>.</summary>
    protected abstract Task AuthorizeAsync(TParameters p, Caller caller, CancellationToken ct);

    protected abstract Task<TResult> RunAsync(TParameters p, Caller caller, CancellationToken ct);

    /// <summary>No object is named; what the action returns is public or filtered by the caller's rights in its query.</summary>
    protected static Task Everyone => Task.CompletedTask;
}

/// <summary>The parameters of an action that takes none.</summary>
internal sealed record NoParameters;
