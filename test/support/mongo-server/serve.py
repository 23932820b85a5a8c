"""A MongoDB-compatible server for the tests: serve.py PORT DATA_FOLDER

Started by its class and not by its command, which does not pass on every setting (0.7.0b3).
"""

import signal
import sys
import threading

from secantus import SecantusDBServer

port, data_folder = int(sys.argv[1]), sys.argv[2]
server = SecantusDBServer(
    host="127.0.0.1",
    port=port,
    storage_path=data_folder,
    require_auth=False,
    replica_set_name="secantus",
    enable_test_commands=True,
    sync_on_commit=True,  # what was acknowledged outlives kill -9
    cache_size="256M",
)

asked_to_stop = threading.Event()
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: asked_to_stop.set())

server.start()
print("ready", flush=True)
asked_to_stop.wait()
server.stop()
