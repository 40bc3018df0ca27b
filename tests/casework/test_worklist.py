"""S-058: the worklist, its counts, and handing work over."""

from datetime import date

import pytest
from django.test import Client

from casework.models import SavedView, Task
from parties.models import AuditEntry, Person, User
from tests.casework.conftest import a_case, a_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(programme, bank_a, officer, today) -> list[Task]:
    """Seven files: two overdue, one due today, four later; the first two are the officer's."""
    tasks = []
    due = [date(2026, 2, 25), date(2026, 2, 27), today, *[date(2026, 3, 9)] * 4]
    for place, due_on in enumerate(due):
        person = Person.objects.create(name=f"客户{place}", phone=f"1390000333{place}")
        borrower = User.objects.create(username=f"c{place}", kind="applicant", person=person)
        opened_on = date(2026, 2, 20)
        case = a_case(programme, bank=bank_a, borrower=borrower, actor=officer, on=opened_on)
        tasks.append(a_task(case, due_on=due_on, assignee=officer if place < 2 else None))
    return tasks


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    """The officer's browser without scripts."""
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def count_of(client: Client, query: str) -> int:
    count: int = client.get(f"/work/?{query}").context["list"].count
    return count


@pytest.mark.row("S-058")
def test_list_and_badge_agree_on_mine_and_overdue(desk: Client, files: list[Task]) -> None:
    tiles = {tile.url: tile.value for tile in desk.get("/work/").context["tiles"]}

    assert tiles["/work/?overdue=1"] == count_of(desk, "overdue=1") == 2
    assert tiles["/work/?mine=1"] == count_of(desk, "mine=1") == 2
    assert tiles["/work/?unassigned=1"] == count_of(desk, "unassigned=1") == 5
    assert tiles["/work/?today=1"] == count_of(desk, "today=1") == 1
    assert tiles["/work/"] == count_of(desk, "") == 7
    assert count_of(desk, "mine=1&overdue=1") == 2


@pytest.mark.row("S-058")
def test_five_files_go_to_a_colleague_at_once(
    desk: Client, files: list[Task], officer: User, second_officer: User
) -> None:
    chosen = [str(task.pk) for task in files[2:]]

    answer = desk.post("/work/hand-over/", {"selected": chosen, "assignee": second_officer.pk})

    assert [result.refusal for result in answer.context["results"]] == [None] * 5
    assert Task.objects.filter(assignee=second_officer).count() == 5
    assert AuditEntry.objects.filter(act="casework.assign_task", actor=officer).count() == 5
    assert count_of(desk, f"person={second_officer.pk}") == 5
    desk.force_login(second_officer, backend="django.contrib.auth.backends.ModelBackend")
    assert count_of(desk, "mine=1") == 5


def test_a_refused_row_does_not_stop_the_others(
    desk: Client, files: list[Task], second_officer: User, officer: User
) -> None:
    chosen = [str(task.pk) for task in files[2:4]]
    Task.objects.filter(pk=files[2].pk).update(role="BMG", assignee=officer)

    answer = desk.post("/work/hand-over/", {"selected": chosen, "assignee": second_officer.pk})

    assert [bool(result.refusal) for result in answer.context["results"]] == [True, False]
    assert Task.objects.get(pk=files[2].pk).assignee == officer


def test_only_colleagues_can_be_chosen(desk: Client, files: list[Task], stranger: User) -> None:
    answer = desk.post("/work/hand-over/", {"selected": [files[2].pk], "assignee": stranger.pk})

    assert answer.context["form"].errors["assignee"]
    assert Task.objects.get(pk=files[2].pk).assignee is None


def test_a_stranger_sees_none_of_it(client: Client, files: list[Task], stranger: User) -> None:
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")

    assert count_of(client, "") == 0
    client.post("/work/hand-over/", {"selected": [files[0].pk], "assignee": stranger.pk})
    assert Task.objects.get(pk=files[0].pk).assignee != stranger


def test_queries_do_not_grow_with_the_list(
    desk: Client, files: list[Task], django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(30):
        desk.get("/work/")


def test_a_shared_view_is_offered_to_colleagues_only(
    desk: Client, files: list[Task], second_officer: User, stranger: User
) -> None:
    desk.post("/views/worklist/", {"name": "逾期", "query": "overdue=1", "is_shared": "on"})
    view = SavedView.objects.get()

    desk.force_login(second_officer, backend="django.contrib.auth.backends.ModelBackend")
    assert list(desk.get("/work/").context["views"]) == [view]
    assert desk.post(f"/views/{view.pk}/forget/").status_code == 404
    desk.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert list(desk.get("/work/").context["views"]) == []
