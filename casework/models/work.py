"""Work on the case file: tasks with deadlines, saved views of lists, numbers, runs of jobs."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models.cases import Case
from parties.models import Organisation, User


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Tasks of the user's own organisation, on cases the user may know of."""
        if user.kind != User.Kind.STAFF or not user.organisation_id:
            return self.none()
        visible_case = Q(case=None) | Q(case__in=Case.objects.visible_to(user))
        return self.filter(visible_case, organisation=user.organisation_id)

    def open(self) -> Self:
        """Tasks still to be done."""
        return self.filter(done_at=None)

    def paused(self) -> Self:
        """Open tasks whose clock stands still while somebody else acts."""
        return self.open().exclude(paused_on=None)

    def locked(self) -> Self:
        """Tasks under a row lock."""
        return self.select_for_update(of=("self",))


class Task(models.Model):
    """A piece of work for one organisation and role, with a deadline in business days."""

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="tasks")
    kind = models.CharField(_("task"), max_length=40)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tasks")
    role = models.CharField(_("for role"), max_length=3)
    assignee = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="tasks")
    subject_label = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    link_name = models.CharField(max_length=60)
    link_argument = models.CharField(max_length=60, blank=True)
    opened_on = models.DateField(_("opened on"))
    due_on = models.DateField(pgettext_lazy("of a task", "due on"))
    paused_on = models.DateField(_("paused since"), null=True, blank=True)
    paused_days = models.PositiveIntegerField(_("days paused"), default=0)
    opened_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="done_tasks"
    )
    result = models.CharField(_("result"), max_length=200, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(
                fields=["organisation", "role", "due_on"],
                condition=Q(done_at=None),
                name="casework_task_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_label", "subject_id"],
                condition=Q(done_at=None) & ~Q(subject_label=""),
                name="casework_task_once_per_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case or ''}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Own views, and those colleagues share in the organisation."""
        shared = Q(is_shared=True, owner__organisation=user.organisation_id)
        return self.filter(Q(owner=user) | shared) if user.organisation_id else self.none()


class SavedView(models.Model):
    """A list with its filters under a name: an address that is worth keeping."""

    owner = models.ForeignKey(User, models.PROTECT, related_name="saved_views")
    list_name = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=500)
    is_shared = models.BooleanField(_("share with my organisation"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list_name", "name"],
                name="casework_savedview_name_once",
                violation_error_message=_("You have a view with this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """The last number given in a series and year."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="casework_numberseries_once")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class JobRun(models.Model):
    """One run of a scheduled job: when, how far, how it ended."""

    job = models.CharField(_("job"), max_length=60)
    key = models.CharField(max_length=120, unique=True)
    business_on = models.DateField(_("business date"))
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, default="running")
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")

    def __str__(self) -> str:
        return f"{self.job} {self.business_on}"
