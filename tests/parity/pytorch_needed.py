"""The packages that the scripts beside this one need; where one is missing, a sentence and no traceback."""

import sys
from pathlib import Path

try:
    import numpy  # safetensors writes through it, and would miss it only when the work is done
    import safetensors.torch
    import torch
except ModuleNotFoundError as missing:
    sys.exit(f"{Path(sys.argv[0]).name}: got a Python without {missing.name}, expected one with torch, numpy and "
             "safetensors. Hint: python3 -m venv out/python && . out/python/bin/activate && "
             "pip install torch numpy safetensors")
