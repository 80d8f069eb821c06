using Holdfast.IntentLog;

namespace Holdfast.HostUnit;

/// <summary>An intent log whose open intents stay as they are: for tests of what comes after the start.</summary>
internal static class RecoveredLog
{
    public static IntentStore Open(string path, IntentStoreOptions? options = null)
    {
        IntentStore log = IntentStore.Open(path, options);
        log.Recover(_ => Recovery.LeftOpen);
        return log;
    }
}
