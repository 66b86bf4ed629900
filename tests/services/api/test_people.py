"""Two people on one server: each their own inbox, and leave to write to the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from jupyter_notifications.errors import InvalidInput
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import NOTIFICATION_SCHEMA_ID

from ...api_client import Api
from ...conftest import server_config
from ...people import ALICE, BOB, RecordingAuthorizer
from .conftest import two_people


def event(**data: Any) -> dict[str, Any]:
    """A notification as an event."""
    return {"schema_id": NOTIFICATION_SCHEMA_ID, "version": "1", "data": {"title": "t", **data}}


class TestApart:
    """As it is without any setting."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, authorizer: type[RecordingAuthorizer]) -> Config:
        return two_people(db_path)

    async def test_each_has_their_own_inbox(self, api: Api) -> None:
        sent = await api.post("for myself", token=ALICE)
        assert sent["sender"] == "alice"
        await api.post("named", recipients=["alice"], token=ALICE)
        assert await api.titles(token=ALICE) == ["named", "for myself"]
        assert await api.titles(token=BOB) == []
        assert (await api("DELETE", "/api/notifications", token=BOB)).json["changed"] == 0
        assert len(await api.titles(token=ALICE)) == 2

    @pytest.mark.parametrize(
        "recipients", [["bob"], ["*"], ["alice", "bob"], ["nobody"], ["Alice"], ["A. Person"]]
    )
    async def test_others_are_out_of_reach(
        self, api: Api, recipients: list[str], authorizer: type[RecordingAuthorizer]
    ) -> None:
        body = {"title": "t", "recipients": recipients}
        assert (await api("POST", "/api/notifications", body, token=ALICE)).status == 403
        assert (await api("POST", "/api/events", event(recipients=recipients), token=ALICE)).status == 403
        batch = await api("POST", "/api/events", [event(recipients=recipients), event()], token=ALICE)
        assert [item["status"] for item in batch.json][:1] == [403]
        assert await api.titles(token=BOB) == []
        assert await api.titles(token=ALICE) == ["t"], "the batch's own item"

    async def test_nobody_says_who_they_are(self, api: Api) -> None:
        for body in ({"title": "t", "sender": "bob"}, {"title": "t", "sender": "alice"}):
            answer = await api("POST", "/api/notifications", body, token=ALICE)
            assert (answer.status, answer.paths) == (400, ["/sender"])

    async def test_code_in_the_server_names_whom_it_means(
        self, api: Api, extension: NotificationsExtension
    ) -> None:
        with pytest.raises(InvalidInput) as caught:
            await extension.manager.notify("to whom?")
        assert [error.path for error in caught.value.errors] == ["/recipients"]
        result = await extension.manager.notify("kernel died", recipients=["bob"], type="error")
        assert (result.posted.recipients, result.own) == (1, False)
        assert await api.titles(token=BOB) == ["kernel died"]
        assert "sender" not in (await api.inbox(token=BOB))["items"][0]
        assert await api.titles(token=ALICE) == []


class TestTogether:
    """With ``allow_to_others``."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, authorizer: type[RecordingAuthorizer]) -> Config:
        return two_people(db_path, allow_to_others=True)

    async def test_a_letter(self, api: Api, authorizer: type[RecordingAuthorizer]) -> None:
        answer = await api(
            "POST", "/api/notifications", {"title": "lunch?", "recipients": ["bob"]}, token=ALICE
        )
        assert (answer.status, answer.json["recipients"]) == (201, 1)
        assert "Location" not in answer.headers
        assert ("alice", "write", "notifications-others") in authorizer.asked
        assert (await api("GET", f"/api/notifications/{answer.json['id']}", token=ALICE)).status == 404
        [got] = (await api.inbox(token=BOB))["items"]
        assert (got["title"], got["sender"], got["id"]) == ("lunch?", "alice", answer.json["id"])
        assert "recipients" not in got, "who else got it is not said"

    async def test_the_authorizer_has_the_last_word(
        self, api: Api, authorizer: type[RecordingAuthorizer]
    ) -> None:
        authorizer.refused = {("write", "notifications-others")}
        for recipients in (["bob"], ["*"], ["alice", "bob"]):
            body = {"title": "t", "recipients": recipients}
            assert (await api("POST", "/api/notifications", body, token=ALICE)).status == 403
            assert (await api("POST", "/api/events", event(recipients=recipients), token=ALICE)).status == 403
        assert await api.titles(token=BOB) == []
        await api.post("own", token=ALICE)

    async def test_a_broadcast_is_everyones_own(self, api: Api) -> None:
        for token in (ALICE, BOB):
            await api.inbox(token=token)
        sent = await api.post("maintenance at noon", recipients=["*"], token=ALICE)
        assert sent["title"] == "maintenance at noon", "alice is among everyone"
        assert (await api.inbox(token=BOB))["unread"] == 1
        one = f"/api/notifications/{sent['id']}"
        await api("PATCH", one, {"read": True}, token=BOB)
        assert (await api.inbox(token=BOB))["unread"] == 0
        assert (await api.inbox(token=ALICE))["unread"] == 1, "each reads for themselves"
        assert (await api("DELETE", one, token=BOB)).status == 204
        assert await api.titles(token=BOB, state="all") == []
        assert await api.titles(token=ALICE) == ["maintenance at noon"]

    async def test_what_was_said_before_ones_time_is_read(self, api: Api) -> None:
        await api.post("old news", recipients=["*"], token=ALICE)
        first = await api.inbox(token=BOB)
        assert (first["unread"], [item["read"] for item in first["items"]]) == (0, [True])
        await api.post("news", recipients=["*"], token=ALICE)
        assert (await api.inbox(token=BOB))["unread"] == 1

    async def test_keys_and_event_ids_are_each_senders_own(self, api: Api) -> None:
        content = {"source": "s", "key": "k", "event_id": "e", "recipients": ["bob"]}
        await api.post("from alice", token=ALICE, **content)
        await api.post("from bob", token=BOB, **content)
        assert sorted(await api.titles(token=BOB)) == ["from alice", "from bob"]


class TestOneOwnerByTrait:
    """A provider that knows people, told that they are one."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, authorizer: type[RecordingAuthorizer]) -> Config:
        return two_people(db_path, inbox="owner")

    async def test_all_share_one_inbox(self, api: Api) -> None:
        sent = await api.post("from alice", token=ALICE)
        assert "sender" not in sent
        assert await api.titles(token=BOB) == ["from alice"]


class TestStock:
    """A stock server, where there is nobody else."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path) -> Config:
        return server_config(db_path)

    async def test_everyone_is_the_owner(self, api: Api) -> None:
        sent = await api.post("t", recipients=["*"])
        assert sent["title"] == "t"
        assert (await api.inbox())["unread"] == 1

    async def test_there_is_no_name_to_write_to(self, api: Api) -> None:
        for recipients in (["owner"], ["alice"]):
            answer = await api("POST", "/api/notifications", {"title": "t", "recipients": recipients})
            assert (answer.status, answer.paths) == (400, ["/recipients"])

    async def test_code_in_the_server_reaches_the_owner(
        self, api: Api, extension: NotificationsExtension
    ) -> None:
        result = await extension.manager.notify("hello", event_id="e")
        assert result.own
        assert (await extension.manager.notify("again", event_id="e")).posted.outcome == "duplicate"
        assert await api.titles() == ["hello"]
