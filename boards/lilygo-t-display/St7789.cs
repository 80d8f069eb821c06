using System;
using System.Device.Gpio;
using System.Device.Spi;
using System.Threading;
using Holdfast.Hardware;
using nanoFramework.Hardware.Esp32;

namespace Holdfast.Device;

/// <summary>
/// The ST7789 controller of this board's panel, written to over SPI and a pin that tells commands (low) from data (high). The panel has 135 by 240 pixels in the middle of the
/// controller's 240 by 320 and lies on its side here: columns begin at 40 and rows at 53. Its answers have no wire on this board, so nothing is read.
/// </summary>
public sealed class St7789 : IPanel
{
    private const int FirstColumn = 40;
    private const int FirstRow = 53;
    private const int Width = 240;

    private const int ClockHertz = 20000000;
    private const int ResetMs = 120;
    private const int AwakeMs = 5;

    // The controller's commands, by the names of its data sheet.
    private const byte SleepOut = 0x11;
    private const byte NormalMode = 0x13;
    private const byte InversionOn = 0x21;
    private const byte DisplayOn = 0x29;
    private const byte ColumnAddress = 0x2a;
    private const byte RowAddress = 0x2b;
    private const byte MemoryWrite = 0x2c;
    private const byte MemoryAccess = 0x36;
    private const byte PixelFormat = 0x3a;

    // Rows and columns exchanged, columns from the other end; 16 bits a pixel.
    private const byte OnItsSide = 0x60;
    private const byte SixteenBits = 0x55;

    private readonly byte[] _range = new byte[4];
    private readonly byte[] _one = new byte[1];
    private readonly SpiDevice _bus;
    private readonly GpioPin _isData;
    private readonly GpioPin _backlight;

    /// <summary>Never throws: a panel that cannot be had says so at the first picture.</summary>
    public St7789(int bus, int dataPin, int answerPin, int clockPin, int selectPin, int commandPin, int resetPin, int backlightPin)
    {
        try
        {
            Configuration.SetPinFunction(dataPin, DeviceFunction.SPI1_MOSI);
            Configuration.SetPinFunction(answerPin, DeviceFunction.SPI1_MISO);
            Configuration.SetPinFunction(clockPin, DeviceFunction.SPI1_CLOCK);
            GpioController pins = new GpioController();
            _isData = pins.OpenPin(commandPin, PinMode.Output);
            _backlight = pins.OpenPin(backlightPin, PinMode.Output);
            GpioPin reset = pins.OpenPin(resetPin, PinMode.Output);
            reset.Write(PinValue.Low);
            Thread.Sleep(AwakeMs);
            reset.Write(PinValue.High);
            Thread.Sleep(ResetMs);
            SpiConnectionSettings settings = new SpiConnectionSettings(bus, selectPin);
            settings.ClockFrequency = ClockHertz;
            settings.Mode = SpiMode.Mode0;
            _bus = SpiDevice.Create(settings);
            Command(SleepOut);
            Thread.Sleep(ResetMs);
        }
        catch (Exception)
        {
            _bus = null;
        }
    }

    public void Wake()
    {
        // Also when it is awake: after a disturbance it may be asleep, with settings of its own.
        Command(SleepOut);
        Thread.Sleep(AwakeMs);
        Command(PixelFormat, SixteenBits);
        Command(MemoryAccess, OnItsSide);
        Command(InversionOn);
        Command(NormalMode);
        Command(DisplayOn);
        _backlight.Write(PinValue.High);
    }

    public void Begin(int top, int height)
    {
        Range(ColumnAddress, FirstColumn, Width);
        Range(RowAddress, FirstRow + top, height);
        Command(MemoryWrite);
    }

    public void Write(byte[] line)
    {
        Send(PinValue.High, line);
    }

    private void Range(byte command, int first, int count)
    {
        int last = first + count - 1;
        Command(command);
        _range[0] = (byte)(first >> 8);
        _range[1] = (byte)first;
        _range[2] = (byte)(last >> 8);
        _range[3] = (byte)last;
        Send(PinValue.High, _range);
    }

    private void Command(byte command, byte argument)
    {
        Command(command);
        _one[0] = argument;
        Send(PinValue.High, _one);
    }

    private void Command(byte command)
    {
        _one[0] = command;
        Send(PinValue.Low, _one);
    }

    private void Send(PinValue isData, byte[] bytes)
    {
        if (_bus == null)
        {
            throw new PanelException("the panel's pins or its bus cannot be had");
        }

        try
        {
            _isData.Write(isData);
            _bus.Write(bytes);
        }
        catch (Exception exception)
        {
            throw new PanelException("the panel cannot be written: " + exception.Message);
        }
    }
}
