namespace Holdfast.Faults;

/// <summary>Which kind of fault is injected.</summary>
public enum FaultKind
{
    /// <summary>A limb of a number flips one bit on its way to memory.</summary>
    Limb,

    /// <summary>A call of a method that returns nothing is left out.</summary>
    Step,

    /// <summary>A word of a table entry is read with one flipped bit.</summary>
    TableWord,
}

/// <summary>What rewritten assemblies call. Counts the places where a fault could strike, and strikes at one of them.</summary>
public static class Hooks
{
    private static readonly long[] s_count = new long[3];
    private static FaultKind s_kind;
    private static long s_target = -1;
    private static int s_bit;

    /// <summary>Called for every array and object that the firmware makes; null when nobody wants to know.</summary>
    public static Action<object, string>? OnAllocation { get; set; }

    /// <summary>Called for every secret that the firmware computes; null when nobody wants to know.</summary>
    public static Action<string, object>? OnSecret { get; set; }

    /// <summary>Called when the firmware has answered a request, with its id and the reply's status; null when nobody wants to know.</summary>
    public static Action<byte, byte>? OnAnswered { get; set; }

    /// <summary>How many passes of the firmware are running: what a host in the same process allocates is not the device's.</summary>
    private static int s_inside;
    private static byte s_id;

    /// <summary>Counts from zero; the fault strikes at the place with this number. −1 for none.</summary>
    public static void Arm(FaultKind kind, long target, int bit)
    {
        Array.Clear(s_count);
        s_kind = kind;
        s_target = target;
        s_bit = bit;
    }

    public static void Disarm()
    {
        s_target = -1;
    }

    public static long Count(FaultKind kind)
    {
        return s_count[(int)kind];
    }

    public static bool Strikes(FaultKind kind)
    {
        return s_count[(int)kind]++ == s_target && kind == s_kind;
    }

    public static int Bit => s_bit;

    public static long Limb(long value)
    {
        return Strikes(FaultKind.Limb) ? value ^ (1L << (s_bit % 29)) : value;
    }

    /// <summary>The method whose call was left out.</summary>
    public static string Skipped { get; private set; } = "";

    public static bool Skip(string method)
    {
        bool strikes = Strikes(FaultKind.Step);
        Skipped = strikes ? method : Skipped;
        return strikes;
    }

    public static void Enter()
    {
        s_inside++;
    }

    public static void Leave()
    {
        s_inside--;
    }

    public static void Asked(byte[] message)
    {
        s_id = message.Length == 0 ? (byte)0 : message[0];
        s_inside++;
    }

    public static void Answered(byte[] reply)
    {
        s_inside--;
        OnAnswered?.Invoke(s_id, reply[0]);
    }

    public static void Allocated(object made, string method)
    {
        if (s_inside > 0)
        {
            OnAllocation?.Invoke(made, method);
        }
    }

    public static void Secret(object value, string method)
    {
        if (s_inside > 0)
        {
            OnSecret?.Invoke(method, value);
        }
    }
}
