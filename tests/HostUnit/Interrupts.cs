using System.Runtime.InteropServices;

namespace Holdfast.HostUnit;

/// <summary>
/// A shell without job control starts what runs in its background with SIGINT ignored, and every process hands that on to its children. A child that a test
/// interrupts would then never end, so the signal gets its ordinary meaning back before there are any children.
/// </summary>
[TestClass]
public static partial class Interrupts
{
    private const int Sigint = 2;
    private const nint Default = 0;
    private const nint Ignored = 1;

    [AssemblyInitialize]
    public static void MakeOrdinary(TestContext context)
    {
        nint before = Signal(Sigint, Default);
        if (before != Ignored)
        {
            // Default, or a handler of the runtime, which children do not inherit.
            Signal(Sigint, before);
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);
}
