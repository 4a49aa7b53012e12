using Catalog.Api.Actions;
using OpenData.Core.Access;

namespace Catalog.Api.Activities;

[CkanAction("activity_delete_counts", Effect.Write, MinimumCaller.Sysadmin, Summary = "Not available: activities are kept here, so that there is no count of those to delete.")]
internal sealed class ActivityDeleteCounts : ActivityDeleting;
