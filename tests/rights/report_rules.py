"""Who may do what with a report, and when: the rules as tables, written from the domain model.

The report is the school's, of a month; above it stand the district and the city. An answer follows in this order:

    404  the person may not see the school; also for everything that is not there
    403  she sees it, but the action is not hers (`PEOPLE`)
    409  the action is hers, but not as the report stands (`STATES`)
    ok   it is done, and leaves a trace; any other answer leaves none

"own" in `PEOPLE` is for actions that belong to the unit and pass to the officer above where the version at hand is
typed on behalf: ok there, 403 elsewhere. `SEPARATE` holds what depends on who did what before.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.rights.tables import table

# Several actions that the rules treat alike share a column.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "view": ("view",),
    "say": ("comment",),
    "flag": ("flag",),
    "type": ("type", "grid", "guess", "explain", "attach", "detach"),
    "step": ("steps",),
    "send": ("submit",),
    "back": ("withdraw",),
    "amend": ("amend",),
    "word": ("confirm", "object"),
    "merge": ("merge",),
    "return": ("return",),
    "accept": ("accept",),
    "undo": ("undo",),
    "start": ("begin",),
    "link": ("link",),
    "inbox": ("inbox-accept", "inbox-return"),
    "nudge": ("remind",),
}

# Inbox, undo and reminding have no report in their address. Who accepts nowhere gets 403; who accepts elsewhere
# finds the report not among hers: 422 from the form of the inbox, 409 for nobody to remind, nothing to undo.
PEOPLE = table(
    """
                      view say flag type step send back amend word merge return accept undo start link inbox nudge
── outside ──
stranger              404  404 404  404  404  404  404  404   404  404   404    404    403  404   404  403   403
neighbour             404  404 404  404  404  404  404  404   404  404   404    404    nil  404   404  422   409
former deputy         404  404 404  404  404  404  404  404   404  404   404    404    403  404   404  403   403
── of the unit ──
chair                 ok   ok  ok   ok   ok   ok   ok   ok    ok   ok    403    403    403  403   403  403   403
deputy                ok   ok  ok   ok   ok   ok   ok   ok    ok   ok    403    403    403  403   403  403   403
specialist            ok   ok  ok   ok   ok   403  403  403   403  403   403    403    403  403   403  403   403
of the area           ok   ok  ok   ok   ok   403  403  403   403  403   403    403    403  403   403  403   403
of another area       ok   403 403  403  nil  403  403  403   403  403   403    403    403  403   403  403   403
── directly above ──
officer               ok   ok  ok   own  403  own  own  own   403  403   ok     ok     ok   ok    ok   ok    ok
colleague             ok   ok  ok   own  403  own  own  own   403  403   ok     ok     ok   ok    ok   ok    ok
officer's deputy      ok   ok  ok   own  403  own  own  own   403  403   ok     ok     ok   ok    ok   ok    ok
leader                ok   ok  ok   403  403  403  403  403   403  403   ok     ok     ok   403   403  ok    ok
second                ok   ok  ok   403  403  403  403  403   403  403   ok     ok     ok   403   403  ok    ok
── further above ──
city officer          ok   ok  403  403  403  403  403  403   403  403   403    403    nil  403   403  422   409
city leader           ok   ok  403  403  403  403  403  403   403  403   403    403    nil  403   403  422   409
inspector             ok   ok  403  403  403  403  403  403   403  403   403    403    403  403   403  403   403
administrator         ok   ok  403  403  403  403  403  403   403  403   403    403    403  403   403  403   403
seeing as chair       ok   403 403  403  403  403  403  403   403  403   403    403    403  403   403  403   403
── on both sides ──
chair and second      ok   ok  ok   ok   ok   ok   ok   ok    ok   ok    ok     ok     ok   403   403  ok    ok
deputy of both        ok   ok  ok   ok   ok   ok   ok   ok    ok   ok    ok     ok     ok   ok    ok   ok    ok
officer as deputy     ok   ok  ok   ok   ok   ok   ok   ok    ok   ok    ok     ok     ok   ok    ok   ok    ok
by name               ok   ok  ok   ok   ok   ok   ok   ok    ok   ok    ok     ok     ok   ok    ok   ok    ok
"""
)

STATES = table(
    """
                          view say flag type step send back amend word merge return accept undo start link inbox nudge
── the period is open ──
draft                     ok   ok  ok   ok   ok   ok   409  409   409  409   409    409    409  ok    409  422   ok
begun on behalf           ok   ok  ok   ok   ok   ok   409  409   409  409   409    409    409  ok    409  422   ok
submitted                 ok   ok  ok   409  nil  409  ok   409   409  409   ok     ok     409  409   409  ok    409
submitted by the deputy   ok   ok  ok   409  nil  409  ok   409   409  409   ok     ok     409  409   409  ok    409
on behalf, waiting        ok   ok  ok   409  nil  409  ok   409   ok   409   ok     ok     409  409   ok   ok    409
on behalf, confirmed      ok   ok  ok   409  nil  409  ok   409   409  409   ok     ok     409  409   409  ok    409
on behalf, objected       ok   ok  ok   409  nil  409  ok   409   409  409   ok     409    409  409   409  ok    409
on behalf, own hand       ok   ok  ok   409  nil  409  ok   409   409  409   ok     ok     409  409   409  ok    409
returned                  ok   ok  ok   ok   ok   ok   409  409   409  409   409    409    409  ok    409  422   ok
accepted                  ok   ok  ok   409  nil  409  409  ok    409  409   409    409    ok   409   409  422   409
accepted, waiting         ok   ok  ok   409  nil  409  409  ok    ok   409   409    409    ok   409   ok   422   409
accepted, built upon      ok   ok  ok   409  nil  409  409  ok    409  409   409    409    409  409   409  422   409
amending                  ok   ok  ok   ok   ok   ok   409  409   409  409   409    409    409  ok    409  422   409
amendment submitted       ok   ok  ok   409  nil  409  ok   409   409  409   ok     ok     409  409   409  ok    409
── the period is not ──
planned                   404  404 404  404  404  404  404  404   404  404   404    404    nil  404   404  422   404
closed                    ok   409 409  409  nil  409  409  409   409  409   409    409    409  409   409  422   404
closed on a draft         ok   409 409  409  nil  409  409  409   409  409   409    409    409  409   409  422   404
closed on an amendment    ok   409 409  409  nil  409  409  409   409  409   409    409    409  409   409  422   404
closed, answer waiting    ok   409 409  409  nil  409  409  409   409  409   409    409    409  409   409  422   404
"""
)

ON_BEHALF = frozenset(
    {
        "begun on behalf",
        "on behalf, waiting",
        "on behalf, confirmed",
        "on behalf, objected",
        "on behalf, own hand",
        "accepted, waiting",
        "closed, answer waiting",
    }
)

# Nobody accepts what she handed in, or typed for the unit without its word, nor what somebody did for whom she
# stands in. Nobody gives the unit's word for what she typed in its stead.
SEPARATE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "accept": {
        "submitted": ("deputy of both", "officer as deputy"),
        "submitted by the deputy": ("officer as deputy",),
        "on behalf, waiting": ("officer", "officer's deputy", "deputy of both"),
        "on behalf, own hand": ("chair and second",),
        "amendment submitted": ("deputy of both", "officer as deputy"),
    },
    "word": {
        "on behalf, waiting": ("deputy of both",),
        "accepted, waiting": ("deputy of both",),
    },
}


def expected(state: str, person: str, action: str) -> str:
    """What a person gets who tries an action while the report is in a state."""
    column = {"inbox-accept": "accept", "confirm": "word", "object": "word"}.get(action, action)
    bound = person in SEPARATE.get(column, {}).get(state, ())
    return answer_to(state, person, action, on_behalf=state in ON_BEHALF, bound=bound)


def answer_to(state: str, person: str, action: str, *, on_behalf: bool, bound: bool) -> str:
    """The same for any version: whether it is typed on behalf, and whether she is bound by what she did with it."""
    column = next(name for name, actions in COLUMNS.items() if action in actions)
    allowed = PEOPLE[person][column]
    if allowed == "own":
        allowed = "ok" if on_behalf else "403"
    if person == "of another area" and action == "grid":
        allowed = "nil"  # cells that she may not type are passed over
    if state == "planned" and _looked_up_first(person, action, allowed):
        return "404"
    if allowed != "ok":
        return allowed
    found = STATES[state][column]
    # The list of the inbox holds what waits; whether it can be accepted is asked only of what is chosen.
    found = STATES[state]["accept"] if action == "inbox-accept" and found == "ok" else found
    return "409" if bound and found == "ok" else found


def _looked_up_first(person: str, action: str, allowed: str) -> bool:
    """Whether that there is no such report comes before anything else."""
    if action == "remind":
        return allowed != "403"  # the month is looked up among the open ones
    if person == "seeing as chair" and action != "view":
        return False  # refused at the door
    return action not in {"undo", "inbox-accept", "inbox-return"}
