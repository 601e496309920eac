"""``hutong alert …``: what is alerted, and what people answer: silences, acknowledgements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import typer

from consumers.failures import ConsumerError, UnreachableError
from consumers.notifier.overview import Overview, now_utc, overview, say
from consumers.notifier.standing import SEVERITIES, Standing, is_silenced
from infra import ExitCode, HutongError
from infra.cli.context import DataDir, Format, reachable, settings
from infra.cli.rows import Shape, show
from infra.settings import Settings
from infra.topics import bootstrap
from schemas.events.hub import AlertAcknowledged, AlertSilenced
from schemas.instants import SHANGHAI
from schemas.topics import Topics

_ALERTS: Final = {
    "alert_id": "预警编号 Alert",
    "state": "状态 State",
    "severity": "程度 Severity",
    "agency": "机关 Agency",
    "rule_id": "规则 Rule",
    "code": "代码 Code",
    "subject": "事项 Subject",
    "started_at": "始于 Since",
    "due_at": "应于 Due",
    "acknowledged_by": "确认人 Acknowledged by",
    "silenced_until": "静默至 Silenced until",
    "message_zh": "内容 Message",
}

_SILENCES: Final = {
    "silence_id": "静默编号 Silence",
    "matches": "范围 Matches",
    "district": "区县 District",
    "silenced_from": "起 From",
    "silenced_until": "止 Until",
    "said_by": "何人 By",
    "reason": "理由 Reason",
}

_LONGEST: Final = timedelta(days=366)

Form = Annotated[Format, typer.Option("--format", help="How to print it.")]
By = Annotated[str, typer.Option("--by", help="Who says so; it stands in the log.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it stands in the log.")]
Agency = Annotated[str | None, typer.Option(help="Only of this agency, by credit code.")]
RuleId = Annotated[str | None, typer.Option("--rule", help="Only of this rule, such as YS-05.")]
Code = Annotated[str | None, typer.Option(help="Only of this code, such as REFERRAL_OVERDUE.")]
Grade = Annotated[str | None, typer.Option("--severity", help="Only of this severity.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    group = typer.Typer(help="See, silence and acknowledge alerts.", no_args_is_help=True)
    group.command("list")(list_)
    group.command("silence")(silence)
    group.command("ack")(acknowledge)
    app.add_typer(group, name="alert")


def list_(
    context: typer.Context,
    agency: Agency = None,
    rule: RuleId = None,
    code: Code = None,
    severity: Grade = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is over and what was resolved.")
    ] = False,
    silences: Annotated[
        bool, typer.Option("--silences", help="The silences that have not ended, instead.")
    ] = False,
    form: Form = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Show what is still owed, the longest first, as hub.alerts says."""
    _check_severity(severity)
    found = _overview(reachable(settings(context, data_dir)))
    now = now_utc()
    if silences:
        current = [s for s in found.silences.values() if s.silenced_until > now]
        rows = [_silence_row(s) for s in sorted(current, key=lambda s: s.silenced_until)]
        _show(_SILENCES, rows, form, "静默 · Silences")
        return
    wanted = {"agency": agency, "rule_id": rule, "code": code, "severity": severity}
    asked = {name: value for name, value in wanted.items() if value is not None}
    every = sorted(found.alerts.values(), key=lambda alert: alert.started_at)
    chosen = [
        alert
        for alert in (every if everything else found.firing())
        if all(getattr(alert, name) == value for name, value in asked.items())
    ]
    _show(_ALERTS, [_alert_row(found, a, now) for a in chosen], form, "预警 · Alerts")


def silence(
    context: typer.Context,
    by: By,
    reason: Reason,
    alert: Annotated[
        str | None, typer.Option(help="Only this alert: its number or how it begins.")
    ] = None,
    agency: Agency = None,
    rule: RuleId = None,
    code: Code = None,
    severity: Grade = None,
    district: Annotated[
        str | None, typer.Option(help="In this district; needed where there are several.")
    ] = None,
    hours: Annotated[float, typer.Option(help="For how long from now.", min=0.01)] = 24.0,
    lift: Annotated[
        str | None, typer.Option(help="End this silence now: its number or how it begins.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Keep alerts quiet that match all that is given; what is owed is told when it ends.

    It is written to hub.alerts with who and why. `--lift` ends one early.
    """
    _check_severity(severity)
    _check_said(by, reason)
    chosen = reachable(settings(context, data_dir))
    found, now = _overview(chosen), now_utc()
    if lift is not None:
        earlier = found.silences[_the_one(lift, found.silences, "silence")]
        said = earlier.model_copy(
            update={"silenced_until": now, "said_by": by, "reason": reason, "judged_at": now}
        )
        _say(chosen, said.model_copy(update={"output_id": _id_of(said)}))
        typer.echo(f"静默 {said.silence_id} 已结束 · ended.")
        return
    if timedelta(hours=hours) > _LONGEST:
        raise _wrong("A silence lasts 366 days at most: give fewer --hours.")
    if not any((alert, agency, rule, code, severity)):
        raise _wrong(
            "A silence names what it keeps quiet: give --alert, --agency, --rule, --code or "
            "--severity."
        )
    alert_id = None if alert is None else _the_one(alert, found.alerts, "alert")
    said = AlertSilenced(
        output_id=uuid4(),
        district=_district(found, district, alert_id),
        judged_at=now,
        silence_id=uuid4(),
        agency=agency,
        rule_id=rule,
        code=code,
        severity=severity,
        alert_id=alert_id,
        silenced_from=now,
        silenced_until=now + timedelta(hours=hours),
        said_by=by,
        reason=reason,
    )
    _say(chosen, said.model_copy(update={"output_id": _id_of(said)}))
    until = said.silenced_until.astimezone(SHANGHAI)
    quiet = [a for a in found.firing() if is_silenced(a, said, now)]
    typer.echo(
        f"静默 {said.silence_id} 至 {until:%Y-%m-%d %H:%M:%S}，现涉及 {len(quiet)} 项 · silenced, "
        f"{len(quiet)} alerts now."
    )


def acknowledge(
    context: typer.Context,
    alert: Annotated[str, typer.Argument(help="The alert's number, or how it begins.")],
    by: By,
    reason: Reason,
    data_dir: DataDir = None,
) -> None:
    """Say that somebody has an alert in hand: it is not repeated and not escalated any more."""
    _check_said(by, reason)
    chosen = reachable(settings(context, data_dir))
    found, now = _overview(chosen), now_utc()
    standing = found.alerts[_the_one(alert, found.alerts, "alert")]
    said = AlertAcknowledged(
        output_id=uuid4(),
        district=standing.district,
        judged_at=now,
        alert_id=standing.alert_id,
        said_by=by,
        reason=reason,
    )
    _say(chosen, said.model_copy(update={"output_id": _id_of(said)}))
    typer.echo(f"预警 {standing.alert_id}（{standing.subject}）已由 {by} 确认 · acknowledged.")


def _overview(chosen: Settings) -> Overview:
    with _telling():
        return overview(bootstrap(chosen), Topics(chosen.namespace))


def _say(chosen: Settings, said: AlertSilenced | AlertAcknowledged) -> None:
    with _telling():
        say(bootstrap(chosen), Topics(chosen.namespace), said)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except UnreachableError as error:
        raise HutongError(error.sentence, ExitCode.UNREACHABLE) from error
    except ConsumerError as error:
        raise HutongError(error.sentence) from error


def _id_of(said: AlertSilenced | AlertAcknowledged) -> UUID:
    """Return an id derived from everything that is said but the id."""
    return uuid5(NAMESPACE_URL, said.model_dump_json(exclude={"output_id"}))


def _the_one(begins: str, known: dict[UUID, Any], kind: Literal["alert", "silence"]) -> UUID:
    """Return the number that begins so.

    Raises:
        HutongError: none does, or several.
    """
    found = [id_ for id_ in known if begins and str(id_).startswith(begins.lower())]
    if len(found) == 1:
        return found[0]
    many = "No" if not found else f"More than one ({len(found)})"
    look = "hutong alert list --silences" if kind == "silence" else "hutong alert list --all"
    raise _wrong(f"{many} {kind} begins with {begins!r}: '{look}' shows their numbers.")


def _district(found: Overview, given: str | None, alert_id: UUID | None) -> str:
    if alert_id is not None:
        return found.alerts[alert_id].district
    if given is not None:
        return given
    districts = sorted({alert.district for alert in found.alerts.values()})
    if len(districts) == 1:
        return districts[0]
    raise _wrong(
        "Say in which district the alerts are kept quiet, with --district; in the log are: "
        f"{', '.join(districts) or 'none yet'}."
    )


def _check_severity(severity: str | None) -> None:
    if severity is not None and severity not in SEVERITIES:
        raise _wrong(f"There is no severity {severity!r}: it is one of {', '.join(SEVERITIES)}.")


def _check_said(by: str, reason: str) -> None:
    if not by.strip() or not reason.strip():
        raise _wrong("Say who (--by) and why (--reason): it stands in the log.")


def _wrong(sentence: str) -> HutongError:
    return HutongError(sentence, ExitCode.USAGE)


def _show(columns: dict[str, str], rows: list[list[Any]], form: Format, title: str) -> None:
    heads = tuple(columns.values() if form is Format.TABLE else columns)
    show(heads, rows, Shape(form), title)


def _local(instant: datetime | None) -> datetime | None:
    return instant and instant.astimezone(SHANGHAI)


def _alert_row(found: Overview, alert: Standing, now: datetime) -> list[Any]:
    values = {
        **alert.model_dump(),
        "state": alert.state.value,
        "started_at": _local(alert.started_at),
        "due_at": _local(alert.due_at),
        "silenced_until": _local(found.silenced_until(alert, now)),
    }
    return [values[name] for name in _ALERTS]


def _silence_row(silence_: AlertSilenced) -> list[Any]:
    named = ("agency", "rule_id", "code", "severity", "alert_id")
    matches = [f"{n}={v}" for n in named if (v := getattr(silence_, n)) is not None]
    values = {
        **silence_.model_dump(),
        "matches": " ".join(matches),
        "silenced_from": _local(silence_.silenced_from),
        "silenced_until": _local(silence_.silenced_until),
    }
    return [values[name] for name in _SILENCES]
