"""A workflow as one Markdown page: a table a step, then who is who and what a case holds.

Every rule stands beside the sentence it comes from; where the definition names none, the page says that
the rule is the workflow's own.
"""

from __future__ import annotations

from collections.abc import Iterable

from duban.engine.core.clockwork import named_date
from duban.engine.core.definition import Action, Ballot, Bound, Condition, Definition, State
from duban.engine.core.dues import Due, Rung, Stage, Stay
from duban.engine.core.linking import Branch
from duban.engine.core.provenance import source_note
from duban.engine.core.secrecy import Confidential, Private
from duban.engine.core.shares import in_percent
from duban.engine.core.terms import offset_text, term_text
from duban.engine.core.text import Language, Text

from . import wording as words
from .decisions import decision_tables, effects, signatures
from .linking import gates, linked
from .parameters import parameters
from .reference import Reference
from .tables import code, escaped, table

Sourced = Action | Ballot | Bound | Condition | Confidential | Due | Private | State | Stay
"""What may have a source."""
Rule = tuple[str, str, str | None]
"""What it is about, the rule, and its source; the first two are Markdown."""


def page(definition: Definition, language: Language) -> str:
    """The workflow as a Markdown page in that language; the same definition always gives the same page."""
    return _Page(definition, language).text()


class _Page:
    def __init__(self, definition: Definition, language: Language) -> None:
        self._definition = definition
        self._language: Language = language
        self._names = Reference(definition, language)

    def text(self) -> str:
        lines = [f"# {self._names.title(self._definition.title)}", "", *self._opening(), *self._overview()]
        for number, state in enumerate(self._definition.states, 1):
            lines += self._step(number, state)
        lines += [*self._apart(), *gates(self._definition, self._names, self._language)]
        lines += parameters(self._definition, self._names, self._language)
        lines += [*self._names.roles(), *self._names.data()]
        lines += decision_tables(self._definition, self._names, self._language)
        return "\n".join(lines).rstrip() + "\n"

    def _say(self, text: Text, **values: object) -> str:
        return text.say(self._language, values)

    def _heads(self, *heads: Text) -> list[str]:
        return [one.pick(self._language) for one in heads]

    def _opening(self) -> Iterable[str]:
        definition = self._definition
        if definition.basis:
            yield from (self._quoted(definition.basis), "")
        yield f"- {self._say(words.IDENTIFIED, id=code(definition.id))}"
        if definition.start_by:
            yield f"- {self._say(words.STARTED_BY, roles=self._names.role_titles(definition.start_by))}"
        if definition.correct_by:
            yield f"- {self._say(words.CORRECTED_BY, roles=self._names.role_titles(definition.correct_by))}"
        if definition.document:
            yield f"- {self._say(words.DOCUMENT, fields=[self._names.field(one) for one in definition.document])}"
        yield from self._kept_to_some()
        yield from (f"- {words.OWN.pick(self._language)}", "")
        if definition.due is not None:
            whole = words.WHOLE_CASE.pick(self._language)
            yield from self._rules(
                (f"{whole}：{what}" if self._language == "zh" else f"{whole}: {what}", rule, source)
                for what, rule, source in self._due(definition.due)
            )
        if definition.stages:
            yield from self._rules(self._stages(definition.stages))

    def _source(self, rule: Sourced) -> str | None:
        note = source_note(rule.basis, rule.origin)
        return note.pick(self._language) if note is not None else None

    def _kept_to_some(self) -> Iterable[str]:
        """Who alone may know of a case, and of some of its fields."""
        confidential, private = self._definition.confidential, self._definition.private
        if confidential is not None:
            named = self._names.joined([self._names.field(one) for one in confidential.hidden_from])
            states = self._names.joined([self._names.state(one) for one in confidential.hidden_in])
            told = words.HIDDEN_IN if states else words.HIDDEN_FROM
            hidden = self._say(told, fields=named, states=states) if named else ""
            roles = self._names.joined(self._names.role_titles(confidential.to))
            yield f"- {self._say(words.CONFIDENTIAL, roles=roles, hidden=hidden)}{self._sourced(confidential)}"
        if private is not None:
            fields = self._names.joined([self._names.field(one) for one in private.fields])
            roles = self._names.joined(self._names.role_titles(private.to))
            yield f"- {self._say(words.PRIVATE, fields=fields, roles=roles)}{self._sourced(private)}"

    def _sourced(self, rule: Sourced) -> str:
        """The source of a rule that stands in no table; one without has `—` there."""
        source = self._source(rule)
        return f" — {escaped(source)}" if source else ""

    def _quoted(self, basis: str) -> str:
        return (
            f"> {words.SOURCE.pick(self._language)}{'：' if self._language == 'zh' else ': '}{escaped(basis)}"
        )

    def _overview(self) -> Iterable[str]:
        yield from (f"## {words.OVERVIEW.pick(self._language)}", "")
        heads = self._heads(words.NUMBER, words.STEP, words.WHO, words.UNTIL, words.NEXT)
        yield from table(
            heads, (self._glance(number, one) for number, one in enumerate(self._definition.states, 1))
        )
        yield ""

    def _glance(self, number: int, state: State) -> list[str]:
        roles = list(dict.fromkeys(role for action in state.actions for role in action.by))
        who = self._names.joined(self._names.role_titles(roles))
        if not roles and state.actions:
            who = words.BY_ITSELF.pick(self._language)
        goals = dict.fromkeys(goal for one in state.actions for goal in _goals(one) if goal != state.id)
        leads = self._names.joined([self._names.state(one) for one in goals])
        if state.final is not None:
            leads = words.END[state.final].pick(self._language)
        until = "" if state.due is None else self._term(state.due)
        return [str(number), self._names.title(state.title), who, until, leads]

    # one step

    def _step(self, number: int, state: State) -> Iterable[str]:
        yield from (f"## {number}. {self._names.title(state.title)} ({code(state.id)})", "")
        if source := self._source(state):
            yield from (self._quoted(source), "")
        if state is self._definition.initial:
            yield from (words.BEGINS_HERE.pick(self._language), "")
        if state.final is not None:
            yield from (words.ENDS[state.final].pick(self._language), "")
        rules = [*self._when(state), *self._ballot(state), *signatures(state, self._names, self._language)]
        for action in state.actions:
            rules += self._action(action)
        if rules:
            yield from self._rules(rules)

    def _rules(self, rules: Iterable[Rule]) -> Iterable[str]:
        """A table of rules; a source that is that of the rule above is not written out again."""
        rows: list[list[str]] = []
        last: str | None = None
        for what, rule, source in rules:
            again = source is not None and source == last
            rows.append([what, rule, words.AS_ABOVE.pick(self._language) if again else escaped(source or "")])
            last = source
        yield from table(self._heads(words.WHAT, words.HOW, words.SOURCE), rows)
        yield ""

    def _row(self, what: Text, rule: str, source: str | None) -> Rule:
        return what.pick(self._language), rule, source

    def _due(self, due: Due) -> Iterable[Rule]:
        yield self._row(words.UNTIL, self._term(due), self._source(due))
        # What a source states is the end of the term; whom it reminds and tells is the file's own.
        about = self._source(due) if due.origin in (None, "ours") else words.OURS.pick(self._language)
        if due.remind:
            told = [offset_text(one, False, self._language) for one in due.remind]
            yield self._row(words.REMIND, self._names.joined(told), about)
        if due.escalate:
            rungs = self._names.joined([self._rung(one) for one in due.escalate])
            yield self._row(words.ESCALATE, rungs, about)

    def _term(self, due: Due) -> str:
        if due.within is not None:
            return self._say(words.WITHIN, term=term_text(due.within, self._language))
        if due.date is not None:
            return self._say(words.ON_DATE, date=due.date.isoformat())
        if (named := named_date(due, self._language)) is not None:
            return named
        if due.parameter is not None:
            titles = {one.id: one.title for one in self._definition.parameters}
            title = self._names.title(titles[due.parameter])
            return self._say(words.AS_PARAMETER, title=title)
        return self._say(words.AS_FIELD, field=self._names.field(due.field or ""))

    def _stages(self, stages: Iterable[Stage]) -> Iterable[Rule]:
        """The deadlines of stages, each with its own title."""
        for one in stages:
            title = self._names.title(one.title)
            for what, rule, source in self._due(one.due):
                yield (f"{title}：{what}" if self._language == "zh" else f"{title}: {what}", rule, source)

    def _rung(self, rung: Rung) -> str:
        if not rung.offset.amount:
            return words.AT_END.pick(self._language)
        return offset_text(rung.offset, rung.after, self._language)

    def _when(self, state: State) -> Iterable[Rule]:
        if state.due is not None:
            yield from self._due(state.due)
        yield from self._stages(state.stages)
        if state.stay is not None:
            stay, least = state.stay, term_text(state.stay.least, self._language)
            since = None if stay.since is None else state.action(stay.since)
            told = self._say(words.STAY_ENTERING, term=least)
            if since is not None:
                told = self._say(words.STAY_SINCE, term=least, action=self._names.title(since.title))
            if stay.stop is not None:
                told += self._say(words.STAY_STOP, guard=self._names.guard(stay.stop))
            yield self._row(words.STAY, told, self._source(stay))
        if state.children is not None:
            children = state.children
            told = self._say(
                words.CHILDREN_EACH, field=self._names.field(children.each), workflow=code(children.workflow)
            )
            share = f"{in_percent(children.share)}%"
            told += (
                words.CHILDREN_ALL.pick(self._language)
                if children.share == 1
                else self._say(words.CHILDREN_SHARE, share=share)
            )
            if children.fields:
                pairs = [f"{code(theirs)} ← {code(ours)}" for theirs, ours in children.fields]
                told += self._say(words.CHILDREN_FIELDS, fields=self._names.joined(pairs))
            yield self._row(words.CHILDREN, told, None)
        for branch in state.branches:
            yield self._row(words.CHILDREN, self._branch(branch), None)
        if state.settled:
            yield self._row(words.SETTLED, words.SETTLED_SAID.pick(self._language), None)

    def _branch(self, branch: Branch) -> str:
        """A branch in words: the element, the workflow, how many must succeed."""
        told = self._say(
            words.CHILDREN_EACH, field=self._names.elements(branch), workflow=code(branch.workflow)
        )
        share = f"{in_percent(branch.share)}%"
        told += (
            words.CHILDREN_ALL.pick(self._language)
            if branch.share == 1
            else self._say(words.CHILDREN_SHARE, share=share)
        )
        if branch.when is not None:
            told += self._say(words.CHILDREN_WHEN, guard=self._names.guard(branch.when))
        told += words.CHILDREN_LATER.pick(self._language) if branch.later else ""
        if branch.during is not None:
            told += self._say(words.CHILDREN_WHILE, guard=self._names.guard(branch.during))
        return told

    def _ballot(self, state: State) -> Iterable[Rule]:
        ballot = state.ballot
        if ballot is None:
            return
        groups = self._say(words.BALLOT_KIND[ballot.secret], groups=self._names.groups(ballot))
        choices = self._say(
            words.BALLOT_CHOICES,
            choices=self._names.choices(ballot, ballot.choices),
            approving=self._names.choices(ballot, ballot.approving),
        )
        yield self._row(words.BALLOT, f"{groups}<br>{choices}", self._source(ballot))
        if ballot.open is not None:
            term = term_text(ballot.open, self._language)
            yield self._row(
                words.BALLOT_OPEN, self._say(words.BALLOT_OPEN_RULE, term=term), self._source(ballot)
            )
        yield self._row(words.BALLOT_VALID, self._names.guard(ballot.valid), self._source(ballot))
        yield self._row(words.BALLOT_PASS, self._names.guard(ballot.passing), self._source(ballot))

    # what can be done

    def _action(self, action: Action) -> Iterable[Rule]:
        title = self._names.title(action.title)
        yield f"**{title}**", "<br>".join(self._done(action)), self._source(action)
        for condition in action.when:
            yield (
                self._say(words.CONDITION, action=title),
                self._condition(condition),
                self._source(condition),
            )

    def _condition(self, condition: Condition) -> str:
        if condition.title is not None:
            return self._names.title(condition.title)
        return self._names.guard(condition.that)

    def _done(self, action: Action) -> Iterable[str]:
        """What an action is, a sentence each."""
        names = self._names
        if action.auto is not None:
            always = action.auto.text == "true"
            yield (
                words.AUTO_ALWAYS.pick(self._language)
                if always
                else self._say(words.AUTO_WHEN, guard=self._names.guard(action.auto))
            )
        if action.by:
            yield self._say(words.DONE_BY, roles=names.role_titles(action.by))
        if action.never:
            yield self._say(words.NEVER_BY, roles=names.role_titles(action.never))
        for text, fields in ((words.NEEDS, action.needs), (words.MAY, action.may)):
            if fields:
                yield self._say(text, fields=[names.field(one) for one in fields])
        yield from self._effects(action)
        yield from linked(action, self._definition, names, self._language)
        yield self._goal(action)
        for text, bound in ((words.ROUNDS, action.rounds), (words.REPEATS, action.repeats)):
            if bound is not None:
                source = self._source(bound)
                whose = (
                    f"（{escaped(source)}）"
                    if source and self._language == "zh"
                    else f" ({escaped(source)})"
                    if source
                    else ""
                )
                yield self._say(text, most=bound.most, state=names.state(bound.then)) + whose
        for text, fields in ((words.KEEP, action.keep), (words.CLEAR, action.clear)):
            if fields:
                yield self._say(text, fields=[names.field(one) for one in fields])

    def _effects(self, action: Action) -> Iterable[str]:
        if action.edition:
            yield words.EDITION.pick(self._language)
        if action.batch:
            yield words.IN_BATCHES.pick(self._language)
        if action.opens is not None:
            yield self._say(words.OPENS, kind=code(action.opens))
        if action.closes == "ballot":
            yield words.CLOSES_BALLOT.pick(self._language)
        elif action.closes is not None:
            yield self._say(words.CLOSES, kind=code(action.closes))
        if action.reopens is not None:
            yield self._say(words.REOPENS, field=self._names.field(action.reopens))
        yield from effects(action, self._names, self._language)
        if action.adds is not None:
            register = self._definition.register(action.adds.register)
            field = self._names.field(action.adds.key)
            yield self._say(words.ADDS, register=self._names.title(register.title), field=field)

    def _goal(self, action: Action) -> str:
        if action.to is not None:
            return "→ " + self._say(words.TO, state=self._names.state(action.to))
        if action.back is not None:
            return "↩ " + self._say(words.BACK, state=self._names.state(action.back))
        return words.STAYS.pick(self._language)

    def _apart(self) -> Iterable[str]:
        if not self._definition.separate:
            return
        yield from (f"## {words.APART.pick(self._language)}", "")
        for group in self._definition.separate:
            yield f"- {self._say(words.APART_RULE, states=[self._names.state(one) for one in group])}"
        yield ""


def _goals(action: Action) -> Iterable[str]:
    """Every state an action can lead to."""
    for goal in (
        action.to,
        action.back,
        action.rounds and action.rounds.then,
        action.repeats and action.repeats.then,
    ):
        if goal:
            yield goal
