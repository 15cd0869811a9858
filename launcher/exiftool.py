"""The program that reads, beside our own code, what a picture file holds."""

import shutil

PACKAGE = "libimage-exiftool-perl"
HOW_TO_GET_ONE = f"apt-get install {PACKAGE} (as root)"


def find() -> str | None:
    return shutil.which("exiftool")
