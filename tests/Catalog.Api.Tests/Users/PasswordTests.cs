using OpenData.Core.Users;
using Xunit;

namespace Catalog.Api.Tests.Users;

/// <summary>Hashes of our own and those that come with the accounts of a CKAN.</summary>
public sealed class PasswordTests
{
    private const string FromCkan = "$pbkdf2-sha512$25000$c2FsdHNhbHRzYWx0c2FsdA$5YxQRmQStdxNymBs4lS5BETmSwD3eGpnq8yWY6KiZET.KlkJXvY9NdDa1x9qxZTgQON34EiqcP1K3BJPGqr8eg";

    [Fact]
    public void A_password_matches_its_own_hash_only()
    {
        var (first, second) = (Passwords.Hash("κωδικός 123"), Passwords.Hash("κωδικός 123"));

        Assert.NotEqual(first, second);
        Assert.True(Passwords.Matches(first, "κωδικός 123"));
        Assert.False(Passwords.Matches(first, "κωδικός 124"));
    }

    [Fact]
    public void Accounts_of_a_CKAN_keep_their_passwords()
    {
        Assert.True(Passwords.Matches(FromCkan, "κωδικός 123"));
        Assert.False(Passwords.Matches(FromCkan, "κωδικός 124"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("%%%")]
    [InlineData("AAAA")]
    [InlineData("$pbkdf2-sha512$")]
    [InlineData("$pbkdf2-sha512$25000$$")]
    [InlineData("$pbkdf2-sha512$-1$c2FsdA$c2FsdA")]
    [InlineData("$pbkdf2-sha512$999999999$c2FsdA$c2FsdA")]
    [InlineData("$pbkdf2-sha512$25000$sal*t$sum")]
    public void What_is_no_hash_matches_nothing(string hash) => Assert.False(Passwords.Matches(hash, "password"));
}
