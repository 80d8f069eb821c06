using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Holdfast.Histories;

/// <summary>
/// A copy of the world's assembly in which something was taken out, loaded beside the real one. This is the only way to turn a rule off: the
/// product has no switch for it.
/// </summary>
internal sealed class AlteredWorld : IDisposable
{
    private readonly ModuleDefinition _module =
        ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, "Holdfast.HistoryWorld.dll"), new ReaderParameters { InMemory = true });

    /// <summary>What was taken out; a mutation that changes nothing would prove nothing.</summary>
    public int Changes { get; private set; }

    /// <summary>Every rule with this tag lets everything pass.</summary>
    public AlteredWorld WithoutRule(string tag)
    {
        foreach (TypeDefinition rule in _module.Types.Where(type =>
            type.Namespace == "Holdfast.Policy" && type.Fields.Any(field => field.Name == "Tag" && field.HasConstant && (string)field.Constant == tag)))
        {
            foreach (MethodDefinition method in rule.Methods.Where(method => method.Name.StartsWith("Require", StringComparison.Ordinal)))
            {
                Empty(method);
            }
        }

        return this;
    }

    /// <summary>The invariants behind the rules, which would stop the device where a rule is missing, hold their peace.</summary>
    public AlteredWorld WithoutInvariants()
    {
        Empty(_module.GetType("Holdfast.Bytes.Check").Methods.Single(method => method.Name == "That"));
        return this;
    }

    /// <summary>A method that answers nothing returns at once.</summary>
    public AlteredWorld Without(string type, string method)
    {
        foreach (MethodDefinition each in Methods(type, method))
        {
            Empty(each);
        }

        return this;
    }

    /// <summary>One method does not call another any more; what the other would have answered is null. It answers nothing, or an object.</summary>
    public AlteredWorld WithoutCall(string type, string method, string calledType, string calledMethod)
    {
        foreach (MethodDefinition each in Methods(type, method))
        {
            ILProcessor il = each.Body.GetILProcessor();
            foreach (Instruction call in each.Body.Instructions.Where(instruction =>
                instruction.Operand is MethodReference called && called.DeclaringType.FullName == calledType && called.Name == calledMethod).ToArray())
            {
                MethodReference called = (MethodReference)call.Operand;
                int arguments = called.Parameters.Count + (called.HasThis ? 1 : 0);
                for (int i = 1; i < arguments; i++)
                {
                    il.InsertBefore(call, il.Create(OpCodes.Pop));
                }

                Instruction last = il.Create(arguments == 0 ? OpCodes.Nop : OpCodes.Pop);
                il.Replace(call, last);
                if (called.ReturnType.MetadataType != MetadataType.Void)
                {
                    il.InsertAfter(last, il.Create(OpCodes.Ldnull));
                }

                Changes++;
            }
        }

        return this;
    }

    /// <summary>A method always answers the same: false and true, or a number of satoshi.</summary>
    public AlteredWorld Answering(string type, string method, long answer)
    {
        foreach (MethodDefinition each in Methods(type, method))
        {
            Clear(each);
            ILProcessor il = each.Body.GetILProcessor();
            il.Append(each.ReturnType.MetadataType == MetadataType.UInt64 ? il.Create(OpCodes.Ldc_I8, answer) : il.Create(OpCodes.Ldc_I4, (int)answer));
            il.Emit(OpCodes.Ret);
        }

        return this;
    }

    /// <summary>Where a method calls another, the answer is always this one: false and true.</summary>
    public AlteredWorld AnsweringCall(string type, string method, string calledMethod, int answer)
    {
        foreach (MethodDefinition each in Methods(type, method))
        {
            ILProcessor il = each.Body.GetILProcessor();
            foreach (Instruction call in each.Body.Instructions.Where(instruction => instruction.Operand is MethodReference called && called.Name == calledMethod).ToArray())
            {
                MethodReference called = (MethodReference)call.Operand;
                for (int i = called.Parameters.Count + (called.HasThis ? 1 : 0); i > 0; i--)
                {
                    il.InsertBefore(call, il.Create(OpCodes.Pop));
                }

                il.Replace(call, il.Create(OpCodes.Ldc_I4, answer));
                Changes++;
            }
        }

        return this;
    }

    /// <summary>A method does what one of the world's own does (Money/Undone.cs, Payments/PaymentsUndone.cs), which takes the same arguments.</summary>
    public AlteredWorld Replaced(string type, string method, string by)
    {
        MethodDefinition replacement = new[] { "Money.Undone", "Payments.PaymentsUndone" }
            .SelectMany(name => _module.GetType("Holdfast.HistoryWorld." + name).Methods).Single(each => each.Name == by);
        foreach (MethodDefinition each in Methods(type, method))
        {
            Clear(each);
            ILProcessor il = each.Body.GetILProcessor();
            for (int i = 0; i < replacement.Parameters.Count; i++)
            {
                il.Emit(OpCodes.Ldarg, i);
            }

            il.Emit(OpCodes.Call, replacement);
            il.Emit(OpCodes.Ret);
        }

        return this;
    }

    /// <summary>Where a method calls another, the last number that it gives it is another one.</summary>
    public AlteredWorld WithLastArgument(string type, string method, string calledMethod, int argument)
    {
        foreach (MethodDefinition each in Methods(type, method))
        {
            ILProcessor il = each.Body.GetILProcessor();
            foreach (Instruction call in each.Body.Instructions.Where(instruction => instruction.Operand is MethodReference called && called.Name == calledMethod).ToArray())
            {
                il.InsertBefore(call, il.Create(OpCodes.Pop));
                il.InsertBefore(call, il.Create(OpCodes.Ldc_I4, argument));
                Changes++;
            }
        }

        return this;
    }

    /// <summary>A channel's new state goes to memory only: the reply no longer waits for the journal.</summary>
    public AlteredWorld WithoutCommit()
    {
        foreach (MethodDefinition method in _module.GetType("Holdfast.Requests.SignerContext").Methods.Where(method => method.Name == "Record"))
        {
            ILProcessor il = method.Body.GetILProcessor();
            foreach (Instruction call in method.Body.Instructions.Where(IsCommit).ToArray())
            {
                int arguments = ((MethodReference)call.Operand).Parameters.Count + 1;
                for (int i = 1; i < arguments; i++)
                {
                    il.InsertBefore(call, il.Create(OpCodes.Pop));
                }

                il.Replace(call, il.Create(OpCodes.Pop));
                Changes++;
            }
        }

        return this;
    }

    /// <summary>Recovery takes every slot file for the newest of its slot: what fell back goes unnoticed.</summary>
    public AlteredWorld WithoutDigest()
    {
        Empty(_module.GetType("Holdfast.Journal.JournalRecovery").Methods.Single(method => method.Name == "RequireDigest"));
        return this;
    }

    /// <summary>Plays the default budget; "" when nothing was found.</summary>
    public string Play(long steps) => Run("Holdfast.HistoryWorld.Campaign", 1, steps);

    /// <summary>Plays histories about the chain; "" when nothing was found.</summary>
    public string PlayChain(long steps) => Run("Holdfast.HistoryWorld.Chain.ChainCampaign", 1, steps);

    /// <summary>Plays histories about money with these deeds, or with all; "" when nothing was found.</summary>
    public string PlayMoney(long moves, string only) => Run("Holdfast.HistoryWorld.Money.MoneyCampaign", 1, moves, only);

    /// <summary>Plays histories about watchtowers; "" when nothing was found.</summary>
    public string PlayBackups(long moves) => Run("Holdfast.HistoryWorld.Backups.BackupCampaign", 1, moves);

    /// <summary>Plays histories about payments with these deeds of a thief, or with all; "" when nothing was found.</summary>
    public string PlayPayments(long moves, string only) => Run("Holdfast.HistoryWorld.Payments.PayCampaign", 1, moves, only);

    /// <summary>Runs something with the altered assembly in a context of its own, in which other assemblies that are loaded there find it.</summary>
    public T Run<T>(Func<AssemblyLoadContext, Assembly, T> body)
    {
        using MemoryStream bytes = new();
        _module.Write(bytes);
        bytes.Position = 0;

        // Not collectible: one run in many broke with a null reference in a world beside others that were being unloaded, and some dozen worlds need little memory.
        AssemblyLoadContext context = new("altered world");
        return body(context, context.LoadFromStream(bytes));
    }

    private string Run(string campaign, params object[] arguments) =>
        Run((_, world) => (string)world.GetType(campaign)!.GetMethod("RunForMutationCheck")!.Invoke(null, arguments)!);

    public void Dispose() => _module.Dispose();

    private static bool IsCommit(Instruction instruction) =>
        instruction.OpCode.Code is Code.Call or Code.Callvirt && instruction.Operand is MethodReference { Name: "Commit", DeclaringType.Name: "FlashJournal" };

    private MethodDefinition[] Methods(string type, string method) =>
        [.. (_module.GetType(type)?.Methods ?? []).Where(each => each.Name == method)];

    private void Empty(MethodDefinition method)
    {
        Clear(method);
        method.Body.GetILProcessor().Emit(OpCodes.Ret);
    }

    private void Clear(MethodDefinition method)
    {
        method.Body.ExceptionHandlers.Clear();
        method.Body.Instructions.Clear();
        method.Body.Variables.Clear();
        Changes++;
    }
}
