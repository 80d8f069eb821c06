using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// What the chain shows of a payment to the peer when its channel has ended there. A transaction without its witnesses does not say how an output was spent, so what shows it is
/// what every way to spend it allows (BOLT 3, HTLC outputs; RULES.md, "A channel that was closed with a payment to the peer in flight").
/// </summary>
public sealed class TimeoutProof
{
    // From here on a lock time is a time and no height.
    private const uint HeightEnd = 500000000;

    private readonly SignerContext _signer;
    private readonly Channel _channel;
    private readonly ProveTimeout _request;
    private readonly byte[] _closingTxid;
    private readonly PreviousTransaction _closing;
    private readonly byte[] _spendingTxid;
    private readonly PreviousTransaction _spending;

    public TimeoutProof(SignerContext signer, Channel channel, ProveTimeout request)
    {
        _signer = signer;
        _channel = channel;
        _request = request;
        _closingTxid = Sha256.HashTwice(request.Closing);
        _closing = new PreviousTransaction(request.Closing, _closingTxid);
        _spendingTxid = Sha256.HashTwice(request.Spending);
        _spending = new PreviousTransaction(request.Spending, _spendingTxid);
    }

    /// <summary>Blocks on the transaction that spends the payment's output, its own included; what it spends lies as deep.</summary>
    public int DepthBlocks
    {
        get
        {
            TransactionOutput first = _spending.OutputAt(0);
            return _signer.Chain.DepthOf(Burial.Digest(_spendingTxid, 0, first.ValueSat, first.Script));
        }
    }

    /// <summary>Whether the amount came back, as far as these transactions say.</summary>
    public bool Shows()
    {
        Funding only = OnlyFunding();
        if (only == null || _closing.InputCount != 1 || _closing.SpentOf(0, only.Txid) != only.Vout)
        {
            return false;
        }

        for (int i = 0; i < _spending.InputCount; i++)
        {
            long vout = _spending.SpentOf(i, _closingTxid);
            if (vout >= 0 && (_request.Point.Length == 0 ? CameToHolder((uint)vout, i) : CameBack((uint)vout)))
            {
                return true;
            }
        }

        return false;
    }

    // The only one that can have ended: with two, the transaction could be a splice, and the channel goes on.
    private Funding OnlyFunding()
    {
        Funding only = null;
        for (int i = 0; i < _channel.Fundings.Length; i++)
        {
            if (!_channel.Fundings[i].IsRetired)
            {
                if (only != null)
                {
                    return null;
                }

                only = _channel.Fundings[i];
            }
        }

        return only;
    }

    // The peer's commitment. The peer takes the output with the HTLC-success transaction that the device has signed, of which the lock time is 0. Whatever spends it with another
    // one is signed by the holder's key alone.
    private bool CameBack(uint vout)
    {
        byte[] point = KeyValidation.RequirePoint(_signer, _request.Point);
        CommitmentKeys keys = _signer.KeysOf(_channel).OfCounterparty(point, _channel.Terms.CounterpartyBasepoints, true);
        HtlcScripts scripts = new HtlcScripts(keys, HasAnchors);
        byte[] script = scripts.PayTo(scripts.Received(Ripemd160.Hash(_request.PaymentHash), _request.Expiry));
        return IsOutput(vout, script) && _spending.Locktime >= _request.Expiry && _spending.Locktime < HeightEnd;
    }

    // The holder's commitment. The peer may take the output with any transaction, so what counts is that the amount came to the holder: the output beside the input is that of the
    // HTLC-timeout transaction, and with anchors it holds all.
    private bool CameToHolder(uint vout, int input)
    {
        HolderKeys holder = _signer.KeysOf(_channel);
        bool isHome = false;
        for (ulong number = _channel.HolderRevokedCount; HasAnchors && number < _channel.HolderRevokedCount + 2 && !isHome; number++)
        {
            CommitmentKeys keys = holder.OfHolder(number, _channel.Terms.CounterpartyBasepoints, true);
            HtlcScripts scripts = new HtlcScripts(keys, true);
            if (input < _spending.OutputCount && IsOutput(vout, scripts.PayTo(scripts.Offered(Ripemd160.Hash(_request.PaymentHash)))))
            {
                TransactionOutput output = _spending.OutputAt((uint)input);
                byte[] delayed = Scripts.PayToWitnessScript(Scripts.ToLocal(keys.Revocation, _channel.Terms.HolderDelayBlocks, keys.BroadcasterDelayed));
                isHome = output.ValueSat >= _request.AmountMsat / 1000 && Check.Same(output.Script, delayed);
            }
        }

        return isHome;
    }

    private bool HasAnchors
    {
        get { return _channel.Terms.Type != ChannelType.StaticRemoteKey; }
    }

    private bool IsOutput(uint vout, byte[] script)
    {
        if (vout >= (uint)_closing.OutputCount)
        {
            return false;
        }

        TransactionOutput output = _closing.OutputAt(vout);
        return output.ValueSat == _request.AmountMsat / 1000 && Check.Same(output.Script, script);
    }
}
