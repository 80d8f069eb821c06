using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.DeviceLink;

/// <summary>
/// The system calls behind serial ports and pseudo terminals, with the constants of Linux (x86-64, arm64: asm-generic) and macOS.
/// .NET's own serial port class is a package that wants exclusive ownership of signals and threads; this is what a signer's line needs of it.
/// </summary>
internal static unsafe partial class NativeTty
{
    public const short PollIn = 1;
    public const short PollOut = 4;
    public const short PollTrouble = 8 | 16 | 32;

    private const int Interrupted = 4;
    private const int ReadWrite = 2;
    private const int LockExclusiveNow = 2 | 4;
    private const int SetNow = 0;

    // Larger than struct termios anywhere (Linux 60 bytes, macOS 72).
    private const int TermiosBytes = 256;

    private static readonly bool s_mac = OperatingSystem.IsMacOS();

    private static int NoControllingTerminal => s_mac ? 0x20000 : 0x100;

    private static int NonBlocking => s_mac ? 0x4 : 0x800;

    private static int CloseOnExec => s_mac ? 0x1000000 : 0x80000;

    private static int WouldBlock => s_mac ? 35 : 11;

    public static void RequireUnix()
    {
        if (!OperatingSystem.IsLinux() && !s_mac)
        {
            throw new PlatformNotSupportedException("serial ports and pseudo terminals are implemented for Linux and macOS; use tcp:HOST:PORT here");
        }
    }

    public static SafeFileHandle Open(string path)
    {
        int fd = open(path, ReadWrite | NoControllingTerminal | NonBlocking | CloseOnExec);
        return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw Error($"cannot open {path}");
    }

    public static SafeFileHandle OpenPtyMaster(out string slavePath)
    {
        int fd = posix_openpt(ReadWrite | NoControllingTerminal | (s_mac ? 0 : CloseOnExec));
        if (fd < 0)
        {
            throw Error("cannot open a pseudo terminal");
        }

        SafeFileHandle master = new(fd, ownsHandle: true);
        byte* name = stackalloc byte[256];
        int nonBlocking = 1;
        if (grantpt(fd) != 0 || unlockpt(fd) != 0 || ptsname_r(fd, name, 256) != 0 || Ioctl(fd, s_mac ? 0x8004667eu : 0x5421u, &nonBlocking) != 0)
        {
            IOException error = Error("cannot set up a pseudo terminal");
            master.Dispose();
            throw error;
        }

        slavePath = Marshal.PtrToStringUTF8((nint)name)!;
        return master;
    }

    /// <summary>
    /// Only this process may use the port, also when it dies: the lock goes with the process. The tty's own exclusive flag keeps out programs that ignore
    /// locks; a pseudo terminal does not get it, because there it would outlive this process.
    /// </summary>
    public static void TakeAlone(SafeFileHandle handle, string path)
    {
        int fd = Number(handle);
        if (flock(fd, LockExclusiveNow) != 0)
        {
            throw new IOException($"{path} is in use by another program");
        }

        if (!path.StartsWith("/dev/pts/", StringComparison.Ordinal) && !path.StartsWith("/dev/ttys", StringComparison.Ordinal))
        {
            Ioctl(fd, s_mac ? 0x2000740du : 0x540Cu, null);
        }
    }

    /// <summary>
    /// Bytes as they are: no echo, no lines, no signals, no flow control, 8 data bits, no parity, one stop bit; the modem lines stay up at close, so the
    /// board is not reset.
    /// </summary>
    /// <param name="baud">0 leaves the speed alone (pseudo terminals have none).</param>
    public static void MakeRaw(SafeFileHandle handle, string path, int baud)
    {
        int fd = Number(handle);
        byte* termios = stackalloc byte[TermiosBytes];
        if (tcgetattr(fd, termios) != 0)
        {
            throw Error($"{path} is not a serial port");
        }

        cfmakeraw(termios);
        if (s_mac)
        {
            // tcflag_t is 8 bytes: CREAD 0x800, CLOCAL 0x8000; CSTOPB 0x400, HUPCL 0x4000, CCTS_OFLOW and CRTS_IFLOW 0x30000.
            ulong* flags = (ulong*)(termios + 16);
            *flags = (*flags | 0x8800) & ~0x34400UL;
        }
        else
        {
            // tcflag_t is 4 bytes: CREAD 0x80, CLOCAL 0x800; CSTOPB 0x40, HUPCL 0x400, CRTSCTS 0x80000000.
            uint* flags = (uint*)(termios + 8);
            *flags = (*flags | 0x880) & ~0x80000440u;
        }

        if (baud != 0)
        {
            nuint speed = s_mac ? 9600u : LinuxSpeed(baud);
            if (cfsetispeed(termios, speed) != 0 || cfsetospeed(termios, speed) != 0)
            {
                throw Error($"{path} does not support {baud} baud");
            }
        }

        if (tcsetattr(fd, SetNow, termios) != 0)
        {
            throw Error($"{path} does not accept the settings of a serial port");
        }

        if (baud != 0 && s_mac)
        {
            // IOSSIOSPEED takes any speed, after tcsetattr.
            nuint speed = (nuint)baud;
            if (Ioctl(fd, 0x80085402u, &speed) != 0)
            {
                throw Error($"{path} does not support {baud} baud");
            }
        }

        tcflush(fd, s_mac ? 3 : 2);
    }

    /// <summary>Waits until one of the events holds and returns what holds; 0 after the time.</summary>
    public static short Poll(SafeFileHandle handle, short events, int timeoutMs)
    {
        PollEntry entry = new() { Fd = Number(handle), Events = events };
        int count = s_mac ? poll_mac(&entry, 1, timeoutMs) : poll(&entry, 1, timeoutMs);
        if (count < 0)
        {
            return Marshal.GetLastPInvokeError() == Interrupted ? (short)0 : throw Error("poll failed");
        }

        return count == 0 ? (short)0 : entry.Result;
    }

    /// <summary>Reads what is there: null when nothing is, 0 at the end of the line.</summary>
    /// <exception cref="IOException">The line is gone.</exception>
    public static int? Read(SafeFileHandle handle, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count = read(Number(handle), start, (nuint)buffer.Length);
            return count >= 0 ? (int)count : IsTemporary() ? null : throw Error("read failed");
        }
    }

    /// <summary>Writes what fits now; 0 when nothing does.</summary>
    /// <exception cref="IOException">The line is gone.</exception>
    public static int Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint count = write(Number(handle), start, (nuint)bytes.Length);
            return count >= 0 ? (int)count : IsTemporary() ? 0 : throw Error("write failed");
        }
    }

    private static bool IsTemporary()
    {
        int error = Marshal.GetLastPInvokeError();
        return error == Interrupted || error == WouldBlock;
    }

    private static IOException Error(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    private static int Number(SafeFileHandle handle)
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, handle);
        return (int)handle.DangerousGetHandle();
    }

    private static uint LinuxSpeed(int baud) => baud switch
    {
        9600 => 0xD,
        19200 => 0xE,
        38400 => 0xF,
        57600 => 0x1001,
        115200 => 0x1002,
        230400 => 0x1003,
        460800 => 0x1004,
        500000 => 0x1005,
        576000 => 0x1006,
        921600 => 0x1007,
        1000000 => 0x1008,
        1152000 => 0x1009,
        1500000 => 0x100A,
        2000000 => 0x100B,
        3000000 => 0x100D,
        _ => throw new IOException($"{baud} is not a baud rate that Linux knows"),
    };

    // ioctl is variadic. Apple's arm64 passes variadic arguments on the stack, behind the eight register arguments.
    private static int Ioctl(int fd, uint request, void* argument)
        => s_mac && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? ioctl_stack(fd, request, 0, 0, 0, 0, 0, 0, argument)
            : ioctl(fd, request, argument);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollEntry* entries, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int poll_mac(PollEntry* entries, uint count, int timeoutMs);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int ioctl_stack(int fd, nuint request, nint r2, nint r3, nint r4, nint r5, nint r6, nint r7, void* argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(int fd, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcgetattr(int fd, void* termios);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcsetattr(int fd, int when, void* termios);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcflush(int fd, int queues);

    [LibraryImport("libc")]
    private static partial void cfmakeraw(void* termios);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int cfsetispeed(void* termios, nuint speed);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int cfsetospeed(void* termios, nuint speed);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int grantpt(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlockpt(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ptsname_r(int fd, byte* name, nuint length);

    private struct PollEntry
    {
        public int Fd;
        public short Events;
        public short Result;
    }
}
