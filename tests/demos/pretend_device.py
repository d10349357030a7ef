"""A graphics card that is not there: the processor computes, and a mix of tensors of both is refused as a card would.

It follows which tensors a demo has moved, and stops where PyTorch would: two devices in one operation, an index that
lies elsewhere, and 64-bit numbers on Apple's GPU. What a real kernel computes it cannot tell.
"""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

_INDEXED = {torch.Tensor.__getitem__, torch.Tensor.__setitem__}
_NOT_AN_OPERATION = {torch.tensor, torch._has_compatible_shallow_copy_type}
_DEVICE_OF = torch.Tensor.device.__get__
_SET_DATA = torch.Tensor.data.__set__


class Pretended(TorchFunctionMode):
    """Within it, tensors can be moved to a device of that kind ("cuda" or "mps")."""

    def __init__(self, kind: str) -> None:
        self.device = torch.device(kind)
        super().__init__()

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if func == _DEVICE_OF:
            return self.device if self._is_there(args[0]) else func(*args)
        if func == _SET_DATA:
            args[0].is_there = self._is_there(args[1])
            return func(*args)
        if func is torch.Tensor.cpu:
            return args[0].detach().clone()
        if func is torch.Tensor.to:
            return self._moved(*args, **kwargs)
        wanted = kwargs.pop("device", None)
        if func not in _NOT_AN_OPERATION:
            self._refuse_a_mix(func, args, kwargs)
        sources = () if func is torch.tensor and not isinstance(args[0], torch.Tensor) else _tensors((args, kwargs))
        there = wanted == self.device or (wanted is None and any(map(self._is_there, sources)))
        given = func(*args, **kwargs)
        if isinstance(given, Iterator):
            given = iter(self._marked(list(given), there))
        return self._marked(given, there)

    def _is_there(self, tensor: torch.Tensor) -> bool:
        return getattr(tensor, "is_there", False)

    def _moved(self, tensor: torch.Tensor, *args: Any, **kwargs: Any) -> Any:
        given = [*args, *kwargs.values()]
        where = [torch.device(each) for each in given if isinstance(each, torch.device | str)]
        dtype = next((each for each in given if isinstance(each, torch.dtype)), tensor.dtype)
        there = where[0] == self.device if where else self._is_there(tensor)
        return self._marked(torch.Tensor.to(tensor, dtype, copy=True), there)

    def _refuse_a_mix(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if func in _INDEXED:
            indexed, index = args[0], [t for t in _tensors(args[1]) if t.dim() > 0]
            if not self._is_there(indexed) and any(map(self._is_there, index)):
                raise RuntimeError(f"indices should be on the same device as the indexed tensor: {func.__name__}")
            args = (indexed, *args[2:])  # an index may lie on the processor
        tensors = list(_tensors((args, kwargs)))
        here = [tensor for tensor in tensors if not self._is_there(tensor) and tensor.dim() > 0]
        if here and len(here) < len(tensors) and any(map(self._is_there, tensors)):
            raise RuntimeError(f"expected all tensors to be on the same device: {getattr(func, '__name__', func)}")

    def _marked(self, given: Any, there: bool) -> Any:
        for tensor in _tensors(given):
            tensor.is_there = there
            if there and self.device.type == "mps" and tensor.dtype is torch.float64:
                raise TypeError("the MPS framework has no 64-bit numbers")
        return given


def _tensors(value: Any) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _tensors(each)
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))
