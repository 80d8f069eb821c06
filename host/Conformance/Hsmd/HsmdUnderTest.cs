using System.Text.RegularExpressions;
using Holdfast.Bytes;
using Holdfast.ReferenceNode;

namespace Holdfast.Conformance.Hsmd;

/// <summary>How a program that speaks hsmd is started.</summary>
public sealed record HsmdSettings
{
    public required string Path { get; init; }

    /// <summary>Added to the environment. "{folder}" in a value becomes the folder of the row: where the program must keep what it promised.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What lightningd starts as channeld in front of this program: holdfast-channeld, or another that speaks with it. Null: the rows in which a stock node's frames
    /// are held are not played.
    /// </summary>
    public string? Channeld { get; init; }

    /// <summary>What <see cref="Channeld"/> becomes; required with it.</summary>
    public StandInChanneld? StandIn { get; init; }

    /// <summary>Makes the folder of a row, which is deleted after it.</summary>
    public Func<string> NewFolder { get; init; } = () => Directory.CreateTempSubdirectory("holdfast-conformance").FullName;

    /// <summary>How long an answer may take before the signer counts as lost.</summary>
    public int AnswerTimeoutMs { get; init; } = 60_000;
}

/// <summary>
/// Any program that speaks hsmd on descriptor 3, driven as lightningd and channeld would: init, then per channel new_channel,
/// get_channel_basepoints and a client of its own. A power cut is SIGKILL; a node that comes back starts the program anew. With a stub for channeld, the
/// node of the rows that prepare is an unmodified one: it asks 19 and 20, stores, and its message goes through whatever the stub and this program make of the peer's socket.
/// </summary>
public sealed partial class HsmdUnderTest : ISignerUnderTest
{
    /// <summary>What channeld is allowed to ask.</summary>
    private const ulong ChannelPermissions = 447;

    /// <summary>What openingd is allowed to ask, which signs the first commitment.</summary>
    private const ulong OpeningPermissions = 24;

    private static readonly byte[] s_regtest = Convert.FromHexString("06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f");

    private readonly HsmdSettings _settings;
    private string _folder = string.Empty;
    private readonly Dictionary<(ulong Dbid, bool IsOpening), ChannelClient> _clients = [];
    private IReadOnlyDictionary<string, string> _environment = new Dictionary<string, string>();
    private HsmdProcess _process;
    private SignerCut _cut;

    /// <summary>Starts the program and initialises it.</summary>
    /// <exception cref="IOException">It cannot be started, or does not answer.</exception>
    /// <exception cref="MalformedException">It answers something else.</exception>
    public HsmdUnderTest(HsmdSettings settings)
    {
        _settings = settings;
        _process = StartInNewFolder();
    }

    public string Name => _settings.Path;

    public bool CanPrepare => _settings.Channeld != null;

    public byte[] NodeId { get; private set; } = [];

    /// <summary>The row's frames are held: the daemons of a channel are started as lightningd starts them.</summary>
    internal bool HoldsFrames { get; private set; }

    internal int AnswerTimeoutMs => _settings.AnswerTimeoutMs;

    /// <summary>What the program that runs now has said to the node so far.</summary>
    internal string Said => _process.Said;

    public void StartOver(CommitOrder order)
    {
        Stop();
        HoldsFrames = order == CommitOrder.PrepareThenWrite;
        _process = StartInNewFolder();
    }

    public IChannelSigner NewChannel(byte[] peer, ulong dbid) => new HsmdSigner(this, peer, dbid);

    public void Arm(SignerCut cut) => _cut = cut;

    public void Restart()
    {
        TurnOff();
        _process = Start();
    }

    public void Dispose() => Stop();

    internal SignerCut TakeCut()
    {
        SignerCut cut = _cut;
        _cut = SignerCut.None;
        return cut;
    }

    internal ByteReader AskMain(ushort type, byte[] fields, ushort replyType) => Ask(_process.Requests, type, fields, replyType);

    internal ByteReader AskChannel(byte[] peer, ulong dbid, bool isOpening, ushort type, byte[] fields, ushort replyType)
    {
        try
        {
            return Ask(Client(peer, dbid, isOpening).Hsm, type, fields, replyType);
        }
        catch (RefusedException)
        {
            EndClient(dbid, isOpening);
            throw;
        }
    }

    /// <summary>The daemon is gone; the next request comes from another.</summary>
    internal void EndClient(ulong dbid, bool isOpening)
    {
        if (_clients.Remove((dbid, isOpening), out ChannelClient? ended))
        {
            ended.Dispose();
        }
    }

    /// <summary>The connection was closed: the program's no, or its end.</summary>
    internal Exception Closed(string what)
    {
        Thread.Sleep(50); // the status message and the end of the process travel beside the closed socket
        return _process.IsRunning() ? new RefusedException(LastTag(), what) : new SignerLostException("the program ended");
    }

    /// <summary>Nothing of the node runs; what it stored stays for <see cref="Restart"/>.</summary>
    internal void TurnOff()
    {
        CloseClients();
        _process.Dispose();
    }

    /// <summary>The request is on its way when everything ends.</summary>
    internal void SendAndCutPower(byte[] peer, ulong dbid, bool isOpening, ushort type, byte[] fields)
    {
        Client(peer, dbid, isOpening).Hsm.Write([(byte)(type >> 8), (byte)type, .. fields]);
        CutPower();
    }

    internal void CutPower()
    {
        _process.Kill();
        throw new SignerLostException("the power was cut");
    }

    /// <summary>The daemon that now serves the channel.</summary>
    internal ChannelClient Client(byte[] peer, ulong dbid, bool isOpening)
    {
        if (!_clients.TryGetValue((dbid, isOpening), out ChannelClient? client))
        {
            ByteWriter writer = new(64);
            writer.Bytes(peer);
            writer.U64(dbid);
            writer.U64(isOpening ? OpeningPermissions : ChannelPermissions);
            AskMain(9, writer.ToArray(), 109).End();
            HsmdSocket hsm = _process.Requests.ReceiveDescriptor(_settings.AnswerTimeoutMs);
            client = HoldsFrames && !isOpening ? ChannelClient.Start(_settings, _folder, _environment, hsm) : ChannelClient.Of(hsm);
            _clients[(dbid, isOpening)] = client;
        }

        return client;
    }

    private ByteReader Ask(HsmdSocket socket, ushort type, byte[] fields, ushort replyType)
    {
        byte[]? reply;
        try
        {
            socket.Write([(byte)(type >> 8), (byte)type, .. fields]);
            reply = socket.Read(_settings.AnswerTimeoutMs);
        }
        catch (IOException error)
        {
            reply = _process.IsRunning() && !error.Message.Contains("no answer", StringComparison.Ordinal) ? null : throw new SignerLostException(error.Message);
        }

        if (reply is null)
        {
            throw Closed("the program closed the client's socket");
        }

        ByteReader reader = new(reply);
        ushort got = reader.U16();
        return got == replyType ? reader : throw new MalformedException("message " + type + " was answered with " + got);
    }

    private HsmdProcess StartInNewFolder()
    {
        _folder = _settings.NewFolder();
        try
        {
            return Start();
        }
        catch
        {
            Directory.Delete(_folder, recursive: true);
            throw;
        }
    }

    private void Stop()
    {
        TurnOff();
        Directory.Delete(_folder, recursive: true);
    }

    private HsmdProcess Start()
    {
        _environment =
            _settings.Environment.ToDictionary(entry => entry.Key, entry => entry.Value.Replace("{folder}", _folder, StringComparison.Ordinal));
        HsmdProcess process = HsmdProcess.Start(_settings.Path, _folder, _environment);
        try
        {
            ByteWriter init = new(64);
            init.U32(0x043587cf);
            init.U32(0x04358394);
            init.Bytes(s_regtest);
            init.Bytes(new byte[5]); // no encryption key, no developer secrets
            init.U32(5);
            init.U32(6);
            _process = process;
            ByteReader reply = AskFirst(process.Requests, init.ToArray());
            reply.U32();
            for (int left = reply.U16(); left > 0; left--)
            {
                reply.U32();
            }

            NodeId = reply.Bytes(33);
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <exception cref="SignerLostException">It is no hsmd, or it died at once.</exception>
    private ByteReader AskFirst(HsmdSocket requests, byte[] fields)
    {
        try
        {
            return Ask(requests, 11, fields, 114);
        }
        catch (Exception failure) when (failure is SignerLostException or MalformedException)
        {
            throw new SignerLostException(
                $"{_settings.Path} does not answer hsmd_init, the first message of lightningd ({failure.Message}): it must speak hsmd's protocol on descriptor 3");
        }
    }

    private void CloseClients()
    {
        foreach (ChannelClient client in _clients.Values)
        {
            client.Dispose();
        }

        _clients.Clear();
    }

    private string LastTag() => Tag().Matches(_process.Said).LastOrDefault()?.Value ?? "refused";

    [GeneratedRegex("policy-[a-z0-9-]+")]
    private static partial Regex Tag();
}
