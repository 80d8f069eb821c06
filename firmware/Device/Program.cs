using System;
using System.Threading;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Requests;
using nanoFramework.Runtime.Native;

namespace Holdfast.Device;

/// <summary>
/// The chip's program: make the parts, let the signer find out what is on the flash, answer requests for ever. Whatever reaches the catch here was
/// foreseen by nobody: the signer and its keys are dropped, the light shows a stopped device, and every host is told until the power is cycled.
/// </summary>
public static class Program
{
    private const int IdleSleepMs = 1;

    public static void Main()
    {
        OwnerParts owner = null;
        try
        {
            IHmac hmac = NativeHmac.Works() ? (IHmac)new NativeHmac() : new SoftwareHmac();
            SystemClock clock = new SystemClock();
            EntropyPool entropy = new EntropyPool(hmac);
            owner = new OwnerParts(new PinButtons(Pins.ApproveButton, Pins.RefuseButton, entropy), clock);
            ILink link = UsbLink.Open(SerialLink.ReceiveBytes(Pins.MessageBytesMax), entropy);
            if (link == null)
            {
                Pins.ConnectLink();
                link = new SerialLink(Pins.LinkPort, Pins.LinkBaud, Pins.MessageBytesMax, entropy);
            }

            Exception unforeseen = Sign(link, clock, entropy, owner, hmac);

            StoppedDevice stopped = new StoppedDevice(unforeseen);
            owner.Light.Show(SignerLight.Stopped);
            Serve(new SignerLoop(stopped, link, clock, hmac), stopped, owner);
        }
        catch (Exception unusable)
        {
            // No line, or not even that: only the light is left. README.md of the board says which cable is missing.
            IStatusLight light = owner == null ? new PinLight(Pins.Light) : owner.Light;
            light.Show(SignerLight.Stopped);
            if (owner != null)
            {
                owner.Refresh(new StoppedDevice(unusable));
            }
        }

        Thread.Sleep(Timeout.Infinite);
    }

    // Comes back only with what nobody foresaw. Signer and keys are unreachable from then on.
    private static Exception Sign(ILink link, SystemClock clock, EntropyPool entropy, OwnerParts owner, IHmac hmac)
    {
        try
        {
            Signer signer = new Signer(new FlashStorage(), clock, entropy, owner.Approval, owner.Light, hmac, new FlashTable(hmac), Ascii.Bytes(Pins.Board));
            signer.RuntimeVersion = RuntimeVersion();
            signer.MessageBytesMax = Pins.MessageBytesMax;
            signer.Memory = new HeapMemory();
            signer.Native = new NativeCurve();
            signer.Boot();
            Serve(new SignerLoop(signer, link, clock, hmac), signer, owner);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static void Serve(SignerLoop loop, IStateText state, OwnerParts owner)
    {
        while (true)
        {
            if (!loop.Step())
            {
                owner.Refresh(state);
                Thread.Sleep(IdleSleepMs);
            }
        }
    }

    private static byte[] RuntimeVersion()
    {
        try
        {
            return Ascii.Bytes("nanoFramework " + SystemInfo.Version.ToString() + " " + SystemInfo.TargetName, 64);
        }
        catch (Exception)
        {
            return Ascii.Bytes("nanoFramework");
        }
    }
}
