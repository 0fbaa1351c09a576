"""What comes in and goes out at the portal's door."""

from pydantic import Field

from services.chassis.web.shapes import Answer, Body
from services.portal.model.password import LONGEST_PASSWORD

LOGIN = 80


class Credentials(Body):
    login: str = Field(min_length=1, max_length=LOGIN)
    password: str = Field(min_length=1, max_length=LONGEST_PASSWORD)


class SignInForm(Body):
    """The form of the sign-in page. `next` is where the person was going."""

    login: str = Field("", max_length=LOGIN)
    password: str = Field("", max_length=LONGEST_PASSWORD)
    next: str = Field("", max_length=2000)


class PasswordForm(SignInForm):
    """The form of another password, typed twice. On a page of somebody who is signed in it carries his session's value,
    as every form there does; the present password says more."""

    chosen: str = Field("", max_length=LONGEST_PASSWORD)
    again: str = Field("", max_length=LONGEST_PASSWORD)
    csrf: str = Field("", max_length=80)


class InvitationForm(Body):
    """The code of an invitation, as it was typed."""

    code: str = Field("", max_length=60)
    next: str = Field("", max_length=2000)


class Key(Body):
    """A station's key and who works at it: an id of the site's own, never a name."""

    key: str = Field(max_length=200)
    operator: str = Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")


class Token(Answer):
    """A bearer token, good for `expires_in` seconds."""

    token: str
    expires_in: int


class Identity(Token):
    actor: str
    role: str
    board: str | None


class Renewed(Answer):
    """Who is signed in, and the value that their forms carry; the token itself is in a cookie, for `expires_in` s."""

    actor: str
    role: str
    board: str | None
    csrf: str
    expires_in: int
