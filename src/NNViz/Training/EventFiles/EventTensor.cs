using System.Runtime.InteropServices;

namespace NNViz.Training.EventFiles;

/// <summary>A TensorProto of an event: numbers as doubles, or byte strings. Half, bfloat16 and complex numbers are not read.</summary>
internal sealed record EventTensor(IReadOnlyList<long> Shape, IReadOnlyList<double> Values, IReadOnlyList<byte[]> Strings)
{
    private const int Float = 1, Double = 2, Int32 = 3, UInt8 = 4, Int16 = 5, Int8 = 6, Int64 = 9, Bool = 10;

    /// <summary>Reads the message.</summary>
    public static EventTensor Read(ReadOnlySpan<byte> message)
    {
        int type = 0;
        long[] shape = [];
        var (content, singles, doubles, integers, strings) = (Array.Empty<byte>(), new List<float>(), new List<double>(), new List<long>(), new List<byte[]>());
        for (var reader = new ProtoReader(message); reader.Next(out var field);)
        {
            switch (field.Number)
            {
                case 1: type = (int)field.Integer; break;
                case 2: shape = Sizes(field.Bytes); break;
                case 4: content = field.Bytes.ToArray(); break;
                case 5: field.AddTo(singles, bits => BitConverter.UInt32BitsToSingle((uint)bits)); break;
                case 6: field.AddTo(doubles, BitConverter.UInt64BitsToDouble); break;
                case 7 or 10 or 11: field.AddTo(integers); break;
                case 8: strings.Add(field.Bytes.ToArray()); break;
            }
        }
        IReadOnlyList<double> values = content.Length > 0 ? FromContent(type, content)
            : [.. singles.Select(value => (double)value), .. doubles, .. integers.Select(value => (double)value)];
        return new EventTensor(shape, Filled(values, shape), strings);
    }

    private static long[] Sizes(ReadOnlySpan<byte> message)
    {
        var sizes = new List<long>();
        for (var reader = new ProtoReader(message); reader.Next(out var field);)
        {
            if (field.Number == 2)
            {
                long size = 0;
                for (var dimension = new ProtoReader(field.Bytes); dimension.Next(out var part);)
                {
                    size = part.Number == 1 ? part.Integer : size;
                }
                sizes.Add(size);
            }
        }
        return [.. sizes];
    }

    private static double[] FromContent(int type, byte[] content)
    {
        double[] As<T>(Func<T, double> convert) where T : unmanaged =>
            Array.ConvertAll(MemoryMarshal.Cast<byte, T>(content).ToArray(), value => convert(value));
        return type switch
        {
            Float => As<float>(v => v),
            Double => As<double>(v => v),
            Int32 => As<int>(v => v),
            UInt8 or Bool => As<byte>(v => v),
            Int16 => As<short>(v => v),
            Int8 => As<sbyte>(v => v),
            Int64 => As<long>(v => v),
            _ => [],
        };
    }

    /// <summary>Fewer values than the shape has: the last one stands for the rest.</summary>
    private static IReadOnlyList<double> Filled(IReadOnlyList<double> values, long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        return values.Count == 0 || values.Count >= count || count > 1 << 20
            ? values
            : [.. values, .. Enumerable.Repeat(values[^1], (int)count - values.Count)];
    }
}
