"""A provider of OpenID Connect in a process of its own: it keeps the rules, or breaks them as it is told.

`POST /behave` says how from then on, until it is told otherwise: `claims` that stand in the token besides (null: one
that is left out), `signed` (RS256; none; stranger: by another key; secret: by the secret that both know), `described`
of the provider itself, `fault` (refuse, drip, redirect, nonsense, large) of the token's answer.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "the register", "a secret: of 32 letters & of tests"
BASIC = base64.b64encode(f"{quote(CLIENT, safe='')}:{quote(SECRET, safe='')}".encode()).decode()


class Provider(BaseHTTPRequestHandler):
    behaviour, codes = {}, {}
    # Its own, and a stranger's: made where it is served, and not by each worker of the tests that reads this file.
    key = stranger = None

    def do_GET(self):
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            self.answer(self.described())
        elif parts.path == "/keys":
            key = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            self.answer({"keys": [key | {"kid": "one", "use": "sig", "alg": "RS256"}]})
        elif parts.path == "/authorize":
            self.authorize(asked)
        else:
            self.answer({}, 404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/behave":
            type(self).behaviour = json.loads(body)
            self.answer({})
        elif self.path == "/token":
            self.give_token({name: values[0] for name, values in parse_qs(body).items()})

    def described(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        return {
            "issuer": here,
            "authorization_endpoint": f"{here}/authorize",
            "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/keys",
        } | self.behaviour.get("described", {})

    def authorize(self, asked):
        """Whoever comes is signed in here."""
        rules = [
            asked["response_type"] == "code",
            asked["client_id"] == CLIENT,
            "openid" in asked["scope"].split(),
            asked["code_challenge_method"] == "S256",
        ]
        if not all(rules):
            return self.answer({}, 400)
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        self.send_response(302)
        said = urlencode({"code": code, "state": asked["state"]})
        self.send_header("Location", f"{asked['redirect_uri']}?{said}")
        self.end_headers()

    def give_token(self, form):
        asked, fault = self.codes.pop(form["code"], None), self.behaviour.get("fault")
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if (
            asked is None
            or form["redirect_uri"] != asked["redirect_uri"]
            or self.headers["Authorization"] != f"Basic {BASIC}"
            or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]
        ):
            return self.answer({"error": "invalid_grant"}, 400)
        if fault == "refuse":
            return self.answer({"error": "server_error"}, 500)
        if fault == "nonsense":
            return self.answer("<html>")
        if fault == "large":
            return self.answer({"id_token": "a" * 2**21})
        if fault == "redirect":
            self.send_response(302)
            self.send_header("Location", "/keys")
            return self.end_headers()
        answer = {"access_token": "-", "token_type": "Bearer", "id_token": self.token(asked)}
        return self.drip(answer) if fault == "drip" else self.answer(answer)

    def token(self, asked):
        now = int(time.time())
        claims = {
            "iss": self.described()["issuer"],
            "aud": CLIENT,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
        }
        claims |= {"auth_time": now} if "max_age" in asked else {}
        claims |= self.behaviour.get("claims", {})
        said = {name: value for name, value in claims.items() if value is not None}
        key, algorithm = {
            "RS256": (self.key, "RS256"),
            "stranger": (self.stranger, "RS256"),
            "none": (None, "none"),
            "secret": (SECRET, "HS256"),
        }[self.behaviour.get("signed", "RS256")]
        return jwt.encode(said, key, algorithm, headers={"kid": "one"})

    def answer(self, said, status=200):
        body = said.encode() if isinstance(said, str) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, said):
        """A letter now and then, each in time, until nobody listens."""
        self.send_response(200)
        self.end_headers()
        with suppress(BrokenPipeError):
            for letter in json.dumps(said).encode():
                self.wfile.write(bytes([letter]))
                time.sleep(0.1)

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    Provider.key, Provider.stranger = (rsa.generate_private_key(65537, 2048) for _each in range(2))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
