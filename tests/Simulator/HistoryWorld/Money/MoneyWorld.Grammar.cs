using System.Reflection;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.SignatureLedger;
using OwnScripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <content>Every request of the protocol with any field from anywhere.</content>
internal sealed partial class MoneyWorld
{
    /// <summary>
    /// Any request that was made before, with up to three fields replaced by what fits there from anywhere in this world: an outpoint, a script, a key, a number at the edge
    /// of something. So the moves that nobody thought of are tried as well.
    /// </summary>
    private void Mutate(Dice dice)
    {
        if (_asked.Count == 0)
        {
            return;
        }

        byte[] request = _asked[dice.Below(_asked.Count)];
        MessageId id = (MessageId)request[0];
        Type? type = typeof(SetupChannel).Assembly.GetType("Holdfast.Protocol." + id);
        object? message;
        try
        {
            message = type?.GetMethod("Decode")?.Invoke(null, [new ByteReader(request, 1, request.Length - 1)]);
        }
        catch (TargetInvocationException)
        {
            return;
        }

        if (message is null)
        {
            return;
        }

        for (int i = 1 + dice.Below(3); i > 0; i--)
        {
            Change(message, dice);
        }

        byte[] changed;
        try
        {
            changed = (byte[])message.GetType().GetMethod("Encode")!.Invoke(message, null)!;
        }
        catch (TargetInvocationException)
        {
            return; // a field that cannot be written
        }

        _owner.Wants(0);
        Asks(changed);
        if (dice.Chance(20))
        {
            ConfirmNewest();
        }
    }

    private void Change(object message, Dice dice)
    {
        FieldInfo[] fields = [.. message.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance)];
        if (fields.Length == 0)
        {
            return;
        }

        FieldInfo field = fields[dice.Below(fields.Length)];
        object? old = field.GetValue(message);
        if (old is byte[] bytes)
        {
            field.SetValue(message, AnyBytes(bytes, dice));
        }
        else if (old is Array { Length: > 0 } items)
        {
            if (dice.Chance(70))
            {
                object item = items.GetValue(dice.Below(items.Length))!;
                if (item is not byte[])
                {
                    Change(item, dice);
                }
            }
            else
            {
                field.SetValue(message, Rearranged(items, dice));
            }
        }
        else if (old is ulong or uint or ushort or byte)
        {
            field.SetValue(message, Convert.ChangeType(AnyNumber(old, dice), old.GetType()));
        }
        else if (old is bool flag)
        {
            field.SetValue(message, !flag);
        }
        else if (old is Enum)
        {
            Array values = Enum.GetValues(old.GetType());
            field.SetValue(message, values.GetValue(dice.Below(values.Length)));
        }
        else if (old is not null)
        {
            Change(old, dice);
        }
    }

    private byte[] AnyBytes(byte[] old, Dice dice)
    {
        switch (_channels.Count == 0 ? 0 : old.Length)
        {
            case 16:
                return dice.Pick<MoneyChannel>(_channels).Id;
            case 32:
                Outpoint[] outpoints = [.. _thief.Unspent.Keys];
                return Convert.FromHexString(dice.Chance(50) && _thief.Newest is { } newest ? newest.Id : outpoints[dice.Below(outpoints.Length)].Txid);
            case 33:
                MoneyChannel channel = dice.Pick<MoneyChannel>(_channels);
                return dice.Pick(channel.Peer, channel.Ours.FundingPoint, channel.PeerSigner.FundingPoint, channel.PeerSigner.PerCommitmentPoint((ulong)dice.Below(4)));
            default:
                return dice.Pick(Thief.Script, WalletScript(WalletInputKind.P2tr, (uint)dice.Below(WalletKeys)), [], old);
        }
    }

    private ulong AnyNumber(object old, Dice dice)
    {
        ulong value = Convert.ToUInt64(old);
        ulong max = old switch { byte => byte.MaxValue, ushort => ushort.MaxValue, uint => uint.MaxValue, _ => ulong.MaxValue };
        MoneyFunding? funding = _channels.Count == 0 ? null : dice.Pick<MoneyChannel>(_channels).Current;
        return Math.Min(max, dice.Below(10) switch
        {
            0 => 0,
            1 => value + 1 > value ? value + 1 : value,
            2 => Less(value, 1),
            3 => value / 2,
            4 => value < ulong.MaxValue / 2 ? value * 2 : value,
            5 => max,
            6 => funding?.ValueSat ?? 1,
            7 => funding?.Prefix ?? 2,
            8 => (ulong)dice.Below(5),
            _ => 1ul << dice.Below(63),
        });
    }

    private static Array Rearranged(Array items, Dice dice)
    {
        object[] list = [.. items.Cast<object>()];
        int at = dice.Below(list.Length);
        object[] next = dice.Below(3) switch
        {
            0 => [.. list[..at], .. list[(at + 1)..]],
            1 => [.. list, list[at]],
            _ => [.. list[at..], .. list[..at]],
        };
        Array result = Array.CreateInstance(items.GetType().GetElementType()!, next.Length);
        next.CopyTo(result, 0);
        return result;
    }
}
