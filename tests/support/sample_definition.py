"""A definition written by hand: the life of one plan, with every construct a picture or a page shows."""

from __future__ import annotations

from decimal import Decimal

from duban.engine.core.definition import Action, Ballot, Bound, Condition, Definition, Role, State
from duban.engine.core.dues import Due, Rung, Stay
from duban.engine.core.fields import Enumeration, EnumValue, Field, FieldType, Record
from duban.engine.core.guards import Guard
from duban.engine.core.guards.nodes import Literal
from duban.engine.core.linking import Children
from duban.engine.core.terms import Term
from duban.engine.core.text import Text


def guard(text: str) -> Guard:
    """A guard that reads so; pictures and pages show its text and never evaluate it."""
    return Guard(text, Literal(True, "bool"))


def workdays(amount: int) -> Term:
    """So many workdays."""
    return Term(amount, "workdays")


RETURN = Text("退回修改", "send back")


def plan() -> Definition:
    """The life of one plan, from drafting to pass or redo."""
    return Definition(
        id="rectification-plan",
        title=Text("领导班子整改方案", "Rectification plan of a leading group"),
        basis="一、认真搞好整改落实；五、从严督导把关、注重开门整改",
        roles=(
            Role("head", Text("主要负责同志", "head of the unit"), "principal", "unit"),
            Role("team", Text("市委督导组", "supervision group"), "supervisor", "unit.supervised_by"),
            Role("liaison", Text("活动办联络组", "liaison group"), "liaison"),
            Role("office", Text("市委活动办", "campaign office"), "campaign-office"),
            Role("anybody", Text("任何人", "anybody"), "any"),
            Role("doer", Text("责任人", "person responsible"), person="presided_by"),
        ),
        start_by=("head",),
        separate=(("drafting", "team-review"), ("team-review", "liaison-audit")),
        due=Due(within=Term(6, "months")),
        fields=(
            Field(
                "problems",
                FieldType("list", of=FieldType("record", "problem")),
                Text("整改问题清单", "list of problems"),
            ),
            Field("roadmap", FieldType("text"), Text("路线图", "roadmap")),
            Field("presided_by", FieldType("person"), Text("主持人", "presided by")),
            Field(
                "deficiencies",
                FieldType("set", of=FieldType("enum", "deficiency")),
                Text("退回原因", "deficiencies"),
            ),
        ),
        enumerations=(
            Enumeration(
                "deficiency",
                Text("退回原因", "deficiency"),
                (
                    EnumValue("unfocused", Text("不聚焦", "unfocused")),
                    EnumValue("vague", Text("措施空泛", "vague measures")),
                ),
                "整改方案不聚焦、措施空泛的，退回重做",
            ),
        ),
        records=(
            Record(
                "problem",
                Text("整改问题", "problem"),
                (
                    Field("no", FieldType("integer"), Text("序号", "number")),
                    Field("due", FieldType("deadline"), Text("整改时限", "due"), optional=True),
                ),
                "no",
            ),
        ),
        states=(*_writing(), *_doing(), *_ending()),
    )


def _writing() -> tuple[State, ...]:
    return (
        State(
            "drafting",
            Text("起草方案", "drafting"),
            due=Due(within=workdays(10)),
            actions=(
                Action(
                    "submit",
                    Text("报督导组审阅", "submit to the supervision group"),
                    by=("head",),
                    needs=("problems", "roadmap"),
                    may=("note",),
                    when=(
                        Condition(
                            guard("presided_by == unit.principal"),
                            "亲自主持制定整改方案",
                            Text("由主要负责同志亲自主持", "the head presided in person"),
                        ),
                        Condition(guard('covers(problems, "source", four_responses)')),
                    ),
                    to="team-review",
                ),
            ),
        ),
        State(
            "team-review",
            Text("督导组审阅把关", "supervision group review"),
            due=Due(
                within=workdays(5),
                remind=(workdays(1),),
                escalate=(Rung("flag", workdays(0), True), Rung("raise", workdays(3), True)),
            ),
            actions=(
                Action(
                    "endorse",
                    Text("统一报联络组", "forward to the liaison group"),
                    by=("team",),
                    to="liaison-audit",
                ),
                Action("return", RETURN, by=("team",), needs=("deficiencies",), back="drafting"),
            ),
        ),
        State(
            "liaison-audit",
            Text("联络组审核", "liaison group audit"),
            due=Due(within=workdays(5)),
            actions=(
                Action("approve", Text("审核通过", "approve"), by=("liaison",), to="disclosure"),
                Action(
                    "return",
                    RETURN,
                    by=("liaison",),
                    never=("team",),
                    needs=("deficiencies",),
                    back="drafting",
                ),
            ),
        ),
    )


def _doing() -> tuple[State, ...]:
    return (
        State(
            "disclosure",
            Text("公开", "disclosure"),
            basis="在当地媒体或以适当方式公开，接受群众监督",
            stay=Stay(workdays(7), since="publish", stop=guard("open_objections > 0")),
            actions=(
                Action("publish", Text("公开", "publish"), by=("head",), needs=("channel", "evidence")),
                Action(
                    "object", Text("提出异议", "object"), by=("anybody",), needs=("text",), opens="objection"
                ),
                Action(
                    "resolve", Text("处理异议", "resolve an objection"), by=("office",), closes="objection"
                ),
                Action(
                    "proceed",
                    Text("期满", "the stay is over"),
                    auto=guard("stay_over && open_objections == 0"),
                    to="implementing",
                ),
            ),
        ),
        State(
            "implementing",
            Text("整改落实", "implementing"),
            children=Children("problems", "rectification-item", Decimal(1), (("due", "due"),)),
            actions=(
                Action(
                    "report",
                    Text("集中通报", "report"),
                    by=("head",),
                    when=(Condition(guard("children_done")),),
                    to="appraisal",
                ),
            ),
        ),
    )


def _ending() -> tuple[State, ...]:
    return (
        State(
            "appraisal",
            Text("群众评议", "mass appraisal"),
            ballot=Ballot(
                groups=("staff", "delegates", "masses", "clients"),
                choices=("satisfied", "basically", "unsatisfied"),
                approving=("satisfied", "basically"),
                open=Term(10, "days"),
                secret=True,
                valid=guard("ballot.turnout >= 0.60"),
                passing=guard("ballot.approving >= 0.80"),
                basis="票决办法第三条",
            ),
            actions=(
                Action("close", Text("结束评议", "close the ballot"), by=("office",), closes="ballot"),
                Action(
                    "pass", Text("通过", "pass"), auto=guard("ballot.closed && ballot.passed"), to="passed"
                ),
                Action(
                    "redo",
                    Text("返工", "redo"),
                    auto=guard("ballot.closed && ballot.failed"),
                    back="drafting",
                    rounds=Bound(3, "failed"),
                    keep=("problems",),
                    clear=("deficiencies",),
                ),
                Action(
                    "poll-again",
                    Text("重新评议", "poll again"),
                    auto=guard("ballot.closed && ballot.invalid"),
                    back="appraisal",
                    repeats=Bound(2, "failed"),
                ),
            ),
        ),
        State("passed", Text("通过", "passed"), final="success"),
        State("failed", Text("未通过", "failed"), final="failure"),
    )
