namespace Holdfast.Unit.Requests;

/// <summary>What these tests know about the curve. tests/Simulator/RequestLedger has another curve, and another file in the place of this one.</summary>
public static class TestCurve
{
    /// <summary>P2TR of wallet key 3 of the secret 0x11 x 32 (recorded: 02-forward-A).</summary>
    public static byte[] WalletScript()
    {
        return Hex.Bytes("5120a0033010bc181f61a2ba9a6be9177d6f61030d71742ee73157789ffca8f27540");
    }

    /// <summary>33 bytes that look like a point and are none.</summary>
    public static byte[] NoPoint()
    {
        byte[] point = new byte[33];
        point[0] = 2;
        point[32] = 5;
        return point;
    }
}
