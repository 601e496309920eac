"""What the views and saved queries show of the story."""

from __future__ import annotations

from datetime import datetime

import pytest

from consumers.failures import ConsumerError, MisuseError, UnknownNameError
from consumers.queries import late, run_query, saved_queries
from consumers.views import views
from schemas.dead_letters import dead_letter_id
from schemas.example_parts import TOWNSHIP
from tests.consumers.stored import at
from tests.consumers.story import Story


def test_events_are_the_admitted_ones_with_their_corrections_and_the_agencys_latest_name(
    story: Story,
) -> None:
    penalties = [e for e in story.all("v_events", "shared_at") if "penalty" in e["event_type"]]
    assert [(e["event_id"], e["corrected_by"], e["agency_name"]) for e in penalties] == [
        (story.corrected, story.correction, "马头镇"),
        (story.correction, None, "马头镇"),
    ]
    assert penalties[0]["kafka_offset"] == story.first.offset
    assert penalties[0]["shared_at"] == at("23 10:00")
    assert penalties[1]["supersedes_event_id"] == story.corrected
    assert len(story.all("v_events")) == 4 + 2 + 3


def test_a_dead_letter_counts_once_whoever_wrote_it(story: Story) -> None:
    letters = story.all("v_dead_letters", "shared_at")
    assert len(letters) == 2
    refused = story.refused
    assert letters[0]["output_id"] == dead_letter_id(refused.topic, 1, refused.offset)
    assert letters[0]["stages"] == ["judge", "loader"]
    assert (letters[0]["message_zh"], letters[0]["message_en"]) == (
        "读不出 judge",
        "unreadable judge",
    )


def test_a_duplicate_names_the_receipt_that_stands(story: Story) -> None:
    (copy,) = story.all("v_duplicates")
    assert (copy["kafka_offset"], copy["first_offset"]) == (story.again.offset, story.first.offset)
    assert (copy["event_id"], copy["agency_name"]) == (story.corrected, "马头镇")


def test_obligations_are_the_latest_revisions_and_none_that_was_withdrawn(story: Story) -> None:
    found = {o["obligation_id"].int: o for o in story.all("v_obligations")}
    assert sorted(found) == [1, 2, 10, 11, 12]
    assert (found[1]["revision"], found[1]["verdict"]) == (2, "ON_TIME")
    assert (found[2]["debtor_name"], found[1]["debtor_name"]) == ("自然资源局", "马头镇")
    still_owed = {o["obligation_id"].int for o in story.all("v_open_obligations")}
    assert still_owed == {2, 12}


def test_sharing_shows_every_same_day_duty_with_its_event_and_verdict(story: Story) -> None:
    found = {s["subject"]: s for s in story.all("v_sharing")}
    assert {subject: s["verdict"] for subject, s in found.items()} == {
        "kept": "ON_TIME",
        "late": "LATE",
        "owed": "OVERDUE",
    }
    assert (found["kept"]["event_id"], found["kept"]["event_type"]) == (
        story.corrected,
        "penalty.decided",
    )
    assert found["kept"]["delay_ms"] == 3_600_000
    assert found["owed"]["shared_at"] is None


def test_late_sharing_says_how_long_by_the_hubs_own_clock(story: Story) -> None:
    found = {s["subject"]: s for s in story.all("v_late_sharing")}
    assert {s: (f["delay_zh"], f["delay_en"]) for s, f in found.items()} == {
        "late": ("1小时30分", "1 h 30 min"),
        "owed": ("2小时0分", "2 h 0 min"),  # until the hub's time, 01:00
    }
    assert found["late"]["clause"] == "需要共享的執法信息,自形成當日及時共享"


def test_verdicts_that_were_withdrawn_or_superseded_do_not_stand(story: Story) -> None:
    assert [v["code"] for v in story.all("v_verdicts")] == ["REFERRAL_MISDIRECTED"]


def test_a_referral_shows_its_duties_the_answer_and_the_competent_agency(story: Story) -> None:
    (referral,) = story.all("v_referrals")
    shown = {
        "referral_id": "R-1",
        "from_name": "马头镇",
        "to_name": "自然资源局",
        "violation_id": "V-1",
        "discovered_at": at("23 09:00"),
        "shared_at": at("23 13:00"),
        "ys05_due_at": at("26 23:59"),
        "ys05_verdict": "ON_TIME",
        "ys06_due_at": None,
        "ys06_verdict": None,
        "ys16_due_at": at("26 23:59"),
        "ys16_status": "open",
        "ys16_verdict": "PENDING",
        "decision": "RETURNED",
        "misdirected": True,
        "competent_name": "水务局",
    }
    assert {name: referral[name] for name in shown} == shown


def test_the_pulse_sums_of_each_page_the_count_that_reaches_furthest(story: Story) -> None:
    found = {p["minute"]: p for p in story.all("v_pulse")}
    assert {m: (p["arrived"], p["duplicated"], p["overdue_change"]) for m, p in found.items()} == {
        at("23 12:00"): (0, 0, 3),
        at("24 00:50"): (4, 0, 0),
        at("24 00:59"): (7, 1, -1),
    }
    assert {p["agency_name"] for p in found.values()} == {"马头镇"}


def test_the_pulse_tells_rates_and_times_of_windows_that_end_now(story: Story) -> None:
    found = run_query(story.log.client, story.log.database, "pulse", {"by": "family"})
    shown = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    names = ("of", "window_minutes", "events", "events_a_minute", "mean_minutes", "overdue_now")
    assert [tuple(row[name] for name in names) for row in shown] == [  # it is 01:00 to the dot
        ("facts.cases", 1, 7, 7.0, None, 2),
        ("facts.cases", 15, 11, 0.73, None, 2),
        ("facts.cases", 1440, 11, 0.01, 0.8, 2),
    ]


def test_every_view_can_be_read_and_carries_a_comment_in_both_languages(story: Story) -> None:
    comments = dict(
        story.log.client.execute(
            "SELECT name, comment FROM system.tables WHERE database = %(d)s AND engine = 'View'",
            {"d": story.log.database},
        )
    )
    assert comments == {view.name: f"{view.zh} · {view.en}" for view in views()}
    for view in views():
        story.all(view.name)


def test_sharing_by_agency_counts_rates_and_times(story: Story) -> None:
    found = run_query(story.log.client, story.log.database, "sharing-by-agency")
    (row,) = found.rows
    shown = dict(zip(found.columns, row, strict=True))
    assert {k: shown[k] for k in ("agency_name", "duties", "on_time", "late", "overdue")} == {
        "agency_name": "马头镇",
        "duties": 3,
        "on_time": 1,
        "late": 1,
        "overdue": 1,
    }
    assert (shown["on_time_percent"], shown["median_minutes"]) == (33.3, 930.0)


def test_late_says_who_what_since_when_how_long_and_by_which_clause(story: Story) -> None:
    found = late(story.log.client, story.log.database)
    shown = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    assert [(s["who"], s["what"], s["state"], s["how_long"], s["clause_ref"]) for s in shown] == [
        ("马头镇", "penalty.decided owed", "逾期未履行", "2小时0分", "二(二)5"),
        ("马头镇", "penalty.decided late", "迟延履行", "1小时30分", "二(二)5"),
    ]
    since = shown[0]["since"]
    assert isinstance(since, datetime)
    assert since.isoformat() == "2026-11-23T23:00:00+08:00"


@pytest.mark.parametrize(("agency", "count"), [("马头", 2), (TOWNSHIP, 2), ("水务", 0)])
def test_late_can_be_asked_of_one_agency(story: Story, agency: str, count: int) -> None:
    assert len(late(story.log.client, story.log.database, agency=agency).rows) == count


def test_what_is_asked_for_is_bound_and_never_becomes_sql(story: Story) -> None:
    for hostile in ("' OR 1=1 --", "%(rule)s", "\\' OR 1=1 --", "{database}", "100%"):
        assert late(story.log.client, story.log.database, agency=hostile).rows == ()


@pytest.mark.parametrize("name", saved_queries())
def test_every_saved_query_runs_and_describes_itself(story: Story, name: str) -> None:
    saved = saved_queries()[name]
    assert saved.zh
    assert saved.en
    assert run_query(story.log.client, story.log.database, name).columns


def test_an_unknown_query_parameter_or_value_is_answered_with_what_there_is(story: Story) -> None:
    ask = story.log.client, story.log.database
    with pytest.raises(UnknownNameError, match=r"'nope'; there are: data-quality, .*referrals"):
        run_query(*ask, "nope")
    with pytest.raises(UnknownNameError, match="no parameter 'agncy'; it has: agency, limit"):
        run_query(*ask, "late-sharing", {"agncy": "x"})
    with pytest.raises(MisuseError, match="limit of late-sharing is a whole number, not 'ten'"):
        run_query(*ask, "late-sharing", {"limit": "ten"})


def test_a_database_that_was_never_loaded_is_said_to_be_empty(story: Story) -> None:
    with pytest.raises(ConsumerError, match="Nothing was loaded into the database nowhere yet"):
        run_query(story.log.client, "nowhere", "late")
