using OpenData.Core.Errors;

namespace Catalog.Api.Vocabularies;

/// <summary>These actions report a missing id with a text of their own, not in a list (contract 1.8).</summary>
internal static class RequiredId
{
    /// <exception cref="ValidationException">It is missing.</exception>
    public static string Of(string? id) => string.IsNullOrEmpty(id) ? throw new ValidationException(new Dictionary<string, object> { ["id"] = "id not in data" }) : id;
}
