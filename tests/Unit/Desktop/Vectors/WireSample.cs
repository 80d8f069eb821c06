using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>
/// Messages whose every value follows from the name of its field, so that two fields that change places are seen. Variant 0 has everything that may be
/// absent, 1 has nothing of it; variant k has the k-th value of every enumeration, or its last.
/// </summary>
public sealed class WireSample(int variant)
{
    private bool HasOptional => variant != 1;

    /// <summary>How many variants it takes to see every value of every enumeration.</summary>
    public static int Variants(WireField[] fields, string owner)
    {
        bool hasChoices = fields.Any(field => field.IsOptional || field.Type.StartsWith("blob", StringComparison.Ordinal)
            || field.Type is "approvals" or "promises" or "jit orders" or "parts" or "sigs" or "flag" or "sweep" or "points" || field.Type.StartsWith("tower ", StringComparison.Ordinal) || field.Type.StartsWith("limit", StringComparison.Ordinal) || field.Type.EndsWith("htlcs", StringComparison.Ordinal) || field.Type.StartsWith("wallet", StringComparison.Ordinal));
        int values = fields.Where(field => WireTable.IsEnumeration(field.Type)).Select(field => Allowed(field.Type, owner).Length).DefaultIfEmpty(1).Max();
        return Math.Max(values, hasChoices ? 2 : 1);
    }

    public object Fill(Type type, WireField[] fields, string path)
    {
        object message = Activator.CreateInstance(type)!;
        foreach (WireField field in fields)
        {
            if (field.IsOptional && !HasOptional)
            {
                continue;
            }

            Type owner = WireTable.Owner(message, field.Name).GetType();
            Set(message, field, Value(WireTable.Member(owner, field.Name).FieldType, field.Type, path + "." + field.Name));
        }

        return message;
    }

    /// <summary>Sets a field, and the flag beside it where it has one.</summary>
    public static void Set(object message, WireField field, object value)
    {
        object owner = WireTable.Owner(message, field.Name);
        WireTable.Member(owner.GetType(), field.Name).SetValue(owner, value);
        if (field.IsOptional && Flag(message.GetType(), field.Name) is { } flag)
        {
            flag.SetValue(message, true);
        }
    }

    /// <summary>The member that says whether an optional field is there; null where the field itself is null instead.</summary>
    public static FieldInfo? Flag(Type type, string name) => type.GetField("Has" + char.ToUpperInvariant(name[0]) + name[1..]);

    public static byte[] Bytes(string path, int count)
    {
        List<byte> bytes = [];
        for (byte block = 0; bytes.Count < count; block++)
        {
            bytes.AddRange(SHA256.HashData([.. Encoding.ASCII.GetBytes(path), block]));
        }

        return [.. bytes.Take(count)];
    }

    private object Value(Type member, string type, string path)
    {
        if (member.IsEnum)
        {
            int[] allowed = Allowed(type, path.Split('.')[0]);
            return Enum.ToObject(member, allowed[Math.Min(variant, allowed.Length - 1)]);
        }

        if (member == typeof(bool))
        {
            return variant == 0;
        }

        if (member == typeof(byte[]))
        {
            return type.StartsWith("blob", StringComparison.Ordinal) ? Blob(type, path) : Bytes(path, int.Parse(type[..^1], CultureInfo.InvariantCulture));
        }

        if (member.IsPrimitive)
        {
            ulong number = path.EndsWith(".protocolVersion", StringComparison.Ordinal) ? ProtocolLimits.Version
                : path.EndsWith(".channelType", StringComparison.Ordinal) ? (variant == 0 ? 2u : 0u)
                : BinaryPrimitives.ReadUInt64BigEndian(Bytes(path, 8));
            return member == typeof(byte) ? (byte)number : member == typeof(ushort) ? (ushort)number : member == typeof(uint) ? (uint)number : (object)number;
        }

        return Compound(type, path);
    }

    private byte[] Blob(string type, string path)
    {
        int lengthMax = int.Parse(type[5..], CultureInfo.InvariantCulture);
        return HasOptional ? Bytes(path, Math.Min(lengthMax, 1 + Bytes(path + "#", 1)[0] % 40)) : [];
    }

    private object Compound(string type, string path)
    {
        switch (type)
        {
            case "basepoints":
                return Fill(typeof(BasepointFields), WireTable.Fields(type), path);
            case "sweep":
                return Fill(typeof(SweepFields), WireTable.Fields(type), path);
            case "sigs":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Bytes($"{path}.{i}", 64)).ToArray();
            case "points":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Bytes($"{path}.{i}", 33)).ToArray();
            case "tower keys":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Item<TowerKeyFields>(type, i, $"{path}.{i}")).ToArray();
            case "tower sessions":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Item<TowerSessionFields>(type, i, $"{path}.{i}")).ToArray();
            case "limits":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Item<LimitFields>(type, i, $"{path}.{i}")).ToArray();
            case "approvals":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Item<ApprovalFields>(type, i, $"{path}.{i}")).ToArray();
            case "promises":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Item<PromiseFields>(type, i, $"{path}.{i}")).ToArray();
            case "jit orders":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Item<JitOrderFields>(type, i, $"{path}.{i}")).ToArray();
            case "parts":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Item<PartFields>(type, i, $"{path}.{i}")).ToArray();
            case "limit changes":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Item<LimitChangeFields>(type, i, $"{path}.{i}")).ToArray();
            case "htlcs":
                return Enumerable.Range(0, HasOptional ? 4 : 0).Select(i => Htlc(i, $"{path}.{i}")).ToArray();
            case "marked htlcs":
                return Enumerable.Range(0, HasOptional ? 6 : 0).Select(i => Htlc(i < 4 ? i : (2 * i) - 3, $"{path}.{i}")).ToArray();
            case "gone htlcs":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Htlc(1, $"{path}.{i}")).ToArray();
            case "wallet outputs":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Item<WalletOutputFields>(type, i, $"{path}.{i}")).ToArray();
            case "wallet signatures":
                return Enumerable.Range(0, HasOptional ? 2 : 0).Select(i => Item<WalletSignatureFields>(type, i, $"{path}.{i}")).ToArray();
            case "wallet inputs":
                return Enumerable.Range(0, HasOptional ? 9 : 0).Select(i => WalletInput(i, $"{path}.{i}")).ToArray();
            default:
                throw new AssertFailedException("what is " + type + "?");
        }
    }

    // The first item has what may be absent, the second has not.
    private static T Item<T>(string type, int index, string path) => (T)new WireSample(index).Fill(typeof(T), WireTable.Fields(type), path);

    private static Htlc Htlc(int flags, string path) => new()
    {
        IsOfferedByPeer = (flags & 1) != 0,
        IsTrimmed = (flags & 2) != 0,
        IsNew = (flags & 4) != 0,
        AmountMsat = BinaryPrimitives.ReadUInt64BigEndian(Bytes(path + ".amountMsat", 8)),
        PaymentHash = Bytes(path + ".paymentHash", 32),
        Expiry = BinaryPrimitives.ReadUInt32BigEndian(Bytes(path + ".expiry", 4)),
    };

    // One of every kind, and the last once more without what may be absent.
    private static WalletInputFields WalletInput(int index, string path)
    {
        (WireField[] all, Dictionary<string, WireField[]> byKind) = WireTable.WalletInput();
        WalletInputKind kind = (WalletInputKind)(index < 8 ? index : (int)WalletInputKind.ToRemote);
        WireSample sample = new(index < 8 ? 0 : 1);
        WalletInputFields input = (WalletInputFields)sample.Fill(typeof(WalletInputFields), all, path);
        foreach (WireField field in byKind[kind.ToString()].Where(field => !field.IsOptional || sample.HasOptional))
        {
            Set(input, field, sample.Value(WireTable.Member(typeof(WalletInputFields), field.Name).FieldType, field.Type, path + "." + field.Name));
        }

        input.Kind = kind;
        return input;
    }

    private static int[] Allowed(string type, string owner)
        => [.. WireTable.Values(type).Keys.Where(value => type != "Network" || value != 0 || owner == nameof(StatusReply)).Order()];
}
