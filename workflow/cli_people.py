"""`opora user`: the first accounts, before anybody can make them on a page."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from workflow.cli_app import data_option, open_app

ROLES = ("school", "methodist", "official", "clerk", "council", "secretary", "observer", "admin")


@click.group()
def user() -> None:
    """Учётные записи."""


@user.command()
@data_option
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--authority", help="Код управления: как в программе, например kirovsk.")
@click.option("--school", help="Код школы, для роли school.")
@click.option("--post", required=True, help="Должность: она видна вместо имени.")
@click.option("--name", help="Фамилия, имя, отчество, если их показывают.")
@click.option("--approves", is_flag=True, help="Утверждает (для official).")
@click.option("--signs", is_flag=True, help="Подписывает (для official).")
@click.option("--registers", is_flag=True, help="Регистрирует (для official).")
def add(
    data: Path | None,
    email: str,
    role: str,
    authority: str | None,
    school: str | None,
    post: str,
    name: str | None,
    approves: bool,
    signs: bool,
    registers: bool,
) -> None:
    """Завести учётную запись и дать ей роль с сегодняшнего дня. Пароль спрашивается или читается из stdin."""
    app = open_app(data)
    from workflow import clock
    from workflow.commands import people
    from workflow.commands.errors import BadInput
    from workflow.commands.work import run
    from workflow.models.person import RoleName, password_hash

    with app.app_context():
        authority_id, school_id, zone = _places(authority, school)
        now = clock.now()
        terms = people.RoleTerms(
            role=RoleName(role),
            school_id=school_id,
            may_approve=approves,
            may_sign=signs,
            may_register=registers,
            from_on=clock.local_date(now, zone),
        )
        command = people.AddPerson(
            email=email,
            post=post,
            full_name=name,
            password_hash=password_hash(_password()),
            authority_id=authority_id,
            first_role=terms,
        )
        try:
            run(command, actor_id=None, now=now, system=True)
        except BadInput as refusal:
            raise click.ClickException(refusal.message.text) from refusal
    click.echo(f"Учётная запись заведена: {email}, {post}")


def _places(authority: str | None, school: str | None) -> tuple[int | None, int | None, str]:
    from sqlalchemy import select

    from workflow import access
    from workflow.extensions import db
    from workflow.models.authority import Authority, School

    if authority is None:
        return None, None, access.ZONE
    home = db.session.scalar(select(Authority).where(Authority.code == authority))
    if home is None:
        raise click.ClickException(f"управления {authority!r} нет: сначала загрузите программу")
    if school is None:
        return home.id, None, home.zone
    found = db.session.scalar(select(School.id).where(School.authority_id == home.id, School.code == school))
    if found is None:
        raise click.ClickException(f"школы {school!r} нет в управлении {authority!r}")
    return home.id, found, home.zone


def _password() -> str:
    from flask import current_app

    if sys.stdin.isatty():
        password: str = click.prompt("Пароль", hide_input=True, confirmation_prompt="Ещё раз")
    else:
        password = sys.stdin.readline().rstrip("\n")
    shortest: int = current_app.config["SECURITY_PASSWORD_LENGTH_MIN"]
    if len(password) < shortest:
        raise click.ClickException(f"пароль короче {shortest} знаков")
    return password
