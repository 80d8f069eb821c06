using Holdfast.Bytes;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 11: the versions that lightningd speaks and the chain it is on. Answered with the node's public keys and what this signer can do (114),
/// or with a reason to stop (115).
/// </summary>
internal sealed record Init(uint PublicVersion, byte[] Chain, uint VersionMin, uint VersionMax, bool HasForeignSecret) : IHsmdRequest
{
    /// <summary>Version 6 reveals no old secret in reply to get_per_commitment_point; older ones do, so they are not spoken.</summary>
    private const uint Version = 6;

    /// <summary>What goes wrong at lightningd's exit code: hsmd could not start (EXITCODE_HSM_GENERIC_ERROR).</summary>
    private const uint ExitCode = 20;

    private const byte RawSecret = 0;
    private const byte MnemonicSecret = 2;

    /// <summary>Message numbers beyond the oldest set that this signer answers, in the order of stock hsmd.</summary>
    private static readonly HsmdType[] s_capabilities =
    [
        HsmdType.CheckPubkey,
        HsmdType.CheckBip86Pubkey,
        HsmdType.SignAnyDelayedPaymentToUs,
        HsmdType.SignAnchorSpend,
        HsmdType.SignHtlcTxMingle,
        HsmdType.SignSpliceTx,
        HsmdType.CheckOutpoint,
        HsmdType.ForgetChannel,
        HsmdType.RevokeCommitmentTx,
        HsmdType.SignBolt12WithInfo,
        HsmdType.Bip137SignMessage,
        HsmdType.PreapproveInvoiceCheck,
        HsmdType.PreapproveKeysendCheck,
    ];

    public static Init Parse(HsmdReader reader)
    {
        uint publicVersion = reader.U32();
        reader.U32();
        byte[] chain = reader.Hash();
        bool hasForeignSecret = false;
        foreach (int length in (ReadOnlySpan<int>)[32, 32, 32, 160, 32])
        {
            if (reader.Bool())
            {
                reader.Bytes(length);
                hasForeignSecret = true;
            }
        }

        uint min = reader.U32();
        uint max = reader.U32();

        // 1: a passphrase for the hsm_secret file, of which this signer has none.
        reader.Tlvs(1);
        return new Init(publicVersion, chain, min, max, hasForeignSecret);
    }

    public byte[] PoliteRefusal(string sentence) => Failure("holdfast: " + sentence);

    public HsmdAnswer Answer(RequestScope scope)
    {
        if (VersionMin > Version || VersionMax < Version)
        {
            return HsmdAnswer.Reply(Failure("this signer speaks version 6 of the hsmd protocol; lightningd v24.02 or newer is needed"));
        }

        if (HasForeignSecret)
        {
            return HsmdAnswer.Reply(Failure(
                "this signer takes no secret from lightningd: its key is on the device. "
                + "Start without dev-force-privkey, dev-force-bip32-seed, dev-force-channel-secrets and hsm-passphrase"));
        }

        NodeFacts node = scope.Node;
        if (!Check.Same(Chain, ChainHash.Of(node.Network)))
        {
            return HsmdAnswer.Reply(Failure($"the device's keys are for {node.Network}, and lightningd is on another chain"));
        }

        // Before a payment waits for it.
        scope.Signer.FollowsPayments();

        HsmdType[] capabilities = scope.Session.Developer.HasNoPreapproveCheck
            ? [.. s_capabilities.Where(capability => capability is not (HsmdType.PreapproveInvoiceCheck or HsmdType.PreapproveKeysendCheck))]
            : s_capabilities;
        HsmdWriter reply = new HsmdWriter(HsmdType.InitReply).U32(Version).U16((ushort)capabilities.Length);
        foreach (HsmdType capability in capabilities)
        {
            reply.U32((uint)capability);
        }

        reply.Bytes(node.NodeId).U32(PublicVersion).Bytes(node.WalletXpub).Bytes(node.Bolt12Point);
        reply.U8(1).U8(1).U8(node.AccountXpub == null ? RawSecret : MnemonicSecret);
        if (node.AccountXpub != null)
        {
            reply.U8(2).U8((byte)(4 + node.AccountXpub.Length)).U32(PublicVersion).Bytes(node.AccountXpub);
        }

        return HsmdAnswer.Reply(reply.ToArray());
    }

    /// <summary>115: lightningd prints the sentence and exits with the code.</summary>
    public static byte[] Failure(string sentence) => new HsmdWriter(HsmdType.InitReplyFailure).U32(ExitCode).Text(sentence).ToArray();
}
