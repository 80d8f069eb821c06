namespace Holdfast.Lightning;

/// <summary>The script opcodes that BOLT 3 uses, under their names in the script language.</summary>
public static class Opcode
{
    public const byte Op0 = 0x00;
    public const byte Op1 = 0x51;
    public const byte Op2 = 0x52;
    public const byte Op16 = 0x60;
    public const byte If = 0x63;
    public const byte NotIf = 0x64;
    public const byte Else = 0x67;
    public const byte EndIf = 0x68;
    public const byte IfDup = 0x73;
    public const byte Drop = 0x75;
    public const byte Dup = 0x76;
    public const byte Swap = 0x7c;
    public const byte Size = 0x82;
    public const byte Equal = 0x87;
    public const byte EqualVerify = 0x88;
    public const byte Hash160 = 0xa9;
    public const byte CheckSig = 0xac;
    public const byte CheckSigVerify = 0xad;
    public const byte CheckMultisig = 0xae;
    public const byte CheckLocktimeVerify = 0xb1;
    public const byte CheckSequenceVerify = 0xb2;
}
