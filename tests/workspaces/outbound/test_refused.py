"""S8: no address somebody types leads into our own network. A real trap listens all the time."""

import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network

import pytest
from pytest_django import Settings

from tests.workspaces.outbound.receivers import Receiver, Trap, receiver, trap
from workspaces.outbound import AddressRefusedError, NameUnknownError, check_address, send
from workspaces.outbound.networks import is_public

FORMS = [
    # this machine, in every spelling somebody has used
    "http://127.0.0.1:{port}/",
    "http://127.0.0.2:{port}/",
    "http://127.255.255.254:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://localhost.localdomain:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0x7f.1:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://127.0.0.01:{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://127。0。0。1:{port}/",
    "http://１２７.0.0.1:{port}/",
    "http://ⓛocalhost:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[::1%25lo]:{port}/",
    "http://[::1%lo]:{port}/",
    # translations of IPv4 into IPv6
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[2001:0:7f00:1::]:{port}/",
    # neighbours
    "http://10.0.0.1:{port}/",
    "http://172.16.0.1:{port}/",
    "http://172.31.255.255:{port}/",
    "http://192.168.1.1:{port}/",
    "http://100.64.0.1:{port}/",
    "http://198.18.0.1/",
    "http://[fd00::1]:{port}/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[fc00::1]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://[fec0::1]:{port}/",
    # metadata of clouds
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials/",
    "http://100.100.100.200/",
    "http://192.0.0.192/opc/v1/",
    "http://168.63.129.16/machine/",
    # nobody, everybody, later
    "http://192.0.2.1/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    # other ways to say another host than the one that is read
    "http://example.org@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@example.org/",
    "http://user:secret@example.org/",
    "http://127.0.0.1:{port}\\@example.org/",
    "http://example.org\\.127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@example.org/",
    "http://[127.0.0.1]:{port}/",
    "http://127.0.0.1 .example.org:{port}/",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1:{port}\r\nHost: example.org/",
    "http:///127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}",
    # other services than the web
    "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_",
    "dict://127.0.0.1:{port}/",
    "unix:///var/run/docker.sock",
    "http://example.org:22/",
    "http://example.org:25/",
    "http://example.org:6379/",
    "http://example.org:5432/",
    "http://example.org:65536/",
    "http://example.org:/",
    "",
]


def test_it_works(names: Callable[..., list[str]], loopback_trap: Trap, settings: Settings) -> None:
    names("shop.example", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
    assert check_address("https://shop.example:8443/hook?a=1").authority == "shop.example:8443"
    assert loopback_trap.accepted == 0


def test_there_are_forms_enough() -> None:
    assert len(set(FORMS)) >= 40


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_an_inner_address_is_refused_and_nothing_called(
    form: str, loopback_trap: Trap, names: Callable[..., list[str]]
) -> None:
    for name in ("localhost", "LOCALHOST", "localhost.localdomain"):
        names(name, ["127.0.0.1", "::1"])
    names("example.org", ["93.184.216.34"])
    url = form.format(port=loopback_trap.port)
    with pytest.raises(AddressRefusedError):
        send(url, method="POST", body=b"{}", total_seconds=2)
    time.sleep(0.01)
    assert loopback_trap.accepted == 0


def test_the_trap_catches_whoever_comes(loopback_trap: Trap, own_network: None) -> None:
    """Else an empty trap would say nothing."""
    with pytest.raises(Exception, match="hung up"):
        send(f"http://127.0.0.1:{loopback_trap.port}/")
    assert loopback_trap.accepted == 1


@pytest.mark.parametrize(
    "answer",
    [["127.0.0.1"], ["::1"], ["93.184.216.34", "127.0.0.1"], ["10.0.0.5", "93.184.216.34"]],
    ids=str,
)
def test_a_name_that_leads_inside_is_refused(
    answer: list[str], names: Callable[..., list[str]], loopback_trap: Trap
) -> None:
    names("evil.example", answer)
    with pytest.raises(AddressRefusedError, match="private or reserved") as refusal:
        send(f"http://evil.example:{loopback_trap.port}/", method="POST")
    assert loopback_trap.accepted == 0
    assert not any(text in str(refusal.value) for text in answer), "It tells no inner address."


def test_a_name_that_changes_its_mind_gains_nothing(
    settings: Settings, names: Callable[..., list[str]]
) -> None:
    """Rebinding: allowed when checked, inside a moment later. It is asked once."""
    settings.OUTBOUND_ALLOWED_NETWORKS = [ip_network("127.0.0.1/32")]
    with receiver() as found, trap("127.0.0.2", found.port) as inside:
        asked = names("rebind.example", ["127.0.0.1"], ["127.0.0.2"])
        assert send(f"http://rebind.example:{found.port}/").text == "thanks"
        assert asked.count("rebind.example") == 1
        with pytest.raises(AddressRefusedError):  # the second answer, when asked anew
            send(f"http://rebind.example:{found.port}/")
        assert (len(found.seen), inside.accepted) == (1, 0)


def test_a_redirect_is_not_followed(local_receiver: Receiver, loopback_trap: Trap) -> None:
    for status in (301, 302, 303, 307, 308):
        local_receiver.status = status
        local_receiver.extra = {"Location": f"http://127.0.0.1:{loopback_trap.port}/inside"}
        answer = send(local_receiver.url(), method="POST", body=b"{}")
        assert answer.status == status and not answer.is_success
    assert loopback_trap.accepted == 0


def test_a_proxy_of_the_environment_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, local_receiver: Receiver, loopback_trap: Trap
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{loopback_trap.port}")
    assert send(local_receiver.url()).is_success
    assert loopback_trap.accepted == 0


def test_a_name_nobody_knows_says_so(names: Callable[..., list[str]]) -> None:
    with pytest.raises(NameUnknownError, match=r"nowhere\.example is not known"):
        send("https://nowhere.example/")


def test_the_allowed_network_is_all_that_opens(
    own_network: None, names: Callable[..., list[str]]
) -> None:
    names("localhost", ["127.0.0.1", "::1"])
    for url in (
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
    ):
        with pytest.raises(AddressRefusedError, match="private or reserved"):
            check_address(url)
    assert check_address("http://127.0.0.1:8080/").port == 8080


def test_without_debug_only_encrypted_unless_allowed(
    settings: Settings, names: Callable[..., list[str]]
) -> None:
    settings.DEBUG = False
    names("shop.example", ["93.184.216.34"])
    with pytest.raises(AddressRefusedError, match="Use https://"):
        check_address("http://shop.example/")
    assert check_address("https://shop.example/").is_encrypted
    settings.OUTBOUND_ALLOWED_NETWORKS = [ip_network("10.1.2.0/24")]
    assert not check_address("http://10.1.2.3:11434/").is_encrypted


@pytest.mark.parametrize("text", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "2a00::1"])
def test_the_public_internet_is_reached(text: str) -> None:
    assert is_public(ip_address(text))
