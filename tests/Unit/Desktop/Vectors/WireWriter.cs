using System.Buffers.Binary;
using System.Globalization;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>
/// The bytes and the text of a message as the tables of PROTOCOL.md give them. It shares no line with firmware/Protocol, so what it writes shows that the
/// page describes the bytes.
/// </summary>
public sealed class WireWriter
{
    private readonly List<byte> _bytes = [];

    public static byte[] Bytes(WireField[] fields, object message)
    {
        WireWriter writer = new();
        writer.Fields(fields, message);
        return [.. writer._bytes];
    }

    /// <summary>"name=value" for every field, in the order of the page: numbers decimal, bytes hexadecimal, "-" what is absent.</summary>
    public static string[] Words(WireField[] fields, object message) => [.. fields.Select(field => $"{field.Name}={Word(field, message)}")];

    private void Fields(WireField[] fields, object message)
    {
        foreach (WireField field in fields)
        {
            object? value = Present(field, message);
            if (field.IsOptional)
            {
                Number(value == null ? 0u : 1u, 1);
            }

            if (value != null)
            {
                Value(field.Type, value);
            }
        }
    }

    private static object? Present(WireField field, object message)
    {
        object owner = WireTable.Owner(message, field.Name);
        return field.IsOptional && WireSample.Flag(owner.GetType(), field.Name)?.GetValue(owner) is false
            ? null
            : WireTable.Member(owner.GetType(), field.Name).GetValue(owner);
    }

    private void Value(string type, object value)
    {
        switch (type)
        {
            case "flag":
                Number((bool)value ? 1u : 0u, 1);
                break;
            case "u8" or "u16" or "u32" or "u64":
                Number(Convert.ToUInt64(value, CultureInfo.InvariantCulture), int.Parse(type[1..], CultureInfo.InvariantCulture) / 8);
                break;
            case "basepoints" or "sweep":
                Fields(WireTable.Fields(type), value);
                break;
            case "sigs" or "points":
                List((byte[][])value, signature => _bytes.AddRange(signature));
                break;
            case "htlcs" or "marked htlcs" or "gone htlcs":
                List((Htlc[])value, Htlc);
                break;
            case "wallet outputs" or "wallet signatures" or "tower keys" or "tower sessions" or "limits" or "limit changes" or "approvals" or "promises" or "jit orders"
                or "parts":
                List((object[])value, item => Fields(WireTable.Fields(type), item));
                break;
            case "wallet inputs":
                List((WalletInputFields[])value, WalletInput);
                break;
            default:
                Plain(type, value);
                break;
        }
    }

    private void Plain(string type, object value)
    {
        if (WireTable.IsEnumeration(type))
        {
            Number(Convert.ToUInt64(value, CultureInfo.InvariantCulture), 1);
            return;
        }

        byte[] bytes = (byte[])value;
        if (type.StartsWith("blob≤", StringComparison.Ordinal))
        {
            Number((ulong)bytes.Length, 2);
        }
        else
        {
            Assert.AreEqual(type, bytes.Length + "B");
        }

        _bytes.AddRange(bytes);
    }

    private void Htlc(Htlc htlc)
    {
        Number((htlc.IsOfferedByPeer ? 1u : 0u) + (htlc.IsTrimmed ? 2u : 0u) + (htlc.IsNew ? 4u : 0u), 1);
        Number(htlc.AmountMsat, 8);
        _bytes.AddRange(htlc.PaymentHash);
        Number(htlc.Expiry, 4);
    }

    private void WalletInput(WalletInputFields input)
    {
        (WireField[] all, Dictionary<string, WireField[]> byKind) = WireTable.WalletInput();
        Fields(all, input);
        Fields(byKind[input.Kind.ToString()], input);
    }

    private void List<T>(T[] items, Action<T> write)
    {
        Number((ulong)items.Length, 2);
        foreach (T item in items)
        {
            write(item);
        }
    }

    private void Number(ulong value, int bytes)
    {
        byte[] all = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(all, value);
        _bytes.AddRange(all[^bytes..]);
    }

    private static string Word(WireField field, object message)
    {
        object? value = Present(field, message);
        return value == null ? "-" : Word(field.Type, value);
    }

    private static string Word(string type, object value) => value switch
    {
        bool flag => flag ? "1" : "0",
        byte[] { Length: 0 } => "empty",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        Htlc htlc => $"{{isOfferedByPeer={Word("", htlc.IsOfferedByPeer)},isTrimmed={Word("", htlc.IsTrimmed)},isNew={Word("", htlc.IsNew)},amountMsat={htlc.AmountMsat},"
            + $"paymentHash={Word("", htlc.PaymentHash)},expiry={htlc.Expiry}}}",
        WalletInputFields input => Group([.. WireTable.WalletInput().All, .. WireTable.WalletInput().ByKind[input.Kind.ToString()]], input),
        Array items => $"[{string.Join(',', items.Cast<object>().Select(item => Word(type, item)))}]",
        BasepointFields or SweepFields or WalletOutputFields or WalletSignatureFields or TowerKeyFields or TowerSessionFields => Group(WireTable.Fields(type), value),
        LimitFields or LimitChangeFields or ApprovalFields or PromiseFields or JitOrderFields or PartFields => Group(WireTable.Fields(type), value),
        _ => value.ToString()!,
    };

    private static string Group(WireField[] fields, object value) => $"{{{string.Join(',', Words(fields, value))}}}";
}
