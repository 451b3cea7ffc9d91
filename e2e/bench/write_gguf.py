#!/usr/bin/env python3
"""Writes a GGUF anew with its numbers dequantised: what llama.cpp and Kindling are compared on.

usage: write_gguf.py IN.gguf OUT.gguf [f16|f32]
Needs the package gguf. Vectors stay float32, as llama.cpp's own converter leaves them.
"""

import sys

import numpy as np
from gguf import GGUFReader, GGUFValueType, GGUFWriter
from gguf.quants import dequantize


def write(source, target, kind="f16"):
    reader = GGUFReader(source)
    writer = GGUFWriter(target, reader.fields["general.architecture"].contents())
    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name == "general.architecture":
            continue
        if field.name == "general.file_type":
            writer.add_uint32(field.name, 1 if kind == "f16" else 0)
            continue
        is_array = field.types[0] == GGUFValueType.ARRAY
        writer.add_key_value(field.name, field.contents(), field.types[0], sub_type=field.types[-1] if is_array else None)
    for tensor in reader.tensors:
        numbers = dequantize(tensor.data, tensor.tensor_type).reshape([int(side) for side in reversed(tensor.shape)])
        writer.add_tensor(tensor.name, numbers.astype(np.float16 if kind == "f16" and numbers.ndim > 1 else np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(*sys.argv[1:])
