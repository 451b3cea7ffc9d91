"""The texts of embedTexts.ts through sentence-transformers, 32 at a time, after two batches to warm up. Prints a line of JSON."""
import argparse
import json
import resource
import time

import torch
from sentence_transformers import SentenceTransformer

WORDS = "the card was lost and my bank has not sent a new one yet so please tell me when it will come to this house or how much money is left in there now".split()

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--texts", type=int, required=True)
parser.add_argument("--threads", type=int, required=True)
options = parser.parse_args()
torch.set_num_threads(options.threads)
model = SentenceTransformer(options.model, device="cpu")
texts = [
    " ".join(WORDS[(text * 7 + place * (1 + text % 5) + text // 33) % len(WORDS)] for place in range(30))
    for text in range(options.texts)
]
model.encode(texts[:64], batch_size=32)
start = time.perf_counter()
vectors = model.encode(texts, batch_size=32)
seconds = time.perf_counter() - start
print(
    json.dumps(
        {
            "engine": "sentence-transformers",
            "mode": "fp32",
            "texts": options.texts,
            "texts_per_s": round(options.texts / seconds, 1),
            "first": [float(value) for value in vectors[0][:8]],
            "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    )
)
