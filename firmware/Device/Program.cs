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
        PinLight light = new PinLight(Pins.Light);
        try
        {
            IHmac hmac = NativeHmac.Works() ? (IHmac)new NativeHmac() : new SoftwareHmac();
            SystemClock clock = new SystemClock();
            EntropyPool entropy = new EntropyPool(hmac);
            ButtonApproval button = new ButtonApproval(Pins.ApproveButton, Pins.RefuseButton, clock, entropy);
            Pins.ConnectLink();
            SerialLink link = new SerialLink(Pins.LinkPort, Pins.LinkBaud, Pins.MessageBytesMax, entropy);
            Exception unforeseen = Sign(link, clock, entropy, button, light, hmac);

            light.Show(SignerLight.Stopped);
            Serve(new SignerLoop(new StoppedDevice(unforeseen), link, clock, hmac));
        }
        catch (Exception)
        {
            // No line, or not even that: only the light is left. README.md of the board says which cable is missing.
            light.Show(SignerLight.Stopped);
        }

        Thread.Sleep(Timeout.Infinite);
    }

    // Comes back only with what nobody foresaw. Signer and keys are unreachable from then on.
    private static Exception Sign(SerialLink link, SystemClock clock, EntropyPool entropy, ButtonApproval button, PinLight light, IHmac hmac)
    {
        try
        {
            Signer signer = new Signer(new FlashStorage(), clock, entropy, button, light, hmac, new FlashTable(hmac), Ascii.Bytes(Pins.Board));
            signer.RuntimeVersion = RuntimeVersion();
            signer.MessageBytesMax = Pins.MessageBytesMax;
            signer.Memory = new HeapMemory();
            signer.Native = new NativeCurve();
            signer.Boot();
            Serve(new SignerLoop(signer, link, clock, hmac));
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static void Serve(SignerLoop loop)
    {
        while (true)
        {
            if (!loop.Step())
            {
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
