namespace Catalog.Api.Tests.Access;

/// <summary>One call of a writing action: what is sent, and who may.</summary>
/// <param name="Action">Its name.</param>
/// <param name="Body">A document that the action refuses after it has asked for the rights, so that nothing changes: an allowed call is a 409 and a forbidden one a 403.</param>
/// <param name="May">The rule.</param>
internal sealed record WriteCase(string Action, TargetKind Kind, Func<Actor, Target, object> Body, Func<Rights, Func<Actor, Target, bool>> May)
{
    /// <summary>What says that the caller may. Where nothing can be refused it is 200, and the call changes nothing that another one looks at.</summary>
    public IReadOnlyList<int> Allowed { get; init; } = [409];

    /// <summary>An allowed call takes away what it is about: it gets a thing of its own.</summary>
    public bool Destroys { get; init; }

    /// <summary>Only some states of the thing; null = all.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>The parameter that names the thing, or null: without it 409, with a name that nothing has 404, for everybody.</summary>
    public string? Key { get; init; } = "id";

    /// <summary>What tells apart several calls of one action.</summary>
    public string Note { get; init; } = "";

    public override string ToString() => Note.Length == 0 ? Action : $"{Action} ({Note})";
}
