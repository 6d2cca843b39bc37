"""Makes reference-vectors.json: MiniLM vectors of 20 texts by another runtime (OpenVINO) and another
tokenizer binding (the tokenizers package), to compare the gpu-worker's engine with.

    python3 -m venv venv && venv/bin/pip install openvino tokenizers numpy
    venv/bin/python gpu-worker/src/test/python/reference_vectors.py MODEL.onnx TOKENIZER.json OUT.json
"""

import json
import sys

import numpy
import openvino
from tokenizers import Tokenizer

TEXTS = [
    "Yes",
    "A cat sits on the mat.",
    "A kitten rests on a rug.",
    "Stock markets fell sharply after the announcement.",
    "The quick brown fox jumps over the lazy dog",
    "How do I reset the password of my account?",
    "  leading and   repeated spaces\tand a tab ",
    "UPPER CASE and MiXeD CaSe are the same to this model",
    "Café, naïve, Zürich and smörgåsbord: accents are stripped.",
    "Ein deutscher Satz über Wetter und Straßen.",
    "日本語のテキストも文字ごとに分かれます。",
    "Привет, как дела? Сегодня хорошая погода.",
    "مرحبا بالعالم، هذه جملة قصيرة.",
    "Emoji 😀 and a family 👨‍👩‍👧 in one line",
    "0123456789 3.14159 1,000,000.00 2026-11-22T05:00:00Z",
    "https://example.org/a/b?c=d&e=f#g user@example.org C:\\path\\file.txt",
    "def f(x): return {k: v for k, v in x.items() if v is not None}",
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    " ".join(f"Sentence {i} tells of the {w} in a few plain words." for i, w in enumerate(
        ["harbour", "garden", "railway", "library", "market", "river", "forest", "tower"])),
    " ".join(["A long text about boats, cargo and the papers that travel with them."] * 30),
]


def main(model_path, tokenizer_path, out_path):
    tokenizer = Tokenizer.from_file(tokenizer_path)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    core = openvino.Core()
    model = core.compile_model(
        core.read_model(model_path), "CPU", {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"})
    names = {name: port for port in model.inputs for name in port.get_names()}
    rows = []
    for text in TEXTS:
        ids = tokenizer.encode(text).ids
        values = {"input_ids": [ids], "attention_mask": [[1] * len(ids)], "token_type_ids": [[0] * len(ids)]}
        inputs = {names[n]: numpy.array(v, numpy.int64) for n, v in values.items() if n in names}
        hidden = model(inputs)[model.outputs[0]][0].astype(numpy.float64)
        vector = hidden.mean(axis=0)
        vector /= numpy.linalg.norm(vector)
        rows.append({"text": text, "tokens": len(ids), "vector": [float(f"{v:.8g}") for v in vector]})
    with open(out_path, "w", encoding="utf-8") as out:
        out.write("[\n")
        out.write(",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows))
        out.write("\n]\n")
    print(openvino.__version__, [row["tokens"] for row in rows])


if __name__ == "__main__":
    main(*sys.argv[1:])
