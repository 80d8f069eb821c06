using Holdfast.Scenarios;

namespace Holdfast.HardwareInLoop;

/// <summary>Payments both ways on one channel, round after round, with pulled plugs in between where somebody can pull one.</summary>
internal static class Soak
{
    private const int CutEvery = 4;

    /// <param name="goesOn">Asked before each round, with its number.</param>
    public static SoakReport Run(LineDevice device, Func<int, bool> goesOn)
    {
        int payments = 0;
        int cuts = 0;
        ScenarioChannel channel = ScenarioChannel.Open(device);
        for (int round = 0; goesOn(round); round++)
        {
            bool byUs = round % 2 == 0;
            if (device.CanCutPower && round % CutEvery == 0)
            {
                device.CutPowerWhile(() => channel.Pay(1_000_000, byUs));
                cuts++;
            }
            else
            {
                channel.Pay(1_000_000, byUs);
            }

            payments++;
        }

        device.Client.Ask(new Protocol.ForgetChannel { ChannelId = channel.ChannelId });
        device.Channels.Clear();
        return new SoakReport(payments, cuts);
    }
}

internal sealed record SoakReport(int Payments, int Cuts);
