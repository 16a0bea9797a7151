"""What the house around every page needs to know: templates/base.html reads nothing else about the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """A section of the menu. `count` is shown when it is not zero."""

    title: str
    url: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Shell:
    """One person's frame. With an empty `post` (nobody is known) the menu is not drawn.

    `today`, `authority` and `time_zone` are words ready to be read: «вт, 22 ноября 2022», «Время московское».
    `preferences_url` takes a POST of one of lang, size, contrast, theme, and `next` to come back to.
    """

    request_number: str
    home_url: str
    here_url: str
    preferences_url: str
    lang: Literal["ru", "en"] = "ru"
    theme: Literal["light", "dark"] = "light"
    size: Literal["", "large"] = ""
    contrast: Literal["", "more"] = ""
    nav: tuple[NavItem, ...] = ()
    today: str = ""
    post: str = ""
    organisation: str = ""
    notices: int = 0
    notices_url: str = ""
    search_url: str = ""
    password_url: str = ""
    logout_url: str = ""
    authority: str = ""
    time_zone: str = ""
