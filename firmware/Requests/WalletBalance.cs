using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// What a wallet transaction takes from us and gives us, and which channel fundings it touches. Channels that it spends count with our balance in
/// their newest commitment, channels that it funds with our balance in the commitment that we hold for the new funding, or with their whole value
/// when we open them: a push was agreed at the opening. The funding rules are required while counting.
/// </summary>
public sealed class WalletBalance
{
    public readonly int SizeBytes;
    public readonly ulong BeforeSat;
    public readonly ulong AfterSat;
    public readonly int UnknownOutputs;
    public readonly bool HasForeignInputs;

    private readonly byte[] _txid;
    private readonly byte[] _signed;
    private readonly int _inputs;

    public WalletBalance(SignerContext signer, SignWalletInputs request, WalletInput[] inputs, WalletTransaction transaction)
    {
        _txid = transaction.Txid();
        _signed = transaction.Digest();
        _inputs = inputs.Length;
        SizeBytes = transaction.Serialize().Length;
        bool[] isKnown = new bool[request.Outputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].IsOurs)
            {
                BeforeSat += inputs[i].Input.ValueSat;
            }
            else
            {
                HasForeignInputs = true;
                BeforeSat += BalanceIn(signer, inputs[i].Input);
            }
        }

        AfterSat = Funded(signer, transaction, isKnown);
        for (int i = 0; i < isKnown.Length; i++)
        {
            WalletOutputFields output = request.Outputs[i];
            if (!isKnown[i] && output.HasKeyIndex && WalletScripts.IsOurs(signer, output.Script, output.KeyIndex))
            {
                AfterSat += output.Sat;
                isKnown[i] = true;
            }

            UnknownOutputs += isKnown[i] ? 0 : 1;
        }
    }

    /// <summary>Asks the owner where a rule would refuse without the button; false when nothing needs asking.</summary>
    public bool OwnerAgrees(SignerContext signer)
    {
        bool paysOthers = UnknownOutputs > 0 && !HasForeignInputs;
        if (!paysOthers && !LossIsOnlyFee.Exceeds(BeforeSat, AfterSat, SizeBytes, _inputs, signer.Limits))
        {
            return false;
        }

        ulong lost = BeforeSat > AfterSat ? BeforeSat - AfterSat : 0;
        return signer.Owner.Agrees("Pay " + lost.ToString() + " sat, fee included, out of the wallet?", _signed);
    }

    /// <summary>Remembers for every channel funding that this is that its transaction may confirm from now on.</summary>
    public void RecordBoundFundings(SignerContext signer)
    {
        for (int slot = ChannelBook.FirstSlot; slot < signer.Channels.SlotCount; slot++)
        {
            Channel channel = signer.Channels.At(slot);
            int index = channel == null ? -1 : channel.IndexOfTransaction(_txid);
            if (index >= 0 && !channel.Fundings[index].IsBound)
            {
                signer.Record(slot, new FundingBound(index));
            }
        }
    }

    private ulong Funded(SignerContext signer, WalletTransaction transaction, bool[] isKnown)
    {
        ulong sat = 0;
        for (int slot = ChannelBook.FirstSlot; slot < signer.Channels.SlotCount; slot++)
        {
            Channel channel = signer.Channels.At(slot);
            int index = channel == null ? -1 : channel.IndexOfTransaction(_txid);
            if (index >= 0)
            {
                Funding funding = channel.Fundings[index];
                FundingRules.RequireOutput(funding, transaction, signer.KeysOf(channel).FundingKey);
                isKnown[funding.Vout] = true;
                sat += channel.Terms.IsOutbound && !channel.IsFundingLocked ? funding.ValueSat : funding.HolderCurrent.HolderSat;
            }
        }

        return sat;
    }

    private static ulong BalanceIn(SignerContext signer, TransactionInput input)
    {
        for (int slot = ChannelBook.FirstSlot; slot < signer.Channels.SlotCount; slot++)
        {
            Channel channel = signer.Channels.At(slot);
            int index = channel == null ? -1 : channel.IndexOfOutpoint(input.Txid, input.Vout);
            if (index >= 0)
            {
                return channel.Fundings[index].HolderCurrent == null ? 0 : channel.Fundings[index].HolderCurrent.HolderSat;
            }
        }

        return 0;
    }
}
