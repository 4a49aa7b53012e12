using System.Text.RegularExpressions;

namespace OpenData.Core.Packages.Input;

/// <summary>E-mail addresses as HTML's <c>input type=email</c> takes them (WHATWG HTML, "valid e-mail address").</summary>
public static partial class Email
{
    /// <summary>What is wrong, in CKAN's words, or null (contract 1.9).</summary>
    public static string? Problem(string address) => address.Length <= 254 && Valid().IsMatch(address) ? null : $"Email {address} is not a valid format";

    [GeneratedRegex(
        @"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Valid();
}
