"""What the people of the demo read: the messages of the past went out, most were opened."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casework.models import Notice

SHANGHAI = ZoneInfo("Asia/Shanghai")
# When invented people look at their phones, in hours after a message of nine o'clock.
READ_AFTER_HOURS = (0, 3, 4, 10, 10, 11, 12)
READERS = 7
OF_TEN = 10


def read_in_the_past(until: date) -> None:
    """Let the messages before a day have gone out on their days, and seven of ten be read."""
    past = list(Notice.objects.queued().filter(send_on__lt=until).exclude(kind="one_time_code"))
    for notice in past:
        sent_at = datetime.combine(notice.send_on, time(9, notice.pk % 60), SHANGHAI)
        notice.sent_at, notice.attempts = sent_at, 1
        notice.state = Notice.State.SENT
        if notice.pk % OF_TEN < READERS:
            hours = READ_AFTER_HOURS[notice.pk % len(READ_AFTER_HOURS)]
            notice.read_at = sent_at + timedelta(hours=hours, minutes=notice.pk % 50)
            notice.state = Notice.State.READ
        elif notice.channel == Notice.Channel.SMS:
            notice.delivered_at = sent_at + timedelta(seconds=20)
            notice.state = Notice.State.DELIVERED
    told = ["sent_at", "attempts", "state", "read_at", "delivered_at"]
    Notice.objects.bulk_update(past, told, batch_size=500)
