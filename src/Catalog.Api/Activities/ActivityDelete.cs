using Catalog.Api.Actions;
using OpenData.Core.Access;

namespace Catalog.Api.Activities;

[CkanAction("activity_delete", Effect.Write, MinimumCaller.Sysadmin, Summary = "Not available: activities are kept here, because old states of datasets are shown from them.")]
internal sealed class ActivityDelete : ActivityDeleting;
