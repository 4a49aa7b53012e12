using OpenData.Core.Access;

namespace Catalog.Api.Actions;

/// <summary>Declares an action: route, methods, lowest caller, help and documentation all come from here and from the <see cref="ParameterAttribute"/>s.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CkanActionAttribute(string name, Effect effect, MinimumCaller minimumCaller) : Attribute
{
    public string Name { get; } = name;

    public Effect Effect { get; } = effect;

    public MinimumCaller MinimumCaller { get; } = minimumCaller;

    /// <summary>
    /// What the action names is looked for, in <c>AuthorizeAsync</c>, before <see cref="MinimumCaller"/> is asked: a missing id is 409 and what does not exist
    /// 404 for everybody (contract 2.12). For actions of sysadmins that name something.
    /// </summary>
    public bool FindsFirst { get; init; }

    /// <summary>
    /// What CKAN calls the object, for an action that asks for the rights before it looks for the id: without one, who is no sysadmin reads "Missing id, can not get
    /// {it} object" at no field, for there is nothing to ask about; a sysadmin, who is not asked, reads "Missing value" at <c>id</c> (contract 1.8; recorded of sysadmins).
    /// </summary>
    public string? ObjectName { get; init; }

    /// <summary>What it does, in a sentence or two.</summary>
    public required string Summary { get; init; }

    /// <summary>Name of the part of a multipart body that the action takes as a file, or null.</summary>
    public string? FilePart { get; init; }

    /// <summary>
    /// Name of the parameter whose list stays as it lies in the body (<see cref="CkanAction.Rows"/>), because it may hold more values than should become objects; or null.
    /// </summary>
    public string? RowsPart { get; init; }

    public UnknownParameters Unknown { get; init; } = UnknownParameters.Ignore;

    /// <summary>Answers of a read carry an entity tag, and a reader that has them already gets 304 without a body: what harvesters read again and again.</summary>
    public bool IsConditional { get; init; }
}
