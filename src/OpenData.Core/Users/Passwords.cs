using System.Globalization;
using System.Security.Cryptography;
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

    /// <summary>Also for hashes that came from a CKAN with its accounts (<c>$pbkdf2-sha512$</c>). False for a hash that cannot be read.</summary>
    public static bool Matches(string hash, string password)
    {
        try
        {
            return hash.StartsWith(CkanPrefix, StringComparison.Ordinal)
                ? MatchesCkan(hash, password)
                : Hasher.VerifyHashedPassword(Nobody, hash, password) != PasswordVerificationResult.Failed;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private const string CkanPrefix = "$pbkdf2-sha512$";

    /// <summary>More rounds than anybody uses would only be work for us.</summary>
    private const int MostRounds = 2_000_000;

    /// <summary><c>$pbkdf2-sha512$rounds$salt$checksum</c>, the last two in Base64 with a dot for the plus and without padding.</summary>
    private static bool MatchesCkan(string hash, string password)
    {
        if (hash.Split('$') is not [_, _, var rounds, var salt, var checksum] || !int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > MostRounds)
            return false;
        var expected = Decode(checksum);
        return expected.Length > 0
            && CryptographicOperations.FixedTimeEquals(expected, Rfc2898DeriveBytes.Pbkdf2(password, Decode(salt), count, HashAlgorithmName.SHA512, expected.Length));
    }

    private static byte[] Decode(string text)
    {
        var base64 = text.Replace('.', '+');
        return Convert.FromBase64String(base64 + new string('=', (4 - base64.Length % 4) % 4));
    }
}
