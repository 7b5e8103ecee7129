"""An independent writer and reader of TensorBoard event files: messages by Google's protobuf from descriptors that follow TensorFlow's public .proto
files, frames and checksums written here.

events.py write PATH: writes a file of every kind of value.  events.py read PATH: prints what a file holds as JSON.
"""
import base64
import json
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

F = descriptor_pb2.FieldDescriptorProto
KINDS = {"double": F.TYPE_DOUBLE, "float": F.TYPE_FLOAT, "int64": F.TYPE_INT64, "int32": F.TYPE_INT32, "string": F.TYPE_STRING, "bytes": F.TYPE_BYTES}
MESSAGES = {
    "Event": [(1, "wall_time", "double"), (2, "step", "int64"), (3, "file_version", "string"), (5, "summary", "Summary")],
    "Summary": [(1, "value", "*Value")],
    "Value": [(1, "tag", "string"), (2, "simple_value", "?float"), (4, "image", "Image"), (5, "histo", "HistogramProto"), (8, "tensor", "TensorProto"),
              (9, "metadata", "SummaryMetadata")],
    "Image": [(1, "height", "int32"), (2, "width", "int32"), (3, "colorspace", "int32"), (4, "encoded_image_string", "bytes")],
    "HistogramProto": [(1, "min", "double"), (2, "max", "double"), (3, "num", "double"), (4, "sum", "double"), (5, "sum_squares", "double"),
                       (6, "bucket_limit", "*double"), (7, "bucket", "*double")],
    "SummaryMetadata": [(1, "plugin_data", "PluginData")],
    "PluginData": [(1, "plugin_name", "string")],
    "TensorProto": [(1, "dtype", "int32"), (2, "tensor_shape", "TensorShapeProto"), (4, "tensor_content", "bytes"), (5, "float_val", "*float"),
                    (6, "double_val", "*double"), (8, "string_val", "*bytes"), (10, "int64_val", "*int64")],
    "TensorShapeProto": [(2, "dim", "*Dim")],
    "Dim": [(1, "size", "int64")],
}

file = descriptor_pb2.FileDescriptorProto(name="events.proto", package="t", syntax="proto3")
for name, fields in MESSAGES.items():
    message = file.message_type.add(name=name)
    for number, field, kind in fields:
        bare = kind.lstrip("*?")
        entry = message.field.add(name=field, number=number, label=F.LABEL_REPEATED if kind[0] == "*" else F.LABEL_OPTIONAL)
        if bare in KINDS:
            entry.type = KINDS[bare]
        else:
            entry.type, entry.type_name = F.TYPE_MESSAGE, ".t." + bare
        if kind[0] == "?":  # one of several: its presence counts
            entry.proto3_optional, entry.oneof_index = True, 0
            message.oneof_decl.add(name="_" + field)
pool = descriptor_pool.DescriptorPool()
pool.Add(file)
T = {name: message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("t." + name)) for name in MESSAGES}


def masked(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def write(path):
    with open(path, "wb") as out:
        def event(step, **value):
            event = T["Event"](wall_time=1700000000.25 + step, step=step)
            if value:
                event.summary.value.add(**value)
            else:
                event.file_version = "brain.Event:2"
            data = event.SerializeToString()
            head = struct.pack("<Q", len(data))
            out.write(head + struct.pack("<I", masked(head)) + data + struct.pack("<I", masked(data)))

        def plugin(name):
            return T["SummaryMetadata"](plugin_data=T["PluginData"](plugin_name=name))

        def tensor(dtype, shape, **content):
            return T["TensorProto"](dtype=dtype, tensor_shape=T["TensorShapeProto"](dim=[T["Dim"](size=size) for size in shape]), **content)

        event(0)
        for step in range(3):
            event(step, tag="loss", simple_value=2.5 / (step + 1))
            event(step, tag="accuracy", tensor=tensor(1, [], float_val=[0.25 * step]), **({"metadata": plugin("scalars")} if step == 0 else {}))
            event(step, tag="rate", tensor=tensor(2, [], tensor_content=struct.pack("<d", 0.1 ** step)), metadata=plugin("scalars"))
        event(4, tag="nothing", simple_value=0.0)
        event(5, tag="old", histo=T["HistogramProto"](min=-1.5, max=2, num=6, sum=1, sum_squares=9, bucket_limit=[-2, -1, 0, 1, 1.7e308], bucket=[0, 1, 2, 0, 3]))
        event(6, tag="new", metadata=plugin("histograms"), tensor=tensor(2, [2, 3], tensor_content=struct.pack("<6d", -1, 0, 4, 0, 1, 5)))
        event(7, tag="picture", image=T["Image"](height=2, width=3, colorspace=3, encoded_image_string=b"PNG\x00\xff"))
        event(8, tag="pictures", metadata=plugin("images"), tensor=tensor(7, [4], string_val=[b"3", b"2", b"first", b"second"]))
        event(9, tag="words", metadata=plugin("text"), tensor=tensor(7, [1], string_val=[b"hello"]))


def read(path):
    events = []
    with open(path, "rb") as source:
        while head := source.read(12):
            length, check = struct.unpack("<QI", head)
            assert check == masked(head[:8])
            data = source.read(length)
            assert struct.unpack("<I", source.read(4))[0] == masked(data)
            event = T["Event"].FromString(data)
            entry = {"step": event.step, "version": event.file_version}
            for value in event.summary.value:
                entry["tag"] = value.tag
                if value.HasField("simple_value"):
                    entry["scalar"] = value.simple_value
                if value.HasField("histo"):
                    h = value.histo
                    entry["histogram"] = {"min": h.min, "max": h.max, "num": h.num, "limits": list(h.bucket_limit), "buckets": list(h.bucket)}
                if value.HasField("image"):
                    entry["image"] = [value.image.width, value.image.height, base64.b64encode(value.image.encoded_image_string).decode()]
            events.append(entry)
    print(json.dumps(events))


{"write": write, "read": read}[sys.argv[1]](sys.argv[2])
