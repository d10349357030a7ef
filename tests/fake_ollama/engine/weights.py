"""A model of the Llama kind with random weights, written as a GGUF file of half a megabyte."""

from pathlib import Path

import gguf
import numpy as np

CONTEXT = 8192
_LAYERS, _WIDTH, _HEADS, _HIDDEN = 2, 64, 4, 128
_SPREAD = 0.35
_UNKNOWN, _BEGIN, _END = "<unk>", "<s>", "</s>"


def write(path: Path, seed: int) -> None:
    """Write the file. Its vocabulary is the 256 bytes and the printable letters of ASCII."""
    letters = [chr(code) for code in range(33, 127)]
    tokens = [_UNKNOWN, _BEGIN, _END, *(f"<0x{byte:02X}>" for byte in range(256)), "▁", *letters]
    writer = gguf.GGUFWriter(str(path), "llama")
    _describe(writer, tokens, len(letters) + 1)
    random = np.random.default_rng(seed)

    def matrix(name: str, rows: int, columns: int) -> None:
        writer.add_tensor(name, random.normal(0.0, _SPREAD, (rows, columns)).astype(np.float32))

    def ones(name: str) -> None:
        writer.add_tensor(name, np.ones(_WIDTH, dtype=np.float32))

    matrix("token_embd.weight", len(tokens), _WIDTH)
    matrix("output.weight", len(tokens), _WIDTH)
    ones("output_norm.weight")
    for layer in range(_LAYERS):
        for name in ("attn_norm", "ffn_norm"):
            ones(f"blk.{layer}.{name}.weight")
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            matrix(f"blk.{layer}.{name}.weight", _WIDTH, _WIDTH)
        for name in ("ffn_gate", "ffn_up"):
            matrix(f"blk.{layer}.{name}.weight", _HIDDEN, _WIDTH)
        matrix(f"blk.{layer}.ffn_down.weight", _WIDTH, _HIDDEN)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _describe(writer: gguf.GGUFWriter, tokens: list[str], pieces: int) -> None:
    writer.add_name("random weights: noise, no model")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_HIDDEN)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    kinds += [gguf.TokenType.BYTE] * 256 + [gguf.TokenType.NORMAL] * pieces
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_space_prefix(False)
