using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Holdfast.Crypto;

namespace Holdfast.Faults;

/// <summary>
/// Everything that the firmware ever allocated, alive or given up: on the chip freed memory keeps its content until somebody needs the room. What was
/// looked at once and is garbage cannot change any more, and is let go. Looks in it for secrets: as bytes in either order, as limbs of scalars and field elements.
/// </summary>
public sealed class HeapWatch
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    private readonly List<object> _new = [];
    private readonly List<WeakReference> _old = [];
    private readonly List<object> _contexts = [];
    private readonly HashSet<object> _points = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ulong, string> _needles = [];
    private readonly ConditionalWeakTable<object, string> _origins = [];

    /// <summary>Secrets that the firmware computed and nobody named: kept as copies.</summary>
    public void Start()
    {
        Hooks.OnAllocation = (made, method) =>
        {
            if (made is byte[] or long[] or ulong[] or uint[] || made.GetType().Namespace is "Holdfast.Crypto" or "Holdfast.Secrets")
            {
                _new.Add(made);
                _origins.AddOrUpdate(made, method);
            }
            else if (made.GetType().Name == "SignerContext")
            {
                _contexts.Add(made);
            }
        };
        Hooks.OnSecret = (name, value) =>
        {
            if (value is byte[] bytes)
            {
                Know(name, (byte[])bytes.Clone());
            }
            else if (value.GetType().Name == "JacobianPoint")
            {
                _points.Add(value);
            }
            else
            {
                Know(name, Number(value));
            }
        };
    }

    /// <summary>What unlocked devices work with.</summary>
    public IReadOnlyList<object> Contexts => _contexts;

    /// <summary>Names a secret that may be nowhere but in allowed places.</summary>
    public void Know(string name, byte[] value)
    {
        if (value.Length < 16 || value.All(b => b == 0))
        {
            return;
        }

        byte[] reversed = [.. value.Reverse()];
        for (int at = 0; at + 16 <= value.Length; at += 16)
        {
            _needles[BitConverter.ToUInt64(value, at)] = name;
            _needles[BitConverter.ToUInt64(reversed, at)] = name;
        }
    }

    /// <summary>What follows has nothing to do with what was: other devices, other secrets.</summary>
    public void Forget()
    {
        _new.Clear();
        _old.Clear();
        _points.Clear();
        _needles.Clear();
        _contexts.Clear();
    }

    /// <summary>It is known to others now.</summary>
    public void Release(byte[] value)
    {
        byte[] reversed = [.. value.Reverse()];
        for (int at = 0; at + 16 <= value.Length; at += 16)
        {
            _needles.Remove(BitConverter.ToUInt64(value, at));
            _needles.Remove(BitConverter.ToUInt64(reversed, at));
        }
    }

    /// <summary>What was found outside of the allowed arrays and objects, in words.</summary>
    public List<string> Find(IEnumerable<object> allowed)
    {
        HashSet<object> permitted = new(allowed, ReferenceEqualityComparer.Instance);
        List<string> found = [];
        object[] places = [.. _new, .. _old.Select(old => old.Target).Where(target => target != null).Select(target => target!)];
        _old.RemoveAll(old => !old.IsAlive);
        _old.AddRange(_new.Select(place => new WeakReference(place)));
        _new.Clear();
        foreach (object place in places)
        {
            if (permitted.Contains(place))
            {
                continue;
            }

            string? name = place switch
            {
                byte[] bytes => Search(bytes),
                long[] limbs => limbs.Length == 10 ? Search(FromLimbs(limbs)) : Search(Bytes(limbs)),
                ulong[] words => Search(Bytes(words)),
                uint[] words => Search(Bytes(words)),
                _ when place.GetType().Name is "Scalar" or "FieldElement" => Search(Number(place)),
                _ => null,
            };
            if (name != null)
            {
                found.Add($"{name} in {place.GetType().Name}{(place is Array array ? $" of {array.Length}" : "")}, allocated by {(_origins.TryGetValue(place, out string? method) ? method : "?")}");
            }
        }

        foreach (object point in _points)
        {
            FieldInfo z = point.GetType().GetField("Z", Fields)!;
            if (!IsZero(z.GetValue(point)!))
            {
                found.Add("coordinates of a secret multiple");
            }
        }

        _points.Clear();
        return [.. found.Distinct()];
    }

    private string? Search(byte[] bytes)
    {
        for (int at = 0; at + 8 <= bytes.Length; at++)
        {
            if (_needles.TryGetValue(BitConverter.ToUInt64(bytes, at), out string? name))
            {
                return name;
            }
        }

        return null;
    }

    private static byte[] Bytes(Array words)
    {
        byte[] bytes = new byte[Buffer.ByteLength(words)];
        Buffer.BlockCopy(words, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private static bool IsZero(object element)
    {
        return element.GetType().GetFields(Fields).Where(field => field.FieldType == typeof(long)).All(field => (long)field.GetValue(element)! == 0);
    }

    private static byte[] Number(object element)
    {
        long[] limbs = [.. Enumerable.Range(0, 9).Select(i => (long)element.GetType().GetField("n" + i, Fields)!.GetValue(element)!)];
        return FromLimbs(limbs);
    }

    private static byte[] FromLimbs(long[] limbs)
    {
        BigInteger number = 0;
        for (int i = 8; i >= 0; i--)
        {
            number = (number << 29) + limbs[i];
        }

        number &= (BigInteger.One << 256) - 1;
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
