using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.SignatureLedger;
using OwnScripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <content>Texts that are not only texts.</content>
internal sealed partial class MoneyWorld
{
    /// <summary>A channel announcement whose signed part is what a spend of the funding would sign.</summary>
    private void Announce(Dice dice)
    {
        MoneyChannel? channel = AnyChannel(dice, each => _thief.Unspent.ContainsKey(each.Current.Outpoint));
        if (channel is null)
        {
            return;
        }

        MoneyFunding funding = channel.Current;
        byte[] script = OwnScripts.Funding(channel.Ours.FundingPoint, funding.PeerTerms.Holder.FundingPoint);
        Transaction spend = new(2, [new Input(funding.Outpoint, Sequence)], [new Output(funding.ValueSat - 500, Thief.Script)], 0);
        CommitmentFields[] revoked = [.. funding.Held.Where(each => channel.OurSecretsOut.Contains(each.Key)).Select(each => each.Value)];
        if (dice.Chance(40) && revoked.Length > 0)
        {
            // The holder's own revoked commitment: everything in it is the peer's.
            spend = SignatureLedger.Transaction.Parse(
                CommitmentTransactions.Build(_curve, funding.PeerTerms, dice.Pick<CommitmentFields>(revoked).Mirrored(), ofHolder: false).Serialize());
        }

        byte[] tail = dice.Chance(85)
            ? Sighash.Version0Preimage(spend, 0, script, funding.ValueSat, Sighash.All)
            : [0, 0, .. new byte[32 + 8], .. _keys.NodeId, .. channel.Peer, .. channel.Ours.FundingPoint, .. funding.PeerTerms.Holder.FundingPoint];
        Asks(new SignChannelAnnouncement { Peer = channel.Peer, Dbid = channel.Dbid, Message = [1, 0, .. new byte[256], .. tail] }.Encode());
    }

    /// <summary>Words under the node's keys; some of them are other words, too.</summary>
    private void Message(Dice dice)
    {
        byte[] text = [.. "I own this node."u8];
        byte[] offer = [.. "option_will_fund"u8, .. _curve.PublicKey(Sha256.Hash(text)), 0, 13, 0, 0, 0, 0, 0, 1, 0, 1];
        byte[] inner = Sha256.Hash([.. "Lightning Signed Message:"u8, .. text]);
        switch (dice.Below(6))
        {
            case 0:
                Asks(new SignInvoice { Hrp = [.. inner], Data = [] }.Encode());
                break;
            case 1:
                Asks(new SignInvoice { Hrp = [.. "option_will_fund"u8], Data = Groups(offer[16..]) }.Encode());
                break;
            case 2:
                Asks(new SignInvoice { Hrp = [.. "lnbc20m"u8], Data = [.. Enumerable.Range(0, 120).Select(_ => (byte)dice.Below(32))] }.Encode());
                break;
            case 3:
                Asks(new SignMessage { Message = text }.Encode());
                break;
            case 4:
                Asks(new SignBip137Message { KeyIndex = (uint)dice.Below(WalletKeys), Message = text }.Encode());
                break;
            default:
                Asks(new SignNodeAnnouncement { Message = [1, 1, .. new byte[64], .. offer, .. new byte[120]] }.Encode());
                break;
        }
    }

    private static byte[] Groups(byte[] bytes)
    {
        List<byte> groups = [];
        uint bits = 0;
        int count = 0;
        foreach (byte each in bytes)
        {
            bits = (bits << 8) | each;
            for (count += 8; count >= 5;)
            {
                count -= 5;
                groups.Add((byte)((bits >> count) & 31));
            }
        }

        if (count > 0)
        {
            groups.Add((byte)((bits << (5 - count)) & 31));
        }

        return [.. groups];
    }
}
