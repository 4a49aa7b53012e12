using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Activities;

/// <summary>We send no e-mail: what CKAN answers where it is switched off (contract 3.4).</summary>
[CkanAction("send_email_notifications", Effect.Write, MinimumCaller.Sysadmin, Summary = "Not available: this site sends no e-mail.")]
internal sealed class SendEmailNotifications : CkanAction<NoParameters, object?>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override Task<object?> RunAsync(NoParameters p, Caller caller, CancellationToken ct) => throw new ValidationException(
        new Dictionary<string, object> { ["message"] = "ckan.activity_streams_email_notifications is not enabled in config" });
}
