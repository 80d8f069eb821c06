using Holdfast.DeviceLink;

namespace Holdfast.Tool.Provisioning;

/// <summary>The host's half for a command: a sealed one is opened with the passphrase of a file, or with one that is typed without an echo.</summary>
internal static class HalfReader
{
    public static byte[] Read(string path) => Read(path, new Terminal());

    internal static byte[] Read(string path, IConversation person) => HostHalfFile.Read(
        path, () => HalfPassphrase.Unattended() ?? (person.IsTerminal ? person.AskSecret($"The passphrase of {path} (it does not appear):") : null));
}
