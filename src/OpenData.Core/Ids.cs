namespace OpenData.Core;

/// <summary>Ids as callers send them: an id or a name, and names may look like anything.</summary>
public static class Ids
{
    /// <summary>The id, or null when the text is none: then it can only be a name.</summary>
    public static Guid? Read(string text) => Guid.TryParseExact(text, "D", out var id) ? id : null;
}
