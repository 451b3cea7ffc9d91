#!/usr/bin/env python3
"""What transformers makes of conversations with tools, by templates of the common kinds: texts, token ids, and which of them are learned.

usage: tool_conversations.py > tool_conversations.json
The tokenizer has a token for each byte, and special ones. A template marks what is generated; ours is asked for the same without marks, too.
"""

import json
import re

import transformers
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>", "[INST]", "[/INST]", "[TOOL_CALLS]", "[AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "<|eot|>", "<|call|>", "<|sep|>", "<|tool|>"]

# Like Hermes and Qwen: calls are JSON between tags, answers of tools that follow one another are one turn of the user.
HERMES = """{%- if tools %}
{{- '<|im_start|>system\\n' }}
{%- if messages[0].role == 'system' %}{{- messages[0].content + '\\n\\n' }}{%- endif %}
{{- '# Tools\\n<tools>' }}
{%- for tool in tools %}{{- '\\n' }}{{- tool | tojson }}{%- endfor %}
{{- '\\n</tools><|im_end|>\\n' }}
{%- elif messages[0].role == 'system' %}
{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
{%- if message.role == 'user' or (message.role == 'system' and not loop.first) %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{%- elif message.role == 'assistant' %}
{{- '<|im_start|>assistant\\n' }}
{%- generation %}
{{- message.content }}
{%- for call in message.tool_calls or [] %}
{%- if call.function %}{%- set call = call.function %}{%- endif %}
{%- if message.content or not loop.first %}{{- '\\n' }}{%- endif %}
{{- '<tool_call>\\n{"name": "' + call.name + '", "arguments": ' }}{{- call.arguments | tojson }}{{- '}\\n</tool_call>' }}
{%- endfor %}
{{- '<|im_end|>' }}
{%- endgeneration %}
{{- '\\n' }}
{%- elif message.role == 'tool' %}
{%- if loop.first or messages[loop.index0 - 1].role != 'tool' %}{{- '<|im_start|>user' }}{%- endif %}
{{- '\\n<tool_response>\\n' + message.content + '\\n</tool_response>' }}
{%- if loop.last or messages[loop.index0 + 1].role != 'tool' %}{{- '<|im_end|>\\n' }}{%- endif %}
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"""

# Like Mistral: calls are one list after a special token.
LIST = """{{- bos_token }}
{%- if tools %}{{- '[AVAILABLE_TOOLS]' }}{{- tools | tojson }}{%- endif %}
{%- for message in messages %}
{%- if message.role == 'system' %}
{{- '[INST]' + message.content + '[/INST]' }}
{%- elif message.role == 'user' %}
{{- '[INST]' + message.content + '[/INST]' }}
{%- elif message.role == 'assistant' %}
{%- generation %}
{%- if message.tool_calls %}
{{- '[TOOL_CALLS][' }}
{%- for call in message.tool_calls %}{{- call.function | tojson }}{%- if not loop.last %}{{- ', ' }}{%- endif %}{%- endfor %}
{{- ']' }}
{%- else %}
{{- ' ' + message.content }}
{%- endif %}
{{- eos_token }}
{%- endgeneration %}
{%- elif message.role == 'tool' %}
{{- '[TOOL_RESULTS]{"content": ' }}{{- message.content | tojson }}{{- ', "name": ' }}{{- (message.name or '') | tojson }}{{- '}' }}
{%- endif %}
{%- endfor %}"""

# Like DeepSeek: special tokens in the midst of a call.
PARTS = """{{- bos_token }}
{%- for tool in tools or [] %}{{- '<|tool|>' + tool.function.name + ': ' + tool.function.description }}{%- endfor %}
{%- for message in messages %}
{%- if message.role == 'assistant' %}
{{- '<|im_start|>assistant\\n' }}
{%- generation %}
{{- message.content }}
{%- for call in message.tool_calls or [] %}
{{- '<|call|>' + call.function.name + '<|sep|>' }}{{- call.function.arguments | tojson(indent=2) }}{{- '<|eot|>' }}
{%- endfor %}
{{- '<|im_end|>' }}
{%- endgeneration %}
{%- else %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' }}
{%- endif %}
{{- '\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"""

TEMPLATES = {"hermes": HERMES, "list": LIST, "parts": PARTS}


def tool(name, description, **properties):
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


TOOLS = [
    tool("get_weather", "Tells the weather – l'été, 天气.", place={"type": "string"}, days={"type": "integer"}),
    tool("convert", "Converts <units> & “money”.", amount={"type": "number"}, to={"type": "string", "enum": ["km", "€"]}),
]


def call(name, **arguments):
    return {"type": "function", "id": f"call_{name}"[:9], "function": {"name": name, "arguments": arguments}}


def say(role, content, **more):
    return {"role": role, "content": content, **more}


CONVERSATIONS = {
    "a call, its answer, and what is said of it": [
        say("user", "Weather in 北京?"),
        say("assistant", "", tool_calls=[call("get_weather", place="北京 🎈", days=2)]),
        say("tool", '{"sky": "clear"}', name="get_weather", tool_call_id="call_get_"),
        say("assistant", "It is clear."),
    ],
    "two calls at once after a system prompt": [
        say("system", "Be brief."),
        say("user", "get_weather, and 5 in km?"),
        say("assistant", "I look.", tool_calls=[call("get_weather", place="Zürich", days=1), call("convert", amount=5, to="km")]),
        say("tool", "rain, “heavy”", name="get_weather", tool_call_id="call_get_"),
        say("tool", "8.05", name="convert", tool_call_id="call_conv"),
        say("assistant", "Rain; 8.05 km."),
        say("user", "Thanks"),
        say("assistant", "You are welcome."),
    ],
    "a call that nothing follows": [
        say("user", "Convert 3"),
        say("assistant", "", tool_calls=[call("convert", amount=3, to="€", options={"exact": True, "rate": None, "list": [1, "a\nb"]})]),
    ],
    "tools that nobody calls": [say("user", "Hi"), say("assistant", "Hello!")],
}


def tokenizer_of(template):
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={text: at for at, text in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in SPECIALS])
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>")
    fast.chat_template = template
    return tokenizer, fast


if __name__ == "__main__":
    cases = []
    for name, template in TEMPLATES.items():
        tokenizer, fast = tokenizer_of(template)
        for title, messages in CONVERSATIONS.items():
            options = {"tools": TOOLS}
            text = fast.apply_chat_template(messages, tokenize=False, **options)
            told = fast.apply_chat_template(messages, tokenize=True, return_dict=True, return_assistant_tokens_mask=True, **options)
            stretches = [[found.start(), found.end()] for found in re.finditer("1+", "".join(map(str, told["assistant_masks"])))]
            cases.append({"template": name, "title": title, "text": text, "ids": len(told["input_ids"]), "learned": stretches})
    print(json.dumps({
        "transformers": transformers.__version__,
        "tokenizer": json.loads(tokenizer.to_str()),
        "templates": TEMPLATES,
        "tools": TOOLS,
        "conversations": CONVERSATIONS,
        "cases": cases,
    }, ensure_ascii=False, indent=2))
