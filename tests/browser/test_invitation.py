"""From a letter to a seat at the table: invited, signed up, accepted, there."""

import re
from collections.abc import Callable

from django.core import mail
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.conftest import Cast
from workspaces.invitations import invite
from workspaces.models import Membership

Visit = Callable[[str], Page]


def test_somebody_without_an_account_comes_in(visit: Visit, page: Page, cast: Cast) -> None:
    invite(access=cast.access, email="ann@example.org", role="editor").send()
    link = re.search(r"/invitations/\S+/", str(mail.outbox[-1].body))
    assert link is not None
    visit(link[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Tea and Sons asks you in")
    assert link[0] not in page.url, "the link does not stay in the address bar"
    assert_accessible(page)
    page.get_by_role("link", name="Make an account").click()
    expect(page.get_by_label("Email")).to_have_value("ann@example.org")
    page.get_by_label("Password").fill("a long and quiet pot")
    page.get_by_role("button", name="Make an account").click()
    page.get_by_role("button", name="Go in").click()
    expect(page.get_by_text("You belong to Tea and Sons now.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("What should you do next?")
    member = Membership.objects.get(workspace=cast.workspace, user__email="ann@example.org")
    assert member.role == "editor"
