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
    private readonly Lazy<NodeFacts> _node;

    /// <param name="intents">Written before the device sees a request that changes its promises; null in replays and tests that need none.</param>
    public NodeSession(SignerClient signer, IntentStore? intents = null, BridgeSettings? settings = null)
    {
        Signer = new SignerDoor(signer, intents);
        Settings = settings ?? new BridgeSettings();
        _node = new(() => new NodeFacts(Signer.Ask(new NodeKeys().Encode(), NodeKeysReply.Decode), Check), LazyThreadSafetyMode.PublicationOnly);
    }

    internal SignerDoor Signer { get; }

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

    private static void RequirePermission(HsmdClient client, HsmdType type)
    {
        HsmdPermissions needed = HsmdRequests.Needed(type);
        if (!client.May(needed))
        {
            throw new HsmdProtocolException($"client may not send message {(ushort)type} (needs {needed}, has {client.Permissions})");
        }
    }
}
