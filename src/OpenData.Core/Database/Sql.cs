using System.Text;
using OpenData.Core.Errors;

namespace OpenData.Core.Database;

/// <summary>The only place that quotes a name for SQL. Values are always parameters (security rule 7).</summary>
public static class Sql
{
    /// <summary>The name in double quotes.</summary>
    /// <exception cref="ValidationException">Empty, longer than 63 bytes of UTF-8 (PostgreSQL would cut it silently), or with a quote or control character.</exception>
    public static string Identifier(string name)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > 63 || name.Any(c => c == '"' || char.IsControl(c) || char.IsSurrogate(c)))
            throw new ValidationException("fields", $"\"{name}\" is not a valid field name");
        return $"\"{name}\"";
    }

    /// <summary>A text constant, for the few statements that take no parameters (<c>copy</c>). Never for a caller's text in a query.</summary>
    public static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
