"""The titles a page uses for states, roles, fields and values, and the tables that list them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from duban.engine.core.definition import Ballot, Definition, Role
from duban.engine.core.fields import Enumeration, Field, FieldType, Record
from duban.engine.core.guards import Guard
from duban.engine.core.guards.nodes import Literal
from duban.engine.core.linking import Branch
from duban.engine.core.papers import choice_titles, group_titles
from duban.engine.core.provenance import source_note
from duban.engine.core.telling import telling
from duban.engine.core.text import Language, Text

from . import wording as words
from .tables import code, escaped, table


class Reference:
    """Looks up titles in a definition; all it gives is Markdown. A name without a title is shown as code."""

    def __init__(self, definition: Definition, language: Language) -> None:
        self._definition = definition
        self._language: Language = language
        self._states = {one.id: one.title for one in definition.states}
        self._roles = {one.id: one.title for one in definition.roles}
        self._records = {one.name: one.title for one in definition.records}
        self._enumerations = {one.name: one.title for one in definition.enumerations}
        self._values = {value.id: value.title for one in definition.enumerations for value in one.values}

    def title(self, text: Text) -> str:
        """A title in the language of the page."""
        return escaped(text.pick(self._language))

    def joined(self, parts: Sequence[str]) -> str:
        """A list as it is read out."""
        return ("、" if self._language == "zh" else ", ").join(parts)

    def state(self, state_id: str) -> str:
        """The title of a state."""
        return self._titled(self._states, state_id)

    def role_titles(self, roles: Iterable[str]) -> list[str]:
        """The titles of some roles."""
        return [self._titled(self._roles, one) for one in roles]

    def field(self, name: str) -> str:
        """The title of a field of the case."""
        found = self._definition.field(name)
        return code(name) if found is None else self.title(found.title)

    def enumeration(self, name: str) -> str:
        """The title of an enumeration, or of a decision table, which is one."""
        return self._titled(self._enumerations, name)

    def elements(self, branch: Branch) -> str:
        """What a branch runs over: a field, a register, the people of the unit or the units below it."""
        if branch.elements == "entries":
            return self.title(self._definition.register(branch.each).title)
        if branch.each:
            return self.field(branch.each)
        return words.ELEMENTS[branch.elements].pick(self._language)

    def values(self, ids: Iterable[str]) -> list[str]:
        """The titles of some values of an enumeration."""
        return [self._titled(self._values, one) for one in ids]

    def groups(self, ballot: Ballot) -> list[str]:
        """The titles of the groups of a ballot; an enumeration has them where the ballot has not."""
        return self._papers(ballot.groups, group_titles(ballot))

    def choices(self, ballot: Ballot, ids: Iterable[str]) -> list[str]:
        """The titles of some choices of a ballot."""
        return self._papers(ids, choice_titles(ballot))

    def guard(self, guard: Guard) -> str:
        """A guard in words, and as it is written."""
        if isinstance(guard.tree, Literal):
            return code(guard.text)
        told = self.title(telling(self._definition).sentence(guard.tree))
        return f"{told}（{code(guard.text)}）" if self._language == "zh" else f"{told} ({code(guard.text)})"

    def _papers(self, ids: Iterable[str], titles: dict[str, Text]) -> list[str]:
        own = {one: title for one, title in titles.items() if title.zh != one}
        return [self._titled(own if one in own else self._values, one) for one in ids]

    def _titled(self, titles: dict[str, Text], name: str) -> str:
        return self.title(titles[name]) if name in titles else code(name)

    def _say(self, text: Text, **values: object) -> str:
        return text.say(self._language, values)

    def _heads(self, *heads: Text) -> list[str]:
        return [one.pick(self._language) for one in heads]

    def roles(self) -> Iterable[str]:
        """The section that tells who holds each role."""
        yield from (f"## {words.ROLES.pick(self._language)}", "")
        heads = self._heads(words.NAME, words.HELD_BY, words.ID)
        rows = ([self.title(one.title), self._holder(one), code(one.id)] for one in self._definition.roles)
        yield from (*table(heads, rows), "")

    def _holder(self, role: Role) -> str:
        if role.person is not None:
            return self._say(words.PERSON_IN, field=self.field(role.person))
        if role.post == "any":
            return words.EVERYBODY.pick(self._language)
        post = code(role.post or "")
        said = self._say(words.POST_AT[role.of], post=post)
        return self._say(words.WHEREVER, holders=said, post=post) if role.elsewhere else said

    def data(self) -> Iterable[str]:
        """The sections that tell what a case, each kind of row and each list of values hold."""
        if self._definition.fields:
            yield from (f"## {words.FIELDS.pick(self._language)}", "")
            yield from self._fields([(one, self._type(one.type)) for one in self._definition.fields])
        for record in self._definition.records:
            yield from (f"### {self._say(words.RECORD, title=self.title(record.title))}", "")
            yield from self._fields([(one, self._column(record, one)) for one in record.fields])
        for enumeration in self._definition.enumerations:
            yield from self._enumeration(enumeration)

    def _fields(self, fields: Sequence[tuple[Field, str]]) -> Iterable[str]:
        heads = self._heads(words.NAME, words.KIND, words.ID)
        yield from (
            *table(heads, ([self.title(one.title), kind, code(one.name)] for one, kind in fields)),
            "",
        )

    def _column(self, record: Record, field: Field) -> str:
        kind = self._type(field.type)
        if field.name == record.key:
            return self._say(words.KEYED, type=kind)
        return self._say(words.OPTIONAL, type=kind) if field.optional else kind

    def _enumeration(self, enumeration: Enumeration) -> Iterable[str]:
        yield from (f"### {self._say(words.ENUMERATION, title=self.title(enumeration.title))}", "")
        if source := source_note(enumeration.basis, enumeration.origin):
            mark = "：" if self._language == "zh" else ": "
            yield from (f"> {words.SOURCE.pick(self._language)}{mark}{self.title(source)}", "")
        if enumeration.open:
            yield from (words.OPEN_LIST.pick(self._language), "")
        rows = [
            [
                self.title(text or Text("", ""))
                for text in (one.title, one.means, source_note(one.basis, one.origin))
            ]
            + [code(one.id)]
            for one in enumeration.values
        ]
        heads = self._heads(words.NAME, words.MEANS, words.SOURCE, words.ID)
        told = [n for n, _ in enumerate(heads) if n in (0, 3) or any(row[n] for row in rows)]
        yield from table([heads[n] for n in told], ([row[n] for n in told] for row in rows))
        yield ""

    def _type(self, type_: FieldType) -> str:
        """What a field holds, in words."""
        member = type_.of
        if type_.kind == "enum" and type_.name is not None:
            return self._say(words.ONE_OF, of=self._titled(self._enumerations, type_.name))
        if type_.kind == "record" and type_.name is not None:
            return self._say(words.ROW_OF, of=self._titled(self._records, type_.name))
        if member is None:
            return words.KINDS[type_.kind].pick(self._language)
        if type_.kind == "list" and member.kind == "record" and member.name is not None:
            return self._say(words.LIST_OF, of=self._titled(self._records, member.name))
        if type_.kind == "set" and member.kind == "enum" and member.name is not None:
            return self._say(words.SET_OF, of=self._titled(self._enumerations, member.name))
        return self._say(words.KINDS[type_.kind], of=self._type(member))
