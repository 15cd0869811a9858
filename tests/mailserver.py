"""A small mail server on this machine that takes letters, or fails as real ones do."""

import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage

TAKE = "take"
REFUSE_RECIPIENT = "refuse the recipient"
BUSY = "busy"
# The worst of all: the letter has arrived, but the sender never hears so.
TAKE_AND_HANG_UP = "take and hang up"


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        mode = self.server.mode
        self.say("421 busy" if mode == BUSY else "220 here")
        while mode != BUSY and (line := self.rfile.readline()):
            word = line[:4].strip().upper()
            if word == b"DATA":
                self.say("354 go ahead")
                self.server.take(self.letter())
                if mode == TAKE_AND_HANG_UP:
                    return
            if word == b"RCPT" and mode == REFUSE_RECIPIENT:
                self.say("550 nobody of that name")
            elif word == b"QUIT":
                self.say("221 goodbye")
                return
            else:
                self.say("250 fine")

    def letter(self) -> bytes:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(line[1:] if line.startswith(b"..") else line for line in lines)

    def say(self, text: str):
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """A context; `port` is where it listens, `letters` what it took, `mode` how it behaves."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.port = self.server_address[1]
        self.mode = TAKE
        self.letters: list[EmailMessage] = []
        self.on_letter = lambda: None

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.shutdown()
        self.server_close()

    def take(self, raw: bytes):
        self.letters.append(message_from_bytes(raw, policy=policy.default))
        self.on_letter()
