using System.Buffers.Binary;
using System.Text;

namespace Agent.Tests.Fixtures.Otlp;

/// <summary>Reads a protobuf message field by field: enough of the format for what a collector is sent.</summary>
internal sealed class Wire(ReadOnlyMemory<byte> message)
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = Parse(message);

    public IEnumerable<Wire> Messages(int field) => _fields.Where(found => found.Field == field).Select(found => new Wire(found.Bytes));

    public Wire? Message(int field) => Messages(field).FirstOrDefault();

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field));

    public ulong Number(int field) => _fields.FirstOrDefault(found => found.Field == field).Number;

    public bool Has(int field) => _fields.Exists(found => found.Field == field);

    private ReadOnlySpan<byte> Bytes(int field) => _fields.FirstOrDefault(found => found.Field == field).Bytes.Span;

    private static List<(int, ulong, ReadOnlyMemory<byte>)> Parse(ReadOnlyMemory<byte> rest)
    {
        var fields = new List<(int, ulong, ReadOnlyMemory<byte>)>();
        while (rest.Length > 0)
        {
            var tag = Varint(ref rest);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    fields.Add((field, Varint(ref rest), default));
                    break;
                case 1:
                    fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(rest.Span), default));
                    rest = rest[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref rest);
                    fields.Add((field, 0, rest[..length]));
                    rest = rest[length..];
                    break;
                case 5:
                    fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(rest.Span), default));
                    rest = rest[4..];
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} is not expected.");
            }
        }

        return fields;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> rest)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest.Span[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
