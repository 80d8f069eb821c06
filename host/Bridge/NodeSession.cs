using Holdfast.Bridge.Bitcoin;
using Holdfast.Bridge.Hsmd;
using Holdfast.Bridge.Translation;
using Holdfast.Bridge.Wire;
using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.IntentLog;
using Holdfast.Protocol;

namespace Holdfast.Bridge;

/// <summary>
/// Stands where the node expects its hsmd, from one start of the node to the next: a request of one client goes in, what became of it comes
/// out. It keeps nothing that the next session would miss. Safe to call from one thread per client; the device sees one request at a time.
/// </summary>
public sealed class NodeSession
{
    /// <summary>Tag of a placeholder that nobody will replace, because holdfast-plugin is not loaded: the node itself cannot broadcast that splice.</summary>
    public const string SpliceWithoutPlugin = "bridge-splice-without-plugin";

    private readonly Lazy<NodeFacts> _node;

    /// <param name="intents">Written before the device sees a request that changes its promises; null in replays and tests that need none.</param>
    public NodeSession(SignerClient signer, IntentStore? intents = null, BridgeSettings? settings = null)
    {
        Signer = new SignerDoor(signer, intents);
        Settings = settings ?? new BridgeSettings();
        Splices = new SpliceSignatures(this);
        _node = new(() => new NodeFacts(Signer.Ask(new NodeKeys().Encode(), NodeKeysReply.Decode), Check), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>True once holdfast-plugin has said that it is there: then it completes the splices that our node starts.</summary>
    public bool HasPlugin { get; set; }

    /// <summary>What lightningd's developer mode switched on at the start.</summary>
    internal DevPreinit Developer { get; set; } = new(false, false);

    internal SignerDoor Signer { get; }

    internal SpliceSignatures Splices { get; }

    internal SignatureCheck Check { get; } = new();

    internal ChannelMemories Channels { get; } = new();

    internal BridgeSettings Settings { get; }

    internal NodeFacts Node => _node.Value;

    /// <summary>Answers one request.</summary>
    /// <param name="request">Type and body, without the length prefix.</param>
    /// <exception cref="LinkLostException">The device is away and the link's patience is over.</exception>
    /// <exception cref="IntentStoreException">The intent log cannot promise anything; the device was not asked.</exception>
    public HsmdAnswer Handle(HsmdClient client, byte[] request)
    {
        IHsmdRequest? parsed = null;
        try
        {
            HsmdReader reader = new(request);
            HsmdType type = reader.Type();
            RequirePermission(client, type);
            parsed = HsmdRequests.Parse(type, reader);
            reader.End();
            return parsed.Answer(new RequestScope(this, client));
        }
        catch (SignerRefusedException refusal)
        {
            return HsmdAnswer.Refused(refusal.Tag, refusal.Sentence, parsed?.PoliteRefusal(refusal.Sentence));
        }
        catch (BridgeRefusalException refusal)
        {
            return HsmdAnswer.Refused(refusal.Tag, refusal.Message, parsed?.PoliteRefusal(refusal.Message));
        }
        catch (FaultException outOfBounds)
        {
            // The device's protocol has bounds that the node's has not; the encoder keeps them.
            return HsmdAnswer.Refused(BridgeRefusalException.TooLarge, outOfBounds.Message, parsed?.PoliteRefusal(outOfBounds.Message));
        }
        catch (MalformedException malformed)
        {
            return HsmdAnswer.Failed("malformed", malformed.Message, parsed?.PoliteRefusal(malformed.Message));
        }
        catch (HsmdProtocolException broken)
        {
            return HsmdAnswer.Failed("protocol", broken.Message, parsed?.PoliteRefusal(broken.Message));
        }
        catch (SignatureMismatchException mismatch)
        {
            return HsmdAnswer.Failed("mismatch", mismatch.Message, parsed?.PoliteRefusal(mismatch.Message));
        }
        catch (SignerMalformedException malformed)
        {
            return HsmdAnswer.Failed("device-malformed", malformed.Message, parsed?.PoliteRefusal(malformed.Message));
        }
        catch (SignerNotReadyException notReady)
        {
            string name = notReady.Code == ErrorCode.UnknownChannel ? "unknown-channel" : "device-not-ready";
            return HsmdAnswer.Failed(name, notReady.Message, parsed?.PoliteRefusal(notReady.Message));
        }
        catch (SignerFaultException fault)
        {
            return HsmdAnswer.Failed("device-stopped", fault.Message, parsed?.PoliteRefusal(fault.Message));
        }
    }

    /// <summary>Puts our real signatures into the PSBT of a splice where it carries placeholders; for holdfast-plugin, when the owner calls `splice_signed`.</summary>
    /// <param name="psbt">Version 0 or 2.</param>
    /// <returns>The PSBT with real signatures; or null, and a sentence that says why there is none.</returns>
    /// <exception cref="LinkLostException">The device is away.</exception>
    public (byte[]? Psbt, string Sentence) CompleteSplice(byte[] psbt)
    {
        try
        {
            Psbt parsed = Psbt.Parse(psbt);
            return Splices.Complete(parsed) == 0 ? (psbt, string.Empty) : (parsed.Serialize(), string.Empty);
        }
        catch (SignerRefusedException refusal)
        {
            return (null, "the signer refuses this splice (" + refusal.Tag + "): " + refusal.Sentence);
        }
        catch (BridgeRefusalException refusal)
        {
            return (null, refusal.Message);
        }
        catch (Exception unusable) when (unusable is MalformedException or SignatureMismatchException or SignerException)
        {
            return (null, "the splice could not be completed: " + unusable.Message);
        }
    }

    private static void RequirePermission(HsmdClient client, HsmdType type)
    {
        HsmdPermissions needed = HsmdRequests.Needed(type);
        if (!client.May(needed))
        {
            throw new HsmdProtocolException($"client may not send message {(ushort)type} (needs {needed}, has {client.Permissions})");
        }
    }
}
