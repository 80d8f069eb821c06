// holdfast-nbitcoin: what NBitcoin thinks of the transactions that the device signs. A bridge or `holdfast` starts it where HOLDFAST_SECOND_OPINION is "nbitcoin";
// host/SecondOpinion/README.md describes what passes between them.

using Holdfast.NBitcoin;
using Holdfast.SecondOpinion;

using NBitcoinOpinion opinion = new();
if (args is ["--version"])
{
    Console.Out.WriteLine(opinion.Name);
    return 0;
}

if (args.Length > 0)
{
    Console.Error.WriteLine("holdfast-nbitcoin takes no arguments but --version: holdfast-hsmd and holdfast start it");
    return 2;
}

using Stream input = Console.OpenStandardInput();
using Stream output = Console.OpenStandardOutput();
return OpinionHost.Run(opinion, input, output);
