"""The cast is what its names say."""

from casework.models import Case
from parties.models import User


def test_every_member_of_the_cast_has_one_organisation(cast: dict[str, User]) -> None:
    staff = [user for user in cast.values() if user.kind == User.Kind.STAFF]

    assert len(staff) > 30
    assert all(user.organisation for user in staff)


def test_roles_carry_permissions_and_superusers_get_none(
    officer: User, administrator: User
) -> None:
    assert officer.may("casework.view_case")
    assert administrator.is_superuser
    assert not administrator.may("casework.view_case")
    assert Case.objects.visible_to(administrator).count() == 0
