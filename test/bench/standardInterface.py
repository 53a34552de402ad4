"""Rewrites the embedded Aligner's graph to the interface that transformers.js drives; the weights stay the same.

    python standardInterface.py ../../models/starter ../../dist/bench/starter-standard

new.N.* becomes present.N.* (the whole cache, as GroupQueryAttention gives it), num_logits becomes the constant 1.
Requirements: Python 3.11, onnx==1.23.1, numpy==2.4.6.
"""
import json, pathlib, shutil, sys
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

source, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
(target / "onnx").mkdir(parents=True, exist_ok=True)
model = onnx.load(source / "model.onnx", load_external_data=False)
graph = model.graph
slices = {node.output[0]: node for node in graph.node if node.op_type == "Slice" and node.output[0].startswith("new.")}
renamed = {node.input[0]: name.replace("new.", "present.") for name, node in slices.items()}
for node in slices.values():
    graph.node.remove(node)
for node in graph.node:
    for i, name in enumerate(node.output):
        node.output[i] = renamed.get(name, name)
outputs = [value for value in graph.output if value.name == "logits"]
shape = next(value for value in graph.input if value.name == "past_key_values.0.key").type.tensor_type.shape.dim
dims = ["batch", shape[1].dim_value, "present", shape[3].dim_value]
outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, dims) for name in renamed.values()]
del graph.output[:]
graph.output.extend(outputs)
graph.node.remove(next(node for node in graph.node if "next_tokens" in node.output))
graph.input.remove(next(value for value in graph.input if value.name == "num_logits"))
# transformers.js makes the empty cache by these names.
names = {"batch": "batch_size", "past": "past_sequence_length", "seq": "sequence_length", "total": "total_sequence_length"}
for value in graph.input:
    for dim in value.type.tensor_type.shape.dim:
        if dim.dim_param:
            dim.dim_param = names[dim.dim_param]
graph.initializer.append(numpy_helper.from_array(np.array([1], np.int64), "num_logits"))
(target / "onnx" / "model.onnx").write_bytes(model.SerializeToString())
for file in source.iterdir():
    if file.suffix == ".data":
        shutil.copyfile(file, target / "onnx" / file.name)
    elif file.suffix == ".json" and file.name != "aligner.json":
        shutil.copyfile(file, target / file.name)
config = json.loads((target / "config.json").read_text())
config["transformers.js_config"] = {"use_external_data_format": False}
(target / "config.json").write_text(json.dumps(config, indent=2))
