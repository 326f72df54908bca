"""Takes what the register sends to a subscription, and says what to pull or to delete. See docs/webhooks.md.

    SECRET=whsec_… python3 receiver.py 8080

Behind a web server that speaks HTTPS. Python 3.11 and its standard library are all it needs.
"""

import base64
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(os.environ["SECRET"].removeprefix("whsec_"))
SEEN = set()  # keep it longer than the process lives, with your copy


def is_genuine(headers, body):
    delivery, moment = headers.get("Webhook-Id", ""), headers.get("Webhook-Timestamp", "")
    if not moment.isdecimal() or abs(time.time() - int(moment)) > 300:
        return False  # old: somebody may send again what they overheard
    digest = hmac.digest(KEY, f"{delivery}.{moment}.".encode() + body, "sha256")
    expected = f"v1,{base64.b64encode(digest).decode()}"
    signatures = headers.get("Webhook-Signature", "").split()
    return any(hmac.compare_digest(expected, signature) for signature in signatures)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if is_genuine(self.headers, body):
            if self.headers["Webhook-Id"] not in SEEN:  # the same may come twice
                self.take(json.loads(body))
                SEEN.add(self.headers["Webhook-Id"])
            self.send_response(204)
        else:
            self.send_response(401)
        self.end_headers()

    def take(self, delivery):
        if delivery["op"] == "pull_in_full":
            print("pull everything again", flush=True)
        for entry in delivery["entries"]:
            print("delete" if entry["op"] == "gone" else "pull", entry["id"], flush=True)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
