"""Signing in at one’s own organisation, at real providers: invited once, known from then on, let in by its rules."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.portal import operations
from services.portal.model.account import Account
from services.portal.operations.identity import new_invitation
from tests.integration.house import OTHER, OURS
from tests.integration.oidc_site import HOME, OIDC, Visitor, actor, invited, portal_of, provider
from tests.servers import oidc
from tests.servers.oidc import Site, signed_in
from tests.servers.process import free_port

CODES = {"ministere": "RS256", "ours": "ES256", "other": "Ed25519"}
BOARDS = {"ministere": "ministry", "ours": str(OURS), "other": str(OTHER)}
BOARD_ROLES = (Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN)
ROLES = {"ministere": (Role.MINISTRY, Role.WAREHOUSE, Role.AUDITOR), "ours": BOARD_ROLES, "other": BOARD_ROLES}


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Site]]:
    if why := oidc.lacking():
        pytest.skip(why)
    out = f"{HOME}/portal/sign-in"
    made = {
        code: Site(free_port(), f"reserve-{code}", "shared by the two", f"{HOME}{OIDC}/{code}/callback", out, alg)
        for code, alg in CODES.items()
    }
    with oidc.providers(list(made.values())):
        yield made


@pytest.fixture(scope="module")
def portal(database_kind: str, sites: dict[str, Site], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    said = [provider(code, site.issuer, BOARDS[code], ROLES[code]) for code, site in sites.items()]
    running = portal_of(tmp_path_factory.mktemp("oidc"), *said)
    yield running
    running.database.close()


def back(visitor: Visitor, code: str, login: str, amr: str = "", further: str = "/portal/account"):
    """The portal's answer to a browser whose person signed in at a provider."""
    return visitor.come_back(signed_in(visitor.sent_to(code, further), HOME, login, amr))


@pytest.mark.parametrize("code", ["ours", "other"])
def test_somebody_is_invited_once_and_known_from_then_on(portal: Running, code: str) -> None:
    board = BoardCode(BOARDS[code])
    invitation = invited(portal, f"first.{code}", Role.BOARD_MANAGER, board)
    visitor = Visitor(portal)
    unknown = back(visitor, code, "marie", further="/portal/users?x=1")
    assert (unknown.status_code, unknown.location) == (303, "/portal/invitation?next=%2Fportal%2Fusers%3Fx%3D1")
    assert visitor.person is None
    asked = visitor.client.get(unknown.location)
    assert f"Organisme {code}" in asked.text
    assert "gestionnaire" in asked.text
    linked = visitor.type_code(invitation.lower().replace("-", " "), "/portal/users?x=1")
    assert (linked.status_code, linked.location) == (303, "/portal/users?x=1")
    assert (visitor.person.actor, visitor.person.board) == (actor(portal, f"first.{code}"), board)
    assert visitor.client.get("/portal/account").status_code == 200

    again = Visitor(portal)
    known = back(again, code, "marie")
    assert (known.status_code, known.location) == (303, "/portal/account")
    assert again.person.actor == visitor.person.actor
    assert again.person.session != visitor.person.session

    stranger = Visitor(portal)
    assert back(stranger, code, "paul").location.startswith("/portal/invitation")
    used = stranger.type_code(invitation)
    assert used.status_code == 403
    assert "Ce code n’est pas bon" in used.text
    assert stranger.person is None


def test_the_same_subject_at_two_providers_is_two_people(portal: Running) -> None:
    people = {}
    for code in ("ours", "other"):
        visitor = Visitor(portal)
        back(visitor, code, "same")
        visitor.type_code(invited(portal, f"same.{code}", Role.BOARD_TECHNICIAN, BoardCode(BOARDS[code])))
        people[code] = visitor.person
    assert people["ours"].actor != people["other"].actor
    assert [people[code].board for code in people] == [OURS, OTHER]


def test_a_board_is_its_providers_and_no_invitation_leads_into_another(portal: Running) -> None:
    visitor = Visitor(portal)
    code = invited(portal, "astray", Role.BOARD_MANAGER, OTHER)
    back(visitor, "ours", "astray")
    refused = visitor.type_code(code)
    assert refused.status_code == 403
    assert "n’est pas ouvert par" in refused.text
    assert visitor.person is None
    # What was refused is still good for whoever it is for.
    right = Visitor(portal)
    back(right, "other", "astray")
    assert right.type_code(code).status_code == 303


def test_the_ministrys_roles_come_in_with_a_second_factor_alone(portal: Running) -> None:
    code = invited(portal, "mia", Role.MINISTRY)
    weak = Visitor(portal)
    back(weak, "ministere", "mia")
    refused = weak.type_code(code)
    assert refused.status_code == 403
    assert "second facteur" in refused.text
    strong = Visitor(portal)
    back(strong, "ministere", "mia", amr="pwd mfa")
    assert strong.type_code(code).status_code == 303
    assert strong.person.role is Role.MINISTRY
    later = Visitor(portal)
    refused = back(later, "ministere", "mia")
    assert (refused.status_code, later.person) == (403, None)
    # A clerk of the warehouse comes in by the same provider without one.
    clerk = Visitor(portal)
    back(clerk, "ministere", "cleo")
    assert clerk.type_code(invited(portal, "cleo", Role.WAREHOUSE)).status_code == 303


def test_a_role_that_a_provider_does_not_give_stays_out(portal: Running) -> None:
    visitor = Visitor(portal)
    back(visitor, "ministere", "pia", amr="mfa")
    assert visitor.type_code(invited(portal, "pia", Role.PRIVACY)).status_code == 403


def test_a_closed_account_lets_nobody_in_and_an_erased_one_is_known_no_more(portal: Running) -> None:
    visitor = Visitor(portal)
    back(visitor, "ours", "gone")
    visitor.type_code(invited(portal, "gone", Role.BOARD_TECHNICIAN, OURS))
    who = visitor.person.actor
    with portal.database.writing(Act("operator:tests", now())) as session:
        session.get_one(Account, who).close()
    refused = back(Visitor(portal), "ours", "gone")
    assert refused.status_code == 403
    assert "Ce compte est fermé." in refused.text
    with portal.database.writing(Act("operator:tests", now())) as session:
        operations.erase_person(session, who)
    assert back(Visitor(portal), "ours", "gone").location.startswith("/portal/invitation")


def test_one_person_has_one_account_and_a_new_code_ends_the_one_before(portal: Running) -> None:
    visitor = Visitor(portal)
    first = invited(portal, "twice", Role.BOARD_TECHNICIAN, OURS)
    with portal.database.writing(Act("operator:tests", now())) as session:
        second = new_invitation(session, session.get_one(Account, actor(portal, "twice")))
    back(visitor, "ours", "twice")
    assert visitor.type_code(first).status_code == 403
    proof = visitor.client.get_cookie("reserve_proof", path="/portal/invitation").value
    assert visitor.type_code(second).status_code == 303
    visitor.client.set_cookie("reserve_proof", proof, path="/portal/invitation")
    taken = visitor.type_code(invited(portal, "twice.more", Role.BOARD_TECHNICIAN, OURS))
    assert (taken.status_code, "a déjà un compte" in taken.text) == (409, True)


def test_signing_out_here_leads_to_signing_out_there(portal: Running, sites: dict[str, Site]) -> None:
    visitor = Visitor(portal)
    back(visitor, "ours", "leaver")
    visitor.type_code(invited(portal, "leaver", Role.BOARD_TECHNICIAN, OURS))
    out = visitor.client.post("/portal/sign-out", data={"csrf": visitor.person.csrf})
    assert (out.status_code, out.location) == (303, "/portal/signed-out?by=ours")
    assert visitor.person is None
    told = visitor.client.get(out.location).text
    assert f'href="{OIDC}/ours/sign-out"' in told
    there = urlsplit(visitor.client.get(f"{OIDC}/ours/sign-out").location)
    asked = {"client_id": ["reserve-ours"], "post_logout_redirect_uri": [f"{HOME}/portal/sign-in"]}
    assert (f"{there.scheme}://{there.netloc}", parse_qs(there.query)) == (sites["ours"].issuer, asked)


def test_what_a_provider_is_asked_holds_state_nonce_and_a_challenge(portal: Running) -> None:
    first, second = (parse_qs(urlsplit(Visitor(portal).sent_to("ours", "//evil.example/x")).query) for _ in range(2))
    assert first["code_challenge_method"] == ["S256"]
    assert (first["scope"], first["response_type"], first["max_age"]) == (["openid"], ["code"], ["43200"])
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) == 43
        assert first[name] != second[name]


def test_nobody_is_sent_on_to_another_site(portal: Running) -> None:
    visitor = Visitor(portal)
    back(visitor, "other", "elsewhere", further="//evil.example/x")
    code = invited(portal, "elsewhere", Role.BOARD_TECHNICIAN, OTHER)
    assert visitor.type_code(code, "https://evil.example").location == "/portal/"


def test_an_answer_of_another_browser_or_provider_is_refused(portal: Running) -> None:
    mine, theirs = Visitor(portal), Visitor(portal)
    answer = signed_in(mine.sent_to("ours"), HOME, "mallory")
    theirs.sent_to("ours")
    swapped = mine.come_back(answer.replace("/ours/", "/other/"))
    other = answer.split("iss=")[0] + "iss=http%3A%2F%2F127.0.0.1%3A1"
    unsaid = answer.split("&iss=")[0]
    assert "iss=" in answer
    for visitor, address in ((theirs, answer), (Visitor(portal), answer), (mine, other), (mine, unsaid)):
        refused = visitor.come_back(address)
        assert (refused.status_code, visitor.person) == (403, None)
    assert swapped.status_code == 403
    # Untouched, it is good once.
    assert mine.come_back(answer).location.startswith("/portal/invitation")
    assert mine.come_back(answer).status_code == 403


def test_whoever_opens_an_account_hands_over_an_invitation_and_makes_new_ones(portal: Running) -> None:
    visitor = Visitor(portal)
    back(visitor, "ours", "anouk")
    visitor.type_code(invited(portal, "anouk", Role.BOARD_MANAGER, OURS))
    form = {"csrf": visitor.person.csrf, "login": "tech.new", "name": "Camille Roy", "role": "board_technician"}
    opened = visitor.client.post("/portal/users/open", data=form)
    assert "Invitation de tech.new" in opened.text
    who = actor(portal, "tech.new")
    assert "Créer une invitation" in visitor.client.get(f"/portal/users/{who}").text
    made = visitor.client.post(f"/portal/users/{who}/invitation", data={"csrf": visitor.person.csrf})
    assert made.status_code == 200
    first, second = (re.search(r"<code>(.+?)</code>", one.text)[1] for one in (opened, made))
    technician = Visitor(portal)
    back(technician, "ours", "camille")
    assert technician.type_code(first).status_code == 403
    assert technician.type_code(second).status_code == 303
    shown = visitor.client.get(f"/portal/users/{who}").text
    assert "Ouvert par" in shown
    changes = visitor.client.get("/portal/users/changes").text
    assert "Invitation créée" in changes
    assert "Invitation utilisée" in changes


def test_a_first_password_that_somebody_else_knows_ends_with_the_invitation(portal: Running) -> None:
    code = invited(portal, "both", Role.BOARD_TECHNICIAN, OURS)
    with portal.database.writing(Act("operator:tests", now())) as session:
        session.get_one(Account, actor(portal, "both")).first = True
    visitor, sent = Visitor(portal), {"login": "both", "password": "correct horse battery"}
    assert visitor.client.post("/portal/api/v1/sign-in", json=sent).json["code"] == "password.first"
    back(visitor, "ours", "both")
    assert visitor.type_code(code).status_code == 303
    assert visitor.client.post("/portal/api/v1/sign-in", json=sent).json["code"] == "sign_in.wrong"
