"""Drives a server with OpenAI's own Python client: `openai_client.py URL MODEL`. Prints a line of JSON at the end; anything unexpected is an exception."""

import base64
import json
import struct
import sys

import openai
from openai import OpenAI

url, model = sys.argv[1:]
client = OpenAI(base_url=url, api_key="none is needed", max_retries=0)
seeded = {"model": model, "max_tokens": 8, "temperature": 0, "seed": 1}
messages = [{"role": "user", "content": "Hi"}]


def refused(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was expected")


assert [one.id for one in client.models.list()] == [model]
assert client.models.retrieve(model).object == "model"

whole = client.completions.create(prompt="a lamp", **seeded)
chunks = list(client.completions.create(prompt="a lamp", stream=True, stream_options={"include_usage": True}, **seeded))
assert "".join(chunk.choices[0].text for chunk in chunks if chunk.choices) == whole.choices[0].text
assert chunks[-1].usage.total_tokens == whole.usage.total_tokens

scored = client.completions.create(prompt="lamp", logprobs=2, echo=True, **{**seeded, "max_tokens": 2}).choices[0].logprobs
assert len(scored.tokens) == len(scored.token_logprobs) == len(scored.text_offset)
assert scored.token_logprobs[0] is None and all(value <= 0 for value in scored.token_logprobs[1:])

answer = client.chat.completions.create(messages=messages, logprobs=True, top_logprobs=2, **seeded)
assert len(answer.choices[0].logprobs.content) == answer.usage.completion_tokens
deltas = client.chat.completions.create(messages=messages, stream=True, **seeded)
text = "".join(chunk.choices[0].delta.content or "" for chunk in deltas)
assert text == answer.choices[0].message.content

with client.chat.completions.create(messages=messages, stream=True, **{**seeded, "max_tokens": 40}) as stream:
    next(iter(stream))
# Leaving closes the connection: the text is given up.

response = client.responses.create(model=model, input="Hi", max_output_tokens=6, temperature=0)
events = list(client.responses.create(model=model, input="Hi", max_output_tokens=6, temperature=0, stream=True))
assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == response.output_text

vectors = client.embeddings.create(model=model, input=["a lamp", "soup"]).data
raw = client.embeddings.with_raw_response.create(model=model, input=["a lamp", "soup"], encoding_format="base64")
coded = json.loads(raw.text)["data"][0]["embedding"]
numbers = struct.unpack(f"<{len(vectors[0].embedding)}f", base64.b64decode(coded))
assert all(abs(a - b) < 1e-6 for a, b in zip(numbers, vectors[0].embedding))

bad = refused(openai.BadRequestError, lambda: client.completions.create(prompt="a", **{**seeded, "temperature": 7}))
assert bad.param == "temperature" and bad.code == "invalid_value"
assert refused(openai.NotFoundError, lambda: client.models.retrieve("none")).code == "model_not_found"
refused(
    openai.APITimeoutError,
    lambda: client.completions.create(prompt="a", n=64, timeout=0.001, **{**seeded, "max_tokens": 60}),
)
print(json.dumps({"version": openai.__version__, "text": text}))
