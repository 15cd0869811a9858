"""What colleagues do on the pages of the desk, each act from its first click to its answer.

`page` is a browser page whose base is the staff site, as the fixtures `browse` and `sit_down`
give it.
"""

from datetime import timedelta

from django.utils import timezone

from campaigns import brief
from tests.doors import give_code


def is_told(page, words: str) -> None:
    """The desk answers with these words."""
    page.locator(".messagelist", has_text=words).wait_for()


def open_from_desk(page, section: str, title: str) -> None:
    """Go to the first page and open what waits there under this heading."""
    page.goto("")
    page.get_by_role("region", name=section).get_by_role("link", name=title).click()


# --- coming in ---


def invite(page, *, email: str, work_name: str, role: str) -> None:
    page.goto("accounts/invitation/")
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Work name").fill(work_name)
    page.get_by_role("radio", name=role).check()
    page.get_by_role("button", name="Invite").click()
    is_told(page, "Invited. The letter is on its way.")


def accept(page, link: str, *, email: str, password: str) -> None:
    """From the link of the letter to the log-in, and in; a second factor is still missing."""
    page.goto(link)
    page.get_by_label("New password").fill(password)
    page.get_by_label("The same once more").fill(password)
    page.get_by_role("button", name="Accept").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("A password alone opens nothing.").wait_for()


def allow_codes(page, work_name: str) -> None:
    """Record of a colleague that codes of an app open the desk to them."""
    page.goto("accounts/user/")
    page.get_by_role("link", name=work_name).click()
    page.get_by_label("May log in with codes").check()
    page.get_by_role("button", name="Save", exact=True).click()
    is_told(page, work_name)


def set_up_codes(page) -> None:
    """Set up an app; its code opens the desk."""
    page.reload()
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("#codes-key").inner_text()
    give_code(page, secret, "Set up")
    give_code(page, secret, "Go on")
    page.get_by_role("link", name="I have written them down").click()
    page.get_by_role("heading", name="Your desk").wait_for()


# --- writing ---


def box(page, name: str):
    """The English box of a text that is written in several languages."""
    return page.get_by_role("group", name=name, exact=True).get_by_role("textbox", name="English")


def answer_checklist(page) -> None:
    for question in brief.QUESTIONS:
        page.get_by_label(str(question.text)).fill("We know.")


def record_consent(page) -> None:
    """From the page of a draft that only lacks it, to what the hero agreed to, and back."""
    page.get_by_role("link", name="consent is not recorded").click()
    page.get_by_role("heading", name="Consent", exact=True, level=1).wait_for()
    page.get_by_role("radio", name="named, with consent").check()
    page.get_by_role("radio", name="in person").check()
    today = timezone.now().date()
    page.get_by_label("Day they agreed").fill(today.isoformat())
    page.get_by_label("Holds until").fill((today + timedelta(days=200)).isoformat())
    page.get_by_role("button", name="Record it").click()
    is_told(page, "Recorded.")


def send_without_consent(page) -> None:
    """Try to; what the hero agreed to is asked for, and recorded."""
    # The page before may have said the same already.
    with page.expect_navigation():
        page.get_by_role("button", name="Send to review").click()
    is_told(page, "Saved, but not sent")
    record_consent(page)


def send(page) -> None:
    """Send to review what is on the page, a campaign or news."""
    page.get_by_role("button", name="Send to review").click()
    is_told(page, "Another person reads it now")


# --- reviewing ---


def ask_for_changes(page, reason: str) -> None:
    page.get_by_label("Note to the author").fill(reason)
    page.get_by_role("button", name="Request changes").click()
    is_told(page, "Sent back.")


def check_everything(page) -> None:
    """Answer every finding, none of them serious, and tick every box of the checklist."""
    for finding in page.locator(".answer").all():
        finding.get_by_role("radio", name="May stay, because").check()
        finding.get_by_role("textbox").fill("It fits thousands of people.")
    for tick in page.locator(".field-checklist").get_by_role("checkbox").all():
        tick.check()


def approve(page) -> None:
    check_everything(page)
    page.get_by_role("button", name="Approve and publish").click()
    is_told(page, "Approved. It is public now.")


def approve_for_later(page, day, clock: str) -> None:
    """Approve for this day, at this time of day by the clocks of the campaign."""
    check_everything(page)
    page.get_by_text("Publish later").click()
    page.get_by_label("Day", exact=True).fill(day.isoformat())
    page.get_by_label("Time", exact=True).fill(clock)
    page.get_by_role("button", name="Approve for later").click()
    is_told(page, "It goes public at its time")


def share(page) -> str:
    """Make a link for somebody outside to the revision on the page; gives its address."""
    review = page.url
    page.get_by_role("link", name="Links for people outside").click()
    page.get_by_role("button", name="Make a link").click()
    address = page.locator("a.address").get_attribute("href")
    page.goto(review)
    return address
