using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Users;

/// <summary>CKAN makes the account and sends its owner a mail. Nothing here sends mail, so it ends as CKAN's does where the mail cannot be sent: no account is made.</summary>
[CkanAction("user_invite", Effect.Write, MinimumCaller.Anonymous, Summary = "Invite somebody into an organization by e-mail. Not available: the site sends no mail; use user_create and organization_member_create.")]
internal sealed class UserInvite(OrganizationAccess access) : CkanAction<UserInvite.Parameters, object?>
{
    public sealed record Parameters
    {
        [Parameter("E-mail address.", MaxLength = 1000)]
        public required string Email { get; init; }

        [Parameter("The id or the name of the organization or group.")]
        public required string GroupId { get; init; }

        [Parameter("admin, editor or member.")]
        public required string Role { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var group = await access.FindAsync(p.GroupId, isOrganization: null, ct) ?? throw new NotFoundException();
        if (!caller.Has(Role.Admin, group.Id))
            throw new NotAuthorizedException($"User {caller.Name} not authorized to edit {group.Kind} {group.Id}");
    }

    protected override Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (Email.Problem(p.Email.Trim()) is { } problem)
            errors.Add("email", problem);
        if (p.Role is not ("admin" or "editor" or "member"))
            errors.Add("role", "role does not exist.");
        errors.ThrowIfAny();
        throw new ValidationException(new Dictionary<string, object>
        {
            ["message"] = "Error sending the invite email, the user was not created: this site sends no mail. Use user_create and organization_member_create",
        });
    }
}
