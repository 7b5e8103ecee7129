using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.Listing;

/// <summary>
/// Whatever is a member of Tensor and a static of torch is one operator: with the same arguments, of every kind that either takes, both
/// give the same, change the same, or refuse. That the members are right is OperatorValueTests'.
/// </summary>
[Collection(nameof(NN.GlobalSeed))]
public sealed class TwinTests(ITestOutputHelper output)
{
    /// <summary>Statics of torch with the member of Tensor that takes the same arguments after the tensor itself.</summary>
    internal static (MethodInfo Static, MethodInfo Member)[] Twins { get; } =
    [
        .. from method in typeof(torch).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let types = Array.ConvertAll(method.GetParameters(), parameter => parameter.ParameterType)
           where !method.IsGenericMethod && types.Length > 0 && types[0] == typeof(Tensor) && method.Name != "where" // there it is the mask
           let member = typeof(Tensor).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, types[1..])
           where member is not null && member.ReturnType == method.ReturnType && method.ReturnType != typeof(void)
           select (method, member),
    ];

    /// <summary>Tensors and numbers of one kind: the tensor itself, the others, and what stands for a long and a number.</summary>
    private sealed record Inputs(Func<Tensor> Self, Func<Tensor> Other, long Long, double Number)
    {
        /// <summary>An argument for a parameter; what has a default that cannot be made takes it.</summary>
        public object? Argument(ParameterInfo parameter)
        {
            var type = parameter.ParameterType;
            type = Nullable.GetUnderlyingType(type) ?? type;
            return type == typeof(Tensor) ? Other()
                : type == typeof(Scalar) ? Number == Math.Floor(Number) ? (Scalar)(long)Number : (Scalar)Number
                : type == typeof(long) ? Long
                : type == typeof(int) ? (int)Long
                : type == typeof(double) ? Number
                : type == typeof(float) ? (float)Number
                : type == typeof(bool) ? true
                : type == typeof(long[]) || type == typeof(IEnumerable<long>) ? new[] { Long }
                : type == typeof(int[]) ? new[] { (int)Long }
                : type == typeof(double[]) ? new[] { Number }
                : type == typeof(Tensor[]) || type == typeof(IList<Tensor>) || type == typeof(IEnumerable<Tensor>) ? new[] { Other() }
                : type == typeof((long, long)) ? (0L, 1L)
                : type == typeof(Size) ? new Size([3L, 3])
                : parameter.HasDefaultValue && parameter.DefaultValue is not DBNull ? Default(parameter, type)
                : type.IsEnum ? Enum.GetValues(type).GetValue(0)
                : type == typeof(ScalarType) ? ScalarType.Float64
                : null;
        }

        private static object? Default(ParameterInfo parameter, Type type) =>
            type.IsEnum && parameter.DefaultValue is { } value ? Enum.ToObject(type, value) : parameter.DefaultValue;
    }

    private static Tensor Square => tensor(new[,] { { 2, 0.3, 0.1 }, { 0.3, 1.5, -0.2 }, { 0.1, -0.2, 1 } });

    private static Tensor Fractions => tensor(new[,] { { 0.2, 0.3, 0.9 }, { 0.5, 0.1, 0.6 }, { 0.4, 0.8, 0.7 } });

    private static Tensor Whole => tensor(new long[,] { { 1, 2, 0 }, { 2, 0, 1 }, { 0, 1, 2 } });

    private static Tensor Masks => Whole > 0;

    private static readonly Inputs[] Kinds =
    [
        new(() => Square, () => Fractions, 1, 0.5), new(() => Fractions, () => Square, 0, 2), new(() => Square, () => Whole, 1, 1),
        new(() => Whole, () => Whole + 1, 1, 2), new(() => Masks, () => Masks.logical_not(), 0, 1), new(() => Whole, () => Fractions, 1, 2),
        new(() => Fractions, () => Masks, 1, 0.5), new(() => Fractions[0], () => Fractions[1], 0, 0.5),
        new(() => Fractions[0], () => Square, 0, 2),
        new(() => Square, () => Fractions[1], 1, 1), new(() => Whole[0], () => Whole[1], 0, 3),
        new(() => stack([Square, Fractions]), () => stack([Fractions, Square]), 1, 2),
        new(() => Square, () => tensor(new long[] { 0, 2 }), 1, 2),
        new(() => torch.complex(Square, Fractions), () => torch.complex(Fractions, Square), 1, 2),
        new(() => Square, () => stack([Fractions, Square]), 1, 2), new(() => stack([Square, Fractions])[.., .., ..2], () => Square, 2, 2),
    ];

    private static Tensor Cube => stack([Square, Fractions]);

    private static Tensor Row => Fractions[0];

    private static Tensor Waves => stft(Fractions.reshape(9), 4, 2, 4, ones(4, float64), true, PaddingModes.Reflect, false, true, true);

    /// <summary>Those with arguments that only they take.</summary>
    private static readonly Dictionary<string, (Func<object?> Static, Func<object?> Member)> Special = new()
    {
        ["randint_like"] = (() => randint_like(Square, 2, 9), () => Square.randint_like(2, 9)),
        ["cov"] = (() => cov(Square), () => Square.cov()),
        ["is_nonzero"] = (() => is_nonzero(Square[0, 0]), () => Square[0, 0].is_nonzero()),
        ["reshape"] = (() => reshape(Square, new[] { 9L }), () => Square.reshape(9)),
        ["broadcast_to"] = (() => broadcast_to(Square, new[] { 2L, 3, 3 }), () => Square.broadcast_to(2, 3, 3)),
        ["diag_embed"] = (() => diag_embed(Square, 1, 0, 2), () => Square.diag_embed(1, 0, 2)),
        ["diagonal"] = (() => diagonal(Square, 1, 0, 1), () => Square.diagonal(1, 0, 1)),
        ["diagonal_scatter"] = (() => diagonal_scatter(Square, Row, 0, 0, 1), () => Square.diagonal_scatter(Row, 0, 0, 1)),
        ["slice_scatter"] = (() => slice_scatter(Square, Fractions[..2], 0, 1, 3, 1),
            () => Square.slice_scatter(Fractions[..2], 0, 1, 3, 1)),
        ["repeat_interleave"] = (() => repeat_interleave(Square, Whole[0], 0), () => Square.repeat_interleave(Whole[0], 0)),
        ["std"] = (() => std(Cube, (0, 1, 2)), () => Cube.std((0, 1, 2))),
        ["std_mean"] = (() => std_mean(Cube, (0, 1, 2)), () => Cube.std_mean((0, 1, 2))),
        ["var"] = (() => torch.var(Cube, (0, 1, 2)), () => Cube.var((0, 1, 2))),
        ["var_mean"] = (() => var_mean(Cube, (0, 1, 2)), () => Cube.var_mean((0, 1, 2))),
        ["addmv"] = (() => addmv(Row, Square, Row, 2, 3), () => Row.addmv(Square, Row, 2, 3)),
        ["addmv_"] = (() => addmv_(Row, Square, Row, 2, 3), () => Row.addmv_(Square, Row, 2, 3)),
        ["ormqr"] = (() => ormqr(Square, Row, Fractions, true, false), () => Square.ormqr(Row, Fractions, true, false)),
        ["dsplit"] = (() => dsplit(Cube, tensor(new[] { 1L, 2 })), () => Cube.dsplit(tensor(new[] { 1L, 2 }))),
        ["tensordot"] = (() => tensordot(Square, Fractions, new[] { (0L, 1L) }), () => Square.tensordot(Fractions, new[] { (0L, 1L) })),
        ["unflatten"] = (() => unflatten(Square, 0, new Size([3L, 1])), () => Square.unflatten(0, new Size([3L, 1]))),
        ["view_as_complex"] = (() => view_as_complex(Cube[.., .., ..2].contiguous()),
            () => Cube[.., .., ..2].contiguous().view_as_complex()),
        ["stft"] = (() => Waves, () => Fractions.reshape(9).stft(
            4, 2, 4, ones(4, float64), true, PaddingModes.Reflect, false, true, true)),
        ["istft"] = (() => istft(Waves, 4, 2, 4, ones(4, float64), true, false, true, 8, false),
            () => Waves.istft(4, 2, 4, ones(4, float64), true, false, true, 8, false)),
    };

    [Fact]
    public void TheStaticDoesWhatTheMemberDoes()
    {
        Assert.True(Twins.Length > 400, $"{Twins.Length} twins");
        List<string> different = [], never = [];
        // Those that take spans, which cannot be passed so, have a twin that takes an array.
        foreach (var (method, member) in Twins.Where(pair => !pair.Static.GetParameters().Any(p => p.ParameterType.IsByRefLike)))
        {
            int taken = 0;
            foreach (var kind in Kinds.TakeWhile(_ => taken < 3))
            {
                string? result = Outcome(member, kind.Self(), kind);
                if (Outcome(method, null, kind) != result)
                    different.Add($"{method}");
                taken += result is null ? 0 : 1;
            }
            if (taken == 0 && !Special.ContainsKey(method.Name))
                never.Add($"{method}");
        }
        foreach (var (name, (ofTorch, ofTensor)) in Special)
        {
            using var scope = NewDisposeScope();
            if (!Seeded(ofTorch).SequenceEqual(Seeded(ofTensor)))
                different.Add(name);
        }
        output.WriteLine($"{Twins.Length} twins");
        Assert.True(different.Count == 0, $"not the same:\n{string.Join('\n', different)}");
        Assert.True(never.Count == 0, $"take none of these arguments:\n{string.Join('\n', never)}");
    }

    private static string[] Seeded(Func<object?> compute)
    {
        manual_seed(3);
        return [.. Texts(compute())];
    }

    /// <summary>Results and inputs afterwards as text; null where the arguments do not fit.</summary>
    private static string? Outcome(MethodInfo method, Tensor? self, Inputs kind)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var parameters = method.GetParameters();
        object?[] arguments = [.. parameters.Select((parameter, k) => self is null && k == 0 ? kind.Self() : kind.Argument(parameter))];
        try
        {
            var result = method.Invoke(self, arguments);
            object?[] all = self is null ? [result, .. arguments] : [result, self, .. arguments];
            return string.Join("; ", all.SelectMany(Texts));
        }
        catch (Exception e) when (e is TargetInvocationException or ArgumentException)
        {
            return null;
        }
    }

    private static Tensor Plain(Tensor t) => t.detach().resolve_conj().resolve_neg().contiguous();

    private static IEnumerable<string> Texts(object? value) => value switch
    {
        null => ["null"],
        Tensor { IsInvalid: false } t => [$"{t.dtype} {string.Join(',', t.shape)} {Convert.ToHexString(Plain(t).bytes)}"],
        IEnumerable<Tensor> list => list.SelectMany(Texts),
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(k => Texts(tuple[k])),
        System.Collections.IEnumerable list => list.Cast<object?>().SelectMany(Texts),
        _ => [FormattableString.Invariant($"{value}")],
    };
}
