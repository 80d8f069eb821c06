using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>One typed question per message (PROTOCOL.md, "Requests"); all of them are <see cref="Exchange"/>.</summary>
public sealed partial class SignerClient
{
    public StatusReply Ask(Status message) => Ask(message.Encode(), StatusReply.Decode);

    public ReadLimitsReply Ask(ReadLimits message) => Ask(message.Encode(), ReadLimitsReply.Decode);

    public SetLimitsReply Ask(SetLimits message) => Ask(message.Encode(), SetLimitsReply.Decode);

    public ApproveInvoiceReply Ask(ApproveInvoice message) => Ask(message.Encode(), ApproveInvoiceReply.Decode);

    public ApproveKeysendReply Ask(ApproveKeysend message) => Ask(message.Encode(), ApproveKeysendReply.Decode);

    public ReadApprovalsReply Ask(ReadApprovals message) => Ask(message.Encode(), ReadApprovalsReply.Decode);

    public ForgetApprovalReply Ask(ForgetApproval message) => Ask(message.Encode(), ForgetApprovalReply.Decode);

    public PromiseInvoiceReply Ask(PromiseInvoice message) => Ask(message.Encode(), PromiseInvoiceReply.Decode);

    public ReadPromisesReply Ask(ReadPromises message) => Ask(message.Encode(), ReadPromisesReply.Decode);

    public ReleasePreimageReply Ask(ReleasePreimage message) => Ask(message.Encode(), ReleasePreimageReply.Decode);

    public CancelPromiseReply Ask(CancelPromise message) => Ask(message.Encode(), CancelPromiseReply.Decode);

    public AgreeJitTermsReply Ask(AgreeJitTerms message) => Ask(message.Encode(), AgreeJitTermsReply.Decode);

    public ReadJitOrdersReply Ask(ReadJitOrders message) => Ask(message.Encode(), ReadJitOrdersReply.Decode);

    public ForgetJitOrderReply Ask(ForgetJitOrder message) => Ask(message.Encode(), ForgetJitOrderReply.Decode);

    public MakeBlindedPathReply Ask(MakeBlindedPath message) => Ask(message.Encode(), MakeBlindedPathReply.Decode);

    public ReviewBolt12InvoiceReply Ask(ReviewBolt12Invoice message) => Ask(message.Encode(), ReviewBolt12InvoiceReply.Decode);

    public AllowPayeeReply Ask(AllowPayee message) => Ask(message.Encode(), AllowPayeeReply.Decode);

    public ReadAllowlistReply Ask(ReadAllowlist message) => Ask(message.Encode(), ReadAllowlistReply.Decode);

    public FeedHeadersReply Ask(FeedHeaders message) => Ask(message.Encode(), FeedHeadersReply.Decode);

    public ReadChainReply Ask(ReadChain message) => Ask(message.Encode(), ReadChainReply.Decode);

    public WalkHeadersReply Ask(WalkHeaders message) => Ask(message.Encode(), WalkHeadersReply.Decode);

    public ProveBurialReply Ask(ProveBurial message) => Ask(message.Encode(), ProveBurialReply.Decode);

    public ForgetChainReply Ask(ForgetChain message) => Ask(message.Encode(), ForgetChainReply.Decode);

    public WipeReply Ask(Wipe message) => Ask(message.Encode(), WipeReply.Decode);

    public ReadJournalReply Ask(ReadJournal message) => Ask(message.Encode(), ReadJournalReply.Decode);

    public DrawEntropyReply Ask(DrawEntropy message) => Ask(message.Encode(), DrawEntropyReply.Decode);

    public NodeKeysReply Ask(NodeKeys message) => Ask(message.Encode(), NodeKeysReply.Decode);

    public EcdhReply Ask(Ecdh message) => Ask(message.Encode(), EcdhReply.Decode);

    public SignInvoiceReply Ask(SignInvoice message) => Ask(message.Encode(), SignInvoiceReply.Decode);

    public SignMessageReply Ask(SignMessage message) => Ask(message.Encode(), SignMessageReply.Decode);

    public SignBip137MessageReply Ask(SignBip137Message message) => Ask(message.Encode(), SignBip137MessageReply.Decode);

    public SignBolt12Reply Ask(SignBolt12 message) => Ask(message.Encode(), SignBolt12Reply.Decode);

    public DeriveSecretReply Ask(DeriveSecret message) => Ask(message.Encode(), DeriveSecretReply.Decode);

    public SignNodeAnnouncementReply Ask(SignNodeAnnouncement message) => Ask(message.Encode(), SignNodeAnnouncementReply.Decode);

    public SignChannelUpdateReply Ask(SignChannelUpdate message) => Ask(message.Encode(), SignChannelUpdateReply.Decode);

    public SignChannelAnnouncementReply Ask(SignChannelAnnouncement message) => Ask(message.Encode(), SignChannelAnnouncementReply.Decode);

    public SignWillFundOfferReply Ask(SignWillFundOffer message) => Ask(message.Encode(), SignWillFundOfferReply.Decode);

    public NewChannelReply Ask(NewChannel message) => Ask(message.Encode(), NewChannelReply.Decode);

    public ChannelKeysReply Ask(ChannelKeys message) => Ask(message.Encode(), ChannelKeysReply.Decode);

    public SetupChannelReply Ask(SetupChannel message) => Ask(message.Encode(), SetupChannelReply.Decode);

    public GetPerCommitmentPointReply Ask(GetPerCommitmentPoint message) => Ask(message.Encode(), GetPerCommitmentPointReply.Decode);

    public SignCounterpartyCommitmentReply Ask(SignCounterpartyCommitment message) => Ask(message.Encode(), SignCounterpartyCommitmentReply.Decode);

    public ValidateHolderCommitmentReply Ask(ValidateHolderCommitment message) => Ask(message.Encode(), ValidateHolderCommitmentReply.Decode);

    public RevokeHolderCommitmentReply Ask(RevokeHolderCommitment message) => Ask(message.Encode(), RevokeHolderCommitmentReply.Decode);

    public ValidateRevocationReply Ask(ValidateRevocation message) => Ask(message.Encode(), ValidateRevocationReply.Decode);

    public SignHolderCommitmentReply Ask(SignHolderCommitment message) => Ask(message.Encode(), SignHolderCommitmentReply.Decode);

    public SignMutualCloseReply Ask(SignMutualClose message) => Ask(message.Encode(), SignMutualCloseReply.Decode);

    public CheckFutureSecretReply Ask(CheckFutureSecret message) => Ask(message.Encode(), CheckFutureSecretReply.Decode);

    public ForgetChannelReply Ask(ForgetChannel message) => Ask(message.Encode(), ForgetChannelReply.Decode);

    public CheckOutpointReply Ask(CheckOutpoint message) => Ask(message.Encode(), CheckOutpointReply.Decode);

    public LockOutpointReply Ask(LockOutpoint message) => Ask(message.Encode(), LockOutpointReply.Decode);

    public PrepareCounterpartyCommitmentReply Ask(PrepareCounterpartyCommitment message) => Ask(message.Encode(), PrepareCounterpartyCommitmentReply.Decode);

    public SignPreparedCommitmentReply Ask(SignPreparedCommitment message) => Ask(message.Encode(), SignPreparedCommitmentReply.Decode);

    public SignHolderHtlcReply Ask(SignHolderHtlc message) => Ask(message.Encode(), SignHolderHtlcReply.Decode);

    public SignDelayedSweepReply Ask(SignDelayedSweep message) => Ask(message.Encode(), SignDelayedSweepReply.Decode);

    public SignCounterpartyHtlcSweepReply Ask(SignCounterpartyHtlcSweep message) => Ask(message.Encode(), SignCounterpartyHtlcSweepReply.Decode);

    public SignPenaltyReply Ask(SignPenalty message) => Ask(message.Encode(), SignPenaltyReply.Decode);

    public SignSpliceReply Ask(SignSplice message) => Ask(message.Encode(), SignSpliceReply.Decode);

    public SignWalletInputsReply Ask(SignWalletInputs message) => Ask(message.Encode(), SignWalletInputsReply.Decode);
}
