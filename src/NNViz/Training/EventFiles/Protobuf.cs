using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace NNViz.Training.EventFiles;

/// <summary>One field of a protocol buffer message: its number and its value in one of the wire's three forms.</summary>
/// <param name="number">The field's number in the .proto file.</param>
/// <param name="value">A varint, or the bits of a fixed 32- or 64-bit value.</param>
/// <param name="bytes">A text, a message or a packed list.</param>
/// <param name="isBytes">Whether it is such.</param>
internal readonly ref struct ProtoField(int number, ulong value, ReadOnlySpan<byte> bytes, bool isBytes)
{
    public int Number => number;

    public long Integer => (long)value;

    public float Single => BitConverter.UInt32BitsToSingle((uint)value);

    public double Double => BitConverter.UInt64BitsToDouble(value);

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Adds the field to a list of fixed-size numbers, packed or alone.</summary>
    public void AddTo<T>(List<T> list, Func<ulong, T> alone) where T : unmanaged
    {
        if (isBytes)
        {
            list.AddRange(MemoryMarshal.Cast<byte, T>(Bytes));
        }
        else
        {
            list.Add(alone(value));
        }
    }

    /// <summary>Adds the field to a list of varints, packed or alone.</summary>
    public void AddTo(List<long> list)
    {
        if (!isBytes)
        {
            list.Add((long)value);
            return;
        }
        for (var rest = new ProtoReader(Bytes); !rest.IsAtEnd;)
        {
            list.Add((long)rest.Varint());
        }
    }
}

/// <summary>Reads a protocol buffer message field by field; unknown fields are the caller's to pass over.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;

    public readonly bool IsAtEnd => rest.IsEmpty;

    /// <summary>Reads the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">It is no such message.</exception>
    public bool Next(out ProtoField field)
    {
        field = default;
        if (rest.IsEmpty)
        {
            return false;
        }
        ulong tag = Varint();
        int number = (int)(tag >> 3);
        field = (tag & 7) switch
        {
            0 => new ProtoField(number, Varint(), [], false),
            1 => new ProtoField(number, BinaryPrimitives.ReadUInt64LittleEndian(Take(8)), [], false),
            2 => new ProtoField(number, 0, Take(Varint()), true),
            5 => new ProtoField(number, BinaryPrimitives.ReadUInt32LittleEndian(Take(4)), [], false),
            var form => throw new InvalidDataException($"A message holds a field {number} of the form {form}, which protocol buffers of events do not have."),
        };
        return true;
    }

    /// <summary>Reads a number of seven bits a byte, the lowest first.</summary>
    public ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte b = Take(1)[0];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
        throw new InvalidDataException("A message holds a number of more than 64 bits.");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)rest.Length)
        {
            throw new InvalidDataException($"A message ends {count - (ulong)rest.Length} bytes too early.");
        }
        var taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }
}

/// <summary>Writes a protocol buffer message field by field; zeros and empty texts, the defaults of proto3, are left out.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    public ReadOnlySpan<byte> Bytes => buffer.WrittenSpan;

    public ProtoWriter Integer(int number, long value)
    {
        if (value != 0)
        {
            Varint((ulong)number << 3);
            Varint((ulong)value);
        }
        return this;
    }

    public ProtoWriter Double(int number, double value)
    {
        Varint((ulong)number << 3 | 1);
        BinaryPrimitives.WriteDoubleLittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
        return this;
    }

    public ProtoWriter Single(int number, float value)
    {
        Varint((ulong)number << 3 | 5);
        BinaryPrimitives.WriteSingleLittleEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
        return this;
    }

    public ProtoWriter Data(int number, ReadOnlySpan<byte> value)
    {
        Varint((ulong)number << 3 | 2);
        Varint((ulong)value.Length);
        buffer.Write(value);
        return this;
    }

    public ProtoWriter Text(int number, string value) => Data(number, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Message(int number, ProtoWriter message) => Data(number, message.Bytes);

    public ProtoWriter Packed(int number, ReadOnlySpan<double> values) => Data(number, MemoryMarshal.AsBytes(values));

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            buffer.Write([(byte)(value | 0x80)]);
        }
        buffer.Write([(byte)value]);
    }
}
