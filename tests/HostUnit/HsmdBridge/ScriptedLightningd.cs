using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Holdfast.HandOver;
using Holdfast.HsmdBridge;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>
/// lightningd's side of hsmd, by script: starts the real executable with real sockets, asks on fd 3, receives clients' descriptors by
/// SCM_RIGHTS, and keeps what it hears on the status socket.
/// </summary>
internal sealed partial class ScriptedLightningd : IDisposable
{
    private readonly SpawnedProcess _process;
    private readonly UnixSocket _statusEnd;
    private readonly Thread _listener;
    private readonly ManualResetEventSlim _listens = new(true);

    private ScriptedLightningd(SpawnedProcess process, UnixSocket requests, UnixSocket status)
    {
        _process = process;
        Requests = requests;
        Main = new HsmdConnection(requests);
        _statusEnd = status;
        _listener = new Thread(Listen) { IsBackground = true };
        _listener.Start();
    }

    public HsmdConnection Main { get; }

    public UnixSocket Requests { get; }

    public SpawnedProcess Process => _process;

    /// <summary>Lines of status_log: level and text.</summary>
    public ConcurrentQueue<(int Level, string Text)> Log { get; } = new();

    /// <summary>Texts of hsmstatus_client_bad_request.</summary>
    public ConcurrentQueue<string> BadRequests { get; } = new();

    /// <summary>Texts of status_fail.</summary>
    public ConcurrentQueue<string> Failures { get; } = new();

    public static string Program => Programs.Of("holdfast-hsmd");

    /// <summary>The one with a simulated signer inside.</summary>
    public static string RegtestProgram => Path.Combine(AppContext.BaseDirectory, "holdfast-hsmd-regtest");

    /// <param name="folder">The node's directory.</param>
    /// <param name="settings">HOLDFAST_ variables without their prefix, for example ("LOG_LEVEL", "debug").</param>
    public static ScriptedLightningd Start(string folder, params (string Name, string Value)[] settings) => Start(Program, folder, settings, [], null);

    public static ScriptedLightningd StartRegtest(string folder, params (string Name, string Value)[] settings) => Start(RegtestProgram, folder, settings, [], null);

    /// <param name="variables">More of the environment, under their own names.</param>
    /// <param name="errorFile">Where standard error goes; null: where that of this process goes.</param>
    public static ScriptedLightningd Start(
        string program, string folder, (string Name, string Value)[] settings, (string Name, string Value)[] variables, string? errorFile)
    {
        Dictionary<string, string> environment = Environment(settings);
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        (UnixSocket requests, UnixSocket requestsTheirs) = UnixSocket.Pair();
        (UnixSocket status, UnixSocket statusTheirs) = UnixSocket.Pair();
        using (requestsTheirs)
        using (statusTheirs)
        {
            SpawnedProcess process = SpawnedProcess.Start(
                program, ["--developer"], environment, folder, statusTheirs.Descriptor, requestsTheirs.Descriptor, errorFile);
            return new ScriptedLightningd(process, requests, status);
        }
    }

    public static Dictionary<string, string> Environment((string Name, string Value)[] settings)
    {
        Dictionary<string, string> environment = [];
        foreach (string name in (string[])["PATH", "HOME", "DOTNET_ROOT", "TMPDIR", "DOTNET_CLI_HOME"])
        {
            if (System.Environment.GetEnvironmentVariable(name) is string value)
            {
                environment[name] = value;
            }
        }

        foreach ((string name, string value) in settings)
        {
            environment["HOLDFAST_" + name] = value;
        }

        return environment;
    }

    /// <summary>One request of lightningd's own; null when hsmd went away instead of answering.</summary>
    public byte[]? Ask(byte[] request)
    {
        Main.Write(request);
        return Main.Read();
    }

    /// <summary>client_hsmfd: the reply frame, then one byte with one descriptor.</summary>
    public HsmdConnection NewClient(byte[] peer, ulong dbid, ulong permissions)
    {
        byte[] request = new byte[2 + 33 + 16];
        BinaryPrimitives.WriteUInt16BigEndian(request, 9);
        peer.CopyTo(request, 2);
        BinaryPrimitives.WriteUInt64BigEndian(request.AsSpan(35), dbid);
        BinaryPrimitives.WriteUInt64BigEndian(request.AsSpan(43), permissions);
        byte[] reply = Ask(request) ?? throw new IOException("hsmd is gone");
        CollectionAssert.AreEqual(new byte[] { 0, 109 }, reply);
        return new HsmdConnection(ReceiveSocket());
    }

    public unsafe UnixSocket ReceiveSocket()
    {
        byte data;
        nint* vector = stackalloc nint[2];
        vector[0] = (nint)(&data);
        vector[1] = 1;
        byte* control = stackalloc byte[24];
        nint* header = stackalloc nint[7];
        new Span<nint>(header, 7).Clear();
        header[2] = (nint)vector;
        header[3] = 1;
        header[4] = (nint)control;
        header[5] = 24;
        const int CmsgCloexec = 0x40000000;
        nint count = ReceiveMessage(Requests.Descriptor, header, CmsgCloexec);

        // What lightningd's fdpass_recv demands: one byte, one control message, exactly one descriptor in it.
        Assert.AreEqual(1, count);
        Assert.AreEqual(24, header[5], "msg_controllen");
        Assert.AreEqual(20, *(nint*)control, "cmsg_len");
        Assert.AreEqual(1, *(int*)(control + 8), "SOL_SOCKET");
        Assert.AreEqual(1, *(int*)(control + 12), "SCM_RIGHTS");
        return UnixSocket.Inherited(*(int*)(control + 16));
    }

    /// <summary>Closes fd 3's other end, as lightningd does at shutdown, and waits for hsmd to end.</summary>
    public int? Shutdown()
    {
        Main.Dispose();
        int? code = _process.WaitForExit();
        _listener.Join(Patience.Ms);
        return code;
    }

    /// <summary>Leaves the status socket unread until the result is disposed.</summary>
    public IDisposable StopListening()
    {
        _listens.Reset();
        return new Listening(_listens);
    }

    /// <summary>Waits for a line of the log that contains this text.</summary>
    public bool Logged(string text) => Patience.Until(() => Log.Any(line => line.Text.Contains(text, StringComparison.Ordinal)));

    public void Dispose()
    {
        _process.Dispose();
        Main.Dispose();
        _listener.Join(Patience.Ms);
        _statusEnd.Dispose();
    }

    private void Listen()
    {
        HsmdConnection status = new(_statusEnd);
        for (byte[]? message = status.Read(); message != null; message = status.Read())
        {
            _listens.Wait();
            switch (BinaryPrimitives.ReadUInt16BigEndian(message))
            {
                case 0xFFF0:
                    Log.Enqueue((message[2], Text(message, message[3] == 0 ? 4 : 37)));
                    break;
                case 0xFFF2:
                    Failures.Enqueue(Text(message, 3));
                    break;
                case 1000:
                    BadRequests.Enqueue(Text(message, 35));
                    break;
                default:
                    Failures.Enqueue("unknown status message " + Convert.ToHexString(message));
                    break;
            }
        }
    }

    private static string Text(byte[] message, int from) =>
        Encoding.UTF8.GetString(message.AsSpan(from, message.AsSpan(from).IndexOf((byte)0)));

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint ReceiveMessage(int descriptor, nint* header, int flags);

    private sealed class Listening(ManualResetEventSlim listens) : IDisposable
    {
        public void Dispose() => listens.Set();
    }
}
