using System.Text;
using OpenData.Core.Errors;

namespace OpenData.Core.Datastore;

/// <summary>What a column may be called (contract 5.2, security rule 7).</summary>
public static class ColumnNames
{
    /// <summary>PostgreSQL cuts longer ones silently, in bytes.</summary>
    public const int MaxLength = 63;

    /// <summary>Not empty, no blanks around it, no underscore in front, no double quote, no control or format characters.</summary>
    public static bool IsValid(string name) => name.Length > 0 && name[0] != '_' && name.Trim() == name
        && !name.Any(c => c == '"' || char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format);

    /// <exception cref="ValidationException">It cannot be a column's.</exception>
    public static void Require(string name)
    {
        if (name.Length > MaxLength)
            throw new ValidationException("fields", $"Column heading \"{(name.Length > 200 ? name[..200] : name)}\" exceeds limit of {MaxLength} characters.");
        if (!IsValid(name))
            throw new ValidationException("fields", $"\"{name}\" is not a valid field name");
        if (Encoding.UTF8.GetByteCount(name) > MaxLength)
            throw new ValidationException("fields", $"Column heading \"{name}\" exceeds limit of {MaxLength} bytes.");
    }
}
