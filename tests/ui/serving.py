"""An application served in a thread."""

import threading
import time

from ui.server import listen, server


class Serving:
    """Serves until it is closed; `with` gives the address."""

    def __init__(self, app):
        bound = listen("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{bound.getsockname()[1]}"
        self._server = server(app)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [bound]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.05)

    def close(self):
        self._server.should_exit = True
        self._thread.join(timeout=10)

    def __enter__(self):
        return self.address

    def __exit__(self, *_):
        self.close()
