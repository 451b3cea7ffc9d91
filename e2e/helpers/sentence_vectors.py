#!/usr/bin/env python3
"""What sentence-transformers makes of texts with an exported model.

usage: sentence_vectors.py --model FOLDER --texts JSON
Prints one line of JSON: modules (their classes), most_tokens, query and document (vectors of all texts, computed together).
"""

import argparse
import json

import torch
from sentence_transformers import SentenceTransformer

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--texts", type=json.loads, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    model = SentenceTransformer(arguments.model, device="cpu")
    if model.tokenizer.pad_token is None:
        model.tokenizer.pad_token = model.tokenizer.eos_token
    print(
        json.dumps(
            {
                "modules": [type(module).__name__ for module in model],
                "most_tokens": model.max_seq_length,
                "query": model.encode(arguments.texts, prompt_name="query").tolist(),
                "document": model.encode(arguments.texts, prompt_name="document").tolist(),
            }
        )
    )
