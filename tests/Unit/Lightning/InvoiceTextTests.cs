using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Unit.Lightning;

/// <summary>What counts as an invoice: the examples of BOLT 11's form, then one broken place at a time.</summary>
[TestClass]
public class InvoiceTextTests
{
    private static readonly byte[] s_network = Hex.Ascii("bcrt");

    [TestMethod]
    public void PrefixesOfInvoices()
    {
        string[] good = { "lnbcrt", "lnbcrt1", "lnbcrt20m", "lnbcrt2500u", "lnbcrt1n", "lnbcrt9678785340p", "lnbcrt1234567890123456780p" };
        for (int i = 0; i < good.Length; i++)
        {
            InvoiceText.Require(Hex.Ascii(good[i]), Data(), s_network);
        }

        string[] bad =
        {
            "", "l", "ln", "lnbc", "lnbcr", "lnbcrs", "lntbcrt", "Lnbcrt", "xnbcrt", "lnbcrtm", "lnbcrt0", "lnbcrt01m", "lnbcrt1x", "lnbcrt1mm", "lnbcrt-1", "lnbcrt1 ",
            "lnbcrt15p", "lnbcrtp", "lnbcrt12345678901234567890", "lnbcrt1m1", "option_will_fund",
        };
        for (int i = 0; i < bad.Length; i++)
        {
            byte[] prefix = Hex.Ascii(bad[i]);
            Expect.Throws(typeof(MalformedException), () => InvoiceText.Require(prefix, Data(), s_network));
        }
    }

    [TestMethod]
    public void OneNetworksPrefixIsNotAnothers()
    {
        Expect.Throws(typeof(MalformedException), () => InvoiceText.Require(Hex.Ascii("lnbcrt1m"), Data(), Hex.Ascii("bc")));
        Expect.Throws(typeof(MalformedException), () => InvoiceText.Require(Hex.Ascii("lntbs1m"), Data(), Hex.Ascii("tb")));
        Expect.Throws(typeof(MalformedException), () => InvoiceText.Require(Hex.Ascii("lntb1m"), Data(), Hex.Ascii("tbs")));
        InvoiceText.Require(Hex.Ascii("lnbc1m"), Data(), Hex.Ascii("bc"));
    }

    [TestMethod]
    public void AnInvoiceHasOneHashOneSecretOneDescription()
    {
        byte[] hash = Field(1, 52);
        byte[] secret = Field(16, 52);
        byte[] text = Field(13, 4);
        Bad(secret, text, new byte[0]);
        Bad(hash, text, new byte[0]);
        Bad(hash, secret, new byte[0]);
        Bad(Join(hash, hash), secret, text);
        Bad(hash, Join(secret, secret), text);
        Bad(hash, secret, Join(text, text));
        Bad(hash, secret, Join(text, Field(23, 52)));
        Bad(Field(1, 51), secret, text);
        Bad(Field(1, 53), secret, text);
        Bad(hash, Field(16, 51), text);
        Bad(hash, secret, Field(23, 53));
        Bad(hash, secret, Join(text, Field(19, 52)));
        Bad(hash, secret, Join(text, Join(Field(19, 53), Field(19, 53))));

        Good(Join(hash, Join(secret, Field(23, 52))));
        Good(Join(text, Join(secret, Join(hash, Field(19, 53)))));
        Good(Join(hash, Join(secret, Join(text, Join(Field(3, 82), Join(Field(3, 82), Join(Field(31, 0), Field(27, 200))))))));
    }

    [TestMethod]
    public void FieldsEndWhereTheDataEnds()
    {
        byte[] data = Data();
        for (int length = 0; length < data.Length; length++)
        {
            byte[] cut = new ByteReader(data, 0, length).Rest();
            Expect.Throws(typeof(MalformedException), () => InvoiceText.Require(Hex.Ascii("lnbcrt"), cut, s_network));
        }

        for (int extra = 1; extra < 3; extra++)
        {
            byte[] longer = Join(data, new byte[extra]);
            Expect.Throws(typeof(MalformedException), () => InvoiceText.Require(Hex.Ascii("lnbcrt"), longer, s_network));
        }

        for (int i = 0; i < data.Length; i++)
        {
            byte[] wide = Data();
            wide[i] |= 32;
            Expect.Throws(typeof(MalformedException), () => InvoiceText.Require(Hex.Ascii("lnbcrt"), wide, s_network));
        }
    }

    /// <summary>Time, payment hash, payment secret, description.</summary>
    public static byte[] Data()
    {
        return Join(new byte[7], Join(Field(1, 52), Join(Field(16, 52), Field(13, 4))));
    }

    private static void Good(byte[] fields)
    {
        InvoiceText.Require(Hex.Ascii("lnbcrt"), Join(new byte[7], fields), s_network);
    }

    private static void Bad(byte[] first, byte[] second, byte[] third)
    {
        byte[] data = Join(new byte[7], Join(first, Join(second, third)));
        Expect.Throws(typeof(MalformedException), () => InvoiceText.Require(Hex.Ascii("lnbcrt"), data, s_network));
    }

    private static byte[] Field(int type, int length)
    {
        byte[] field = new byte[3 + length];
        field[0] = (byte)type;
        field[1] = (byte)(length / 32);
        field[2] = (byte)(length % 32);
        return field;
    }

    private static byte[] Join(byte[] first, byte[] second)
    {
        ByteWriter both = new ByteWriter(first.Length + second.Length);
        both.Bytes(first);
        both.Bytes(second);
        return both.ToArray();
    }
}
