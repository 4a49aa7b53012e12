using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>Logging in on the pages (security rules 22, 25): a cookie for pages only, ended on the server, with one answer to every failure.</summary>
public sealed partial class LoginTests(CatalogSite site)
{
    private const string Password = "correct horse";

    [Fact]
    public async Task Who_logs_in_reads_what_is_theirs_on_pages_and_is_nobody_to_the_interface()
    {
        var (user, dataset) = await HasReaderAsync();
        using var browser = new Visitor(site.Site.Address);
        Assert.Equal(404, await browser.StatusAsync($"/dataset/{dataset}"));

        using var answer = await browser.LoginAsync(user.Name, Password, $"/dataset/{dataset}");

        Assert.Equal((HttpStatusCode.SeeOther, $"/dataset/{dataset}"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Matches("^opendata_session=[A-Za-z0-9_-]{43}; expires=.*; path=/; samesite=lax; httponly$", answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("opendata_session", StringComparison.Ordinal)));
        Assert.Equal(200, await browser.StatusAsync($"/dataset/{dataset}"));
        Assert.Contains(user.Name, await browser.TextAsync("/user/login"), StringComparison.Ordinal);
        Assert.Equal(403, await browser.StatusAsync($"/api/3/action/package_show?id={dataset}"));
        Assert.Equal(404, await browser.StatusAsync("/api/3/action/user_show"));
    }

    [Fact]
    public async Task Every_page_leads_to_the_login_and_back_and_who_has_logged_in_to_the_way_out()
    {
        var (user, dataset) = await HasReaderAsync();
        using var browser = new Visitor(site.Site.Address);
        Assert.Contains("href=\"/en/user/login?next=%2Fen%2Fdataset%2Ftrees\"", await browser.TextAsync("/en/dataset/trees"), StringComparison.Ordinal);

        await browser.LoginAsync(user.Name, Password);
        var html = await browser.TextAsync($"/en/dataset/{dataset}");

        Assert.Contains("href=\"/en/user/login\"", html, StringComparison.Ordinal);
        Assert.Contains("log out", html, StringComparison.Ordinal);
        Assert.Equal("no-store, private", await browser.CacheControlAsync("/en/developers"));
    }

    [Fact]
    public async Task Logging_out_ends_the_session_on_the_server()
    {
        var (user, dataset) = await HasReaderAsync();
        using var browser = new Visitor(site.Site.Address);
        await browser.LoginAsync(user.Name.ToLowerInvariant() + "@EXAMPLE.org", Password);
        var session = browser.Session!;

        using var answer = await browser.PostAsync("/user/login?handler=Logout", []);
        using var thief = new Visitor(site.Site.Address) { Session = session };

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Null(browser.Session);
        Assert.Equal(404, await thief.StatusAsync($"/dataset/{dataset}"));
    }

    [Fact]
    public async Task A_session_that_was_planted_is_not_the_one_that_logs_in()
    {
        var (user, dataset) = await HasReaderAsync();
        var planted = new string('A', 43);
        using var browser = new Visitor(site.Site.Address) { Session = planted };
        await browser.LoginAsync(user.Name, Password);
        var first = browser.Session!;
        await browser.PostAsync("/user/login", new() { ["name"] = user.Name, ["password"] = Password });
        using var attacker = new Visitor(site.Site.Address) { Session = planted };

        Assert.NotEqual(planted, first);
        Assert.Equal(404, await attacker.StatusAsync($"/dataset/{dataset}"));
    }

    [Fact]
    public async Task Every_failure_has_the_same_answer()
    {
        var (user, _) = await HasReaderAsync();
        var (without, deleted) = (await site.HasUserAsync(), (await HasReaderAsync()).User);
        await site.MakeAsync("user_delete", new JsonObject { ["id"] = deleted.Name });
        var answers = new List<string>();
        foreach (var (name, password) in new[] { (user.Name, "wrong horse"), ("nobody-at-all", Password), (without.Name, "none"), (deleted.Name, Password), (user.Name, ""), (user.Name, new string('x', 1001)) })
        {
            using var browser = new Visitor(site.Site.Address);
            using var answer = await browser.LoginAsync(name, password);
            var html = await answer.Content.ReadAsStringAsync(CatalogSite.Ct);
            answers.Add($"{(int)answer.StatusCode} {browser.Session} {Value().Replace(html, "")}");
        }

        Assert.Single(answers.Distinct());
        Assert.StartsWith("403  ", answers[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\0b", false)]
    [InlineData("a\0b", true)]
    [InlineData("\ud83d\ude00", false)]
    public async Task Names_that_no_account_can_have_are_no_server_error(string name, bool multipart)
    {
        using var browser = new Visitor(site.Site.Address);

        using var answer = await browser.PostAsync("/user/login", new() { ["name"] = name, ["password"] = Password }, multipart: multipart);

        Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{(int)answer.StatusCode}");
    }

    [Fact]
    public async Task Too_many_attempts_fail_with_the_right_password_too()
    {
        var (user, _) = await HasReaderAsync();
        using var browser = new Visitor(site.Site.Address);
        for (var attempt = 0; attempt < 10; attempt++)
            await browser.LoginAsync(user.Name, "wrong horse");

        using var answer = await browser.LoginAsync(user.Name.ToUpperInvariant(), Password);
        using var exact = await browser.LoginAsync(user.Name, Password);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (answer.StatusCode, exact.StatusCode));
    }

    [Fact]
    public async Task A_form_of_another_site_is_refused()
    {
        var (user, _) = await HasReaderAsync();
        using var browser = new Visitor(site.Site.Address);

        using var answer = await browser.PostAsync("/user/login", new() { ["name"] = user.Name, ["password"] = Password }, form: null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(browser.Session);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task After_logging_in_nobody_is_sent_to_another_site(string next)
    {
        var (user, _) = await HasReaderAsync();
        using var browser = new Visitor(site.Site.Address);

        using var answer = await browser.LoginAsync(user.Name, Password, next);

        Assert.Equal("/user/login", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("""{"password":"another horse"}""")]
    [InlineData("""{"sysadmin":true}""")]
    [InlineData("""{"state":"deleted"}""")]
    public async Task A_change_of_password_rights_or_state_ends_all_sessions(string change)
    {
        var (user, dataset) = await HasReaderAsync();
        using var browser = new Visitor(site.Site.Address);
        await browser.LoginAsync(user.Name, Password);
        Assert.Equal(200, await browser.StatusAsync($"/dataset/{dataset}"));
        var body = JsonNode.Parse(change)!.AsObject();
        body["id"] = user.Name;

        await site.MakeAsync("user_patch", body);

        Assert.Equal(404, await browser.StatusAsync($"/dataset/{dataset}"));
    }

    /// <summary>A user with a password, and a private dataset that this user may read.</summary>
    private async Task<(Person User, string Dataset)> HasReaderAsync()
    {
        var user = await site.HasUserAsync("person");
        await site.MakeAsync("user_patch", new JsonObject { ["id"] = user.Name, ["password"] = Password });
        var (_, organization) = await site.HasOrganizationAsync("organization", (user, "member"));
        return (user, (await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = organization, Private = true })).Name);
    }

    [GeneratedRegex("value=\"[^\"]*\"")]
    private static partial Regex Value();

    /// <summary>A browser without script: keeps cookies, sends the hidden fields of a form.</summary>
    private sealed partial class Visitor : IDisposable
    {
        private readonly CookieContainer _cookies = new();
        private readonly HttpClient _client;

        public Visitor(Uri address) =>
            _client = new HttpClient(new HttpClientHandler { CookieContainer = _cookies, AllowAutoRedirect = false }, disposeHandler: true) { BaseAddress = address };

        public string? Session
        {
            get => _cookies.GetCookies(_client.BaseAddress!)["opendata_session"]?.Value;
            init => _cookies.Add(_client.BaseAddress!, new Cookie("opendata_session", value));
        }

        public Task<HttpResponseMessage> LoginAsync(string name, string password, string? next = null) =>
            PostAsync("/user/login", new() { ["name"] = name, ["password"] = password, ["next"] = next ?? "" });

        /// <param name="path">Of the form's action.</param>
        /// <param name="fields">Typed ones.</param>
        /// <param name="form">The page with the form; null = a form of somebody else.</param>
        /// <param name="multipart">Another encoding of the form.</param>
        public async Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> fields, string? form = "/user/login", bool multipart = false)
        {
            if (form is not null && Token().Match(await TextAsync("/user/login")) is { Success: true } token)
                fields["__RequestVerificationToken"] = token.Groups[1].Value;
            using HttpContent content = multipart ? Parts(fields) : new FormUrlEncodedContent(fields);
            return await _client.PostAsync(new Uri(path, UriKind.Relative), content, CatalogSite.Ct);
        }

        private static MultipartFormDataContent Parts(Dictionary<string, string> fields)
        {
            var parts = new MultipartFormDataContent();
            foreach (var (name, value) in fields)
                parts.Add(new StringContent(value), name);
            return parts;
        }

        public async Task<int> StatusAsync(string path)
        {
            using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), CatalogSite.Ct);
            return (int)response.StatusCode;
        }

        public async Task<string> CacheControlAsync(string path)
        {
            using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), CatalogSite.Ct);
            return response.Headers.CacheControl!.ToString();
        }

        public Task<string> TextAsync(string path) => _client.GetStringAsync(new Uri(path, UriKind.Relative), CatalogSite.Ct);

        public void Dispose() => _client.Dispose();

        [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
        private static partial Regex Token();
    }
}
