using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Jobs;

namespace Catalog.Api.Loading;

[CkanAction("datapusher_submit", Effect.Write, MinimumCaller.Anonymous, Summary = "Ask for the file of a resource to be loaded into its table. Returns false where a load is on its way already.")]
internal sealed class DatapusherSubmit(LoadStore loads, PackageAccess access) : SubmitAction(loads, access);
