using Holdfast.HandOver;
using Holdfast.HsmdBridge;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>
/// holdfast-channeld as lightningd starts it, and what becomes of it: tests/ChanneldDouble, which does what it is told here. Beside it stands connectd's
/// end of the peer's socket.
/// </summary>
internal sealed class ChanneldProcess : IDisposable
{
    private readonly SpawnedProcess _process;
    private readonly HsmdConnection _strings;

    private ChanneldProcess(SpawnedProcess process, UnixSocket strings, UnixSocket connectd)
    {
        _process = process;
        _strings = new HsmdConnection(strings);
        Connectd = new HsmdConnection(connectd);
    }

    /// <summary>The peer, as connectd has it: whole messages.</summary>
    public HsmdConnection Connectd { get; }

    public SpawnedProcess Process => _process;

    public static string Stub => Programs.Of("holdfast-channeld");

    public static string Double => Path.Combine(AppContext.BaseDirectory, "Holdfast.ChanneldDouble");

    /// <param name="hsm">The client that hsmd made for it; closed here, as lightningd closes it after the fork.</param>
    /// <param name="program">The program to start; holdfast-channeld unless said.</param>
    /// <param name="stock">What holdfast-channeld becomes.</param>
    /// <param name="given">Told the descriptors that become its 0 and 3.</param>
    public static ChanneldProcess Start(string folder, HsmdConnection hsm, string? program = null, string? stock = null, string? errorFile = null,
        Action<int, int>? given = null)
    {
        Dictionary<string, string> environment = ScriptedLightningd.Environment([("CHANNELD", stock ?? Double)]);
        (UnixSocket strings, UnixSocket stringsTheirs) = UnixSocket.Pair();
        (UnixSocket connectd, UnixSocket connectdTheirs) = UnixSocket.Pair();
        using (hsm)
        using (stringsTheirs)
        using (connectdTheirs)
        {
            given?.Invoke(stringsTheirs.Descriptor, connectdTheirs.Descriptor);
            SpawnedProcess process = SpawnedProcess.Start(
                program ?? Stub, ["--developer"], environment, folder, stringsTheirs.Descriptor, connectdTheirs.Descriptor, errorFile, hsm.Socket.Descriptor);
            return new ChanneldProcess(process, strings, connectd);
        }
    }

    /// <summary>A request on its hsm socket; null when that was closed.</summary>
    public byte[]? Ask(byte[] request) => Pull('H', request) is { Length: > 0 } reply ? reply : null;

    public void Write(byte[] frame) => Pull('W', frame);

    public void WriteHalf(byte[] frame) => Pull('L', frame);

    /// <summary>The peer's next message; null at the end.</summary>
    public byte[]? Read() => Pull('R') is { Length: > 0 } frame ? frame : null;

    /// <summary>channeld's end of the peer's socket, which lightningd gets with channeld_shutdown_complete.</summary>
    public HsmdConnection PassPeer()
    {
        Pull('P');
        List<UnixSocket> passed = [];
        Assert.AreEqual(1, _strings.Socket.Read(new byte[1], passed));
        return new HsmdConnection(passed.Single());
    }

    public void Dispose()
    {
        _process.Dispose();
        _strings.Dispose();
        Connectd.Dispose();
    }

    private byte[] Pull(char letter, byte[]? body = null)
    {
        // A message of hsmd has two bytes at least, and so has what goes to the puppet and back.
        _strings.Write([(byte)letter, .. body ?? [(byte)' ']]);
        return _strings.Read() is { } answer ? answer[2..] : throw new IOException("channeld is gone");
    }
}
