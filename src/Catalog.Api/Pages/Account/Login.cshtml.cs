using Catalog.Api.Actions;
using Microsoft.AspNetCore.Mvc;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Pages.Account;

/// <summary>Logging in and out. Every failure has one answer: what is wrong, and whether the account exists, is nobody's business (security rule 25).</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class Login(LoginCheck check, LoginThrottle throttle, SessionStore sessions, CallerResolver callers) : PortalPage
{
    /// <summary>Longer names than any account has; passwords are bounded by <see cref="Passwords.MaxLength"/>.</summary>
    private const int MaxName = 254;

    /// <summary>Who has logged in; empty = nobody.</summary>
    public string Who { get; private set; } = "";

    public bool HasFailed { get; private set; }

    /// <summary>What was typed, to be corrected.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Where to go afterwards: an address of this site, or empty.</summary>
    public string Next { get; private set; } = "";

    public async Task OnGetAsync(string? next, CancellationToken ct)
    {
        Who = (await callers.ResolveAsync(ct)).Name;
        Next = Local(next);
    }

    public async Task<IActionResult> OnPostAsync(string? name, string? password, string? next, CancellationToken ct)
    {
        (Name, Next) = (name?.Replace("\0", "", StringComparison.Ordinal).Trim() ?? "", Local(next));   // no name has that character, and the database none
        if (!await TryEnterAsync(password ?? "", ct))
        {
            HasFailed = true;
            Response.StatusCode = StatusCodes.Status403Forbidden;
            return Page();
        }

        return SeeOther(Next.Length > 0 ? Next : PortalLanguage.Path(PortalLanguage.Of(Request.Path), "/user/login"));
    }

    public async Task<IActionResult> OnPostLogoutAsync(CancellationToken ct)
    {
        if (Request.Cookies[SessionCookie.Name] is { Length: > 0 } session)
            await sessions.EndAsync(session, ct);
        SessionCookie.Clear(HttpContext);
        return SeeOther(PortalLanguage.Path(PortalLanguage.Of(Request.Path), "/user/login"));
    }

    private async Task<bool> TryEnterAsync(string password, CancellationToken ct)
    {
        if (Name.Length > MaxName || password.Length > Passwords.MaxLength
            || !throttle.TryEnter(Name, HttpContext.Connection.RemoteIpAddress)
            || await check.FindAsync(Name, password, ct) is not { } userId)
            return false;
        var (session, expires) = await sessions.StartAsync(userId, Request.Cookies[SessionCookie.Name], ct);
        SessionCookie.Set(HttpContext, session, expires);
        return true;
    }

    private string Local(string? next) => Url.IsLocalUrl(next) ? next! : "";

    /// <summary>303: the next request is a GET, whatever this one was.</summary>
    private StatusCodeResult SeeOther(string path)
    {
        Response.Headers.Location = path;
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
