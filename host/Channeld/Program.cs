// holdfast-channeld: what lightningd starts in place of its own channeld (--subdaemon=channeld:/path/to/holdfast-channeld). README.md beside this file
// is for node runners.
//
// lightningd gives it fd 0, channeld's status socket; fd 3, the peer's messages through connectd; and fd 4, the hsm. It hands the peer's messages
// over to holdfast-hsmd, which is behind fd 4, puts one end of a new socket pair in their place, and becomes the node's own channeld: the same
// process, with the same arguments. It reads and writes nothing on fd 0, so it must never touch Console, which looks at fd 0.
// It comes back from that only with an error: exit code 1, and a sentence on standard error.

using Holdfast.Channeld;
using Holdfast.HandOver;

const int PeerDescriptor = 3;
const int HsmDescriptor = 4;

string folder = Directory.GetCurrentDirectory();
string? stock = StockChanneld.Find(SettingsFile.Read(folder, Environment.GetEnvironmentVariable, [StockChanneld.Setting]));
if (stock == null)
{
    return OwnProcess.Fail("the node's lightning_channeld was not found in the folder of the program that started holdfast-channeld; name it in holdfast.conf: "
        + StockChanneld.Setting + "=/path/to/lightning_channeld");
}

DiagnosticPorts.Close();
if (args is not ["--version"] && UnixSocket.IsSocket(HsmDescriptor) && UnixSocket.IsSocket(PeerDescriptor))
{
    using UnixSocket hsm = UnixSocket.Borrowed(HsmDescriptor);
    try
    {
        if (!BridgeMark.Names(folder, hsm.PeerProcess()))
        {
            Notice.StepsAside(folder);
        }
        else if (!PeerSocket.HandOver(hsm, PeerDescriptor))
        {
            return OwnProcess.Fail("holdfast-hsmd closed the connection instead of answering");
        }
    }
    catch (IOException error)
    {
        return OwnProcess.Fail(error.Message);
    }
}

// Only an error comes back from here. lightningd runs `--version` at its start, so a wrong path stops the node there, before any channel.
return OwnProcess.Fail("cannot start " + stock + ": " + OwnProcess.Become(stock, args));
