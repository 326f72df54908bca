"""A real server on this machine, to which webhooks are sent."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """Keeps what it is sent. It answers with these statuses, one after the other, and then with 204.

    headers  of all its answers
    """

    def __init__(self, *statuses, headers=None):
        self.statuses, self.sent = list(statuses), []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.sent.append((dict(self.headers), body, self.path))
                status = receiver.statuses.pop(0) if receiver.statuses else 204
                self.send_response(status)
                if status in (301, 302, 307):
                    self.send_header("Location", "/elsewhere")
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *args):
                """Nothing is written."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/changes?key=s3cret"

    @property
    def bodies(self) -> list[dict]:
        return [json.loads(body) for _headers, body, _path in self.sent]

    @property
    def entries(self) -> list[tuple[str, str]]:
        """(operation, id) of all, in their order."""
        return [(entry["op"], entry["id"]) for body in self.bodies for entry in body["entries"]]

    def forget(self) -> None:
        self.sent.clear()


@contextlib.contextmanager
def receiver(*statuses, headers=None):
    made = Receiver(*statuses, headers=headers)
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()
