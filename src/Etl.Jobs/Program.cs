using System.Runtime.InteropServices;
using Etl.Jobs.Commands;

using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);

return args switch
{
    ["up", .. var rest] => await Up.RunAsync(rest, stop.Token),
    ["work"] => await Work.RunAsync(stop.Token),
    ["migrate"] => await Migrate.RunAsync(stop.Token),
    ["rebuild-search"] => await RebuildSearch.RunAsync(stop.Token),
    ["register", .. var rest] => await Register.RunAsync(rest, stop.Token),
    ["import-catalog", .. var rest] => await ImportCatalog.RunAsync(rest, stop.Token),
    ["export-catalog", .. var rest] => await ExportCatalog.RunAsync(rest, stop.Token),
    ["collect-files"] => await CollectFiles.RunAsync(stop.Token),
    ["check", var source] => await Check.RunAsync(source, stop.Token),
    ["doctor"] => await Doctor.RunAsync(stop.Token),
    ["with-cluster", .. { Length: > 1 } rest] => await WithCluster.RunAsync(rest, stop.Token),
    _ => await Help.RunAsync(),
};

void OnSignal(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
