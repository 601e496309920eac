"""Addresses of pages and files: which schemes may be published (V-17).

An address is followed by whoever receives the event, so it names what a browser or a file client
opens safely; `javascript:`, `data:` and the like run or hold content instead of naming it.
"""

from __future__ import annotations

import re
from typing import Final

from schemas.problems import refusal

_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.\-]*)\s*:")
_WEB = re.compile(r"https?://[^\s/?#@\\]+(?::[0-9]+)?(?:[/?#]\S*)?", re.IGNORECASE)
_FILE = re.compile(
    r"(?:https?|s3|sftp)://[^\s/?#@\\]+(?:[/?#]\S*)?|urn:[a-z0-9][a-z0-9\-]{0,31}:\S+"
    r"|archive:[^\x00-\x1f\x7f<>\"|\\]+",
    re.IGNORECASE,
)
_PATH = re.compile(r"[^\x00-\x1f\x7f<>\"|\\:]+")
FILE_SCHEMES: Final = ("https", "http", "s3", "sftp", "urn", "archive")
"""Where an agency keeps files: fetched by others, or named (`urn`, `archive`: its own archive)."""


def web_address(given: str) -> str:
    """Return the address of a page; refuse what is not http or https with a host (V-17)."""
    value = given.strip()
    if _WEB.fullmatch(value):
        return value
    raise refusal(
        "V-17",
        "不是 http 或 https 网址",
        "this is no http or https address",
        "写成完整网址，例如 https://zwgk.example.cn/gongshi/12.html，不含空格和用户名",
        "write the whole address, such as https://zwgk.example.cn/gongshi/12.html, without blanks "
        "or a user name",
    )


def file_address(given: str) -> str:
    """Return where a file is kept; refuse other schemes than `FILE_SCHEMES` (V-17).

    A text without a scheme is a path within the agency's own archive, as after `archive:`.
    """
    value = given.strip()
    accepted = _FILE if _SCHEME.match(value) else _PATH
    if accepted.fullmatch(value) and not value.startswith("//"):
        return value
    schemes = "、".join(FILE_SCHEMES)
    raise refusal(
        "V-17",
        f"存放位置只能是 {schemes} 地址，或本机关档案内的路径",
        f"a file is kept at an address of {', '.join(FILE_SCHEMES)}, or at a path of the archive",
        "例如 https://dangan.example.cn/2026/12.pdf、urn:xzzf:doc:12 或 2026/案卷12/笔录.pdf",
        "such as https://dangan.example.cn/2026/12.pdf, urn:xzzf:doc:12 or 2026/file-12/record.pdf",
    )
