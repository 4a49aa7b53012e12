using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace OpenData.Core.Users;

/// <summary>Passwords are kept as ASP.NET Core Identity keeps them: PBKDF2 with HMAC-SHA-512 and a salt of their own.</summary>
public sealed class Passwords
{
    public const int MinLength = 8;

    /// <summary>Longer ones are refused: hashing is work that anybody could order.</summary>
    public const int MaxLength = 1000;

    // OWASP's figure for PBKDF2-HMAC-SHA512; Identity's own default is lower.
    private static readonly PasswordHasher<object> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    private static readonly object Nobody = new();

    public static string Hash(string password) => Hasher.HashPassword(Nobody, password);

    /// <summary>False for a hash that cannot be read.</summary>
    public static bool Matches(string hash, string password)
    {
        try
        {
            return Hasher.VerifyHashedPassword(Nobody, hash, password) != PasswordVerificationResult.Failed;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
