"""Write a model of random weights and its projector: they see and say nothing, in the right format.

Run inside the environment that has `gguf`, with the folder to write into. A llama of two layers
with a vocabulary of bytes, and a LLaVA projector: under a megabyte together.
"""

import sys
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

_WIDTH = 64
_FEED = 128
_HEADS = 4
_LAYERS = 2
_CONTEXT = 8192
_IMAGE = 56
_PATCH = 14
_SEED = 4
# The user's words and nothing else, so that a prompt's tokens can be counted in a test.
_TEMPLATE = (
    "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}"
    "assistant: "
)

_random = np.random.default_rng(_SEED)


def _weights(*shape: int, scale: float = 0.2) -> NDArray[np.float32]:
    return (_random.standard_normal(shape) * scale).astype(np.float32)


def _ones(width: int) -> NDArray[np.float32]:
    return np.ones(width, np.float32)


def _zeros(width: int) -> NDArray[np.float32]:
    return np.zeros(width, np.float32)


def write_model(path: Path) -> None:
    """Write the language model."""
    words = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    words += ["\u2581" if byte == 0x20 else chr(byte) for byte in range(0x20, 0x7F)]
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    kinds += [gguf.TokenType.BYTE] * 256
    kinds += [gguf.TokenType.NORMAL] * (len(words) - len(kinds))

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_FEED)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(words))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(words)
    writer.add_token_scores([0.0] * len(words))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(_TEMPLATE)

    writer.add_tensor("token_embd.weight", _weights(len(words), _WIDTH))
    writer.add_tensor("output_norm.weight", _ones(_WIDTH))
    writer.add_tensor("output.weight", _weights(len(words), _WIDTH))
    for layer in range(_LAYERS):
        name = f"blk.{layer}"
        writer.add_tensor(f"{name}.attn_norm.weight", _ones(_WIDTH))
        writer.add_tensor(f"{name}.ffn_norm.weight", _ones(_WIDTH))
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            writer.add_tensor(f"{name}.{part}.weight", _weights(_WIDTH, _WIDTH))
        writer.add_tensor(f"{name}.ffn_gate.weight", _weights(_FEED, _WIDTH))
        writer.add_tensor(f"{name}.ffn_up.weight", _weights(_FEED, _WIDTH))
        writer.add_tensor(f"{name}.ffn_down.weight", _weights(_WIDTH, _FEED))
    _finish(writer)


def write_projector(path: Path) -> None:
    """Write what turns a picture into what the language model takes for words."""
    writer = gguf.GGUFWriter(path, "clip")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.projector_type", "mlp")
    writer.add_bool("clip.use_gelu", True)
    writer.add_uint32("clip.vision.image_size", _IMAGE)
    writer.add_uint32("clip.vision.patch_size", _PATCH)
    writer.add_uint32("clip.vision.embedding_length", _WIDTH)
    writer.add_uint32("clip.vision.feed_forward_length", _FEED)
    writer.add_uint32("clip.vision.block_count", _LAYERS)
    writer.add_uint32("clip.vision.projection_dim", _WIDTH)
    writer.add_uint32("clip.vision.attention.head_count", _HEADS)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-5)
    writer.add_array("clip.vision.image_mean", [0.5, 0.5, 0.5])
    writer.add_array("clip.vision.image_std", [0.25, 0.25, 0.25])

    patches = (_IMAGE // _PATCH) ** 2
    writer.add_tensor("v.class_embd", _weights(_WIDTH))
    writer.add_tensor("v.patch_embd.weight", _weights(_WIDTH, 3, _PATCH, _PATCH))
    writer.add_tensor("v.position_embd.weight", _weights(patches + 1, _WIDTH))
    _norm(writer, "v.pre_ln")
    for layer in range(_LAYERS):
        name = f"v.blk.{layer}"
        _norm(writer, f"{name}.ln1")
        _norm(writer, f"{name}.ln2")
        for part in ("attn_q", "attn_k", "attn_v", "attn_out"):
            _linear(writer, f"{name}.{part}", _WIDTH, _WIDTH)
        _linear(writer, f"{name}.ffn_down", _FEED, _WIDTH)
        _linear(writer, f"{name}.ffn_up", _WIDTH, _FEED)
    _linear(writer, "mm.0", _WIDTH, _WIDTH)
    _linear(writer, "mm.2", _WIDTH, _WIDTH)
    _finish(writer)


def _norm(writer: gguf.GGUFWriter, name: str) -> None:
    writer.add_tensor(f"{name}.weight", _ones(_WIDTH))
    writer.add_tensor(f"{name}.bias", _zeros(_WIDTH))


def _linear(writer: gguf.GGUFWriter, name: str, given: int, made: int) -> None:
    writer.add_tensor(f"{name}.weight", _weights(made, given))
    writer.add_tensor(f"{name}.bias", _zeros(made))


def _finish(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write_model(folder / "tiny.gguf")
    write_projector(folder / "tiny-projector.gguf")
