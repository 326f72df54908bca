"""Sides that were words of a role or of a principal become records of the process, for both migrations."""

from collections import Counter, defaultdict

#: The marking below which no internal note goes.
INTERNAL = 2


def to_records(apps, model: str, event: str, app: str):
    """Gives each row of `app.model`, and each version of it, the side of its process that has its name.

    Names that differ in capitals and outer spaces alone are one side. A side is marked as the least guarded of the
    rows that name it, so that no row is hidden more than before and no name is shown to more readers.
    """
    rows, versions = apps.get_model(app, model), apps.get_model(app, event)
    sides = _Sides(apps)
    named = defaultdict(list)
    for row in rows.objects.exclude(side_name="").order_by("pk"):
        named[row.process_id, key_of(row.side_name)].append(row)
    for (process, _key), group in sorted(named.items(), key=lambda item: (item[0][0] or 0, item[0][1])):
        if process is None:
            _keep_as_notes(apps, group)
            continue
        for row, side in sides.of(process, group):
            rows.objects.filter(pk=row.pk).update(side=side)
    for version in versions.objects.exclude(side_name="").exclude(process_id=None):
        side = sides.found(version.process_id, version.side_name) or sides.of_the_past(version)
        versions.objects.filter(pk=version.pk).update(side=side)
    _claims(apps, rows, sides)


def to_words(apps, model: str, event: str, app: str):
    for name in (model, event):
        rows = apps.get_model(app, name)
        names = dict(apps.get_model("processes", "Side").objects.values_list("pk", "name"))
        for row in rows.objects.exclude(side_id=None):
            rows.objects.filter(pk=row.pk).update(side_name=names[row.side_id])


def key_of(name: str) -> str:
    return " ".join(name.split()).casefold()


class _Sides:
    """The sides there are, by process and name."""

    def __init__(self, apps):
        self.model = apps.get_model("processes", "Side")
        self.by_name = defaultdict(list)
        for side in self.model.objects.order_by("pk"):
            self.by_name[side.process_id, key_of(side.name)].append(side)

    def found(self, process: int, name: str):
        return next(iter(self.by_name[process, key_of(name)]), None)

    def of(self, process: int, group):
        """(row, its side): one side for all, or, where every row is of a team and not of the same, one a team."""
        teams = {row.team_id for row in group}
        for team in [None] if None in teams else sorted(teams):
            mine = [row for row in group if None in teams or row.team_id == team]
            side = self._side(process, mine, team, min(row.level for row in mine if row.team_id == team))
            yield from ((row, side) for row in mine)

    def _side(self, process: int, rows, team, level: int):
        name = Counter(" ".join(row.side_name.split()) for row in rows).most_common(1)[0][0]
        known = self.by_name[process, key_of(name)]
        for side in known:
            if side.team_id in (None, team):
                if side.team_id == team and level < side.level:
                    self._mark(side, level, team)
                return side
        if team is None and known:
            self._mark(known[0], level, None)
            return known[0]
        return self._add(process, name, level, team)

    def _mark(self, side, level: int, team):
        side.level, side.team_id = level, team
        self.model.objects.filter(pk=side.pk).update(level=level, team=team)

    def of_the_past(self, version):
        """One that only versions name: it is retired."""
        name = " ".join(version.side_name.split())
        return self._add(version.process_id, name, version.level, version.team_id, retired=True)

    def _add(self, process: int, name: str, level: int, team, **more):
        place = 1 + sum(len(found) for (of, _key), found in self.by_name.items() if of == process)
        side = self.model.objects.create(
            process_id=process, name=name, position=place, level=level, team_id=team, **more
        )
        self.by_name[process, key_of(name)].append(side)
        return side


def _keep_as_notes(apps, group):
    """A side without a process cannot be a record of one: its words are kept beside the row."""
    notes = apps.get_model("processes", "Note")
    for row in group:
        notes.objects.create(
            subject_id=row.pk,
            kind="internal",
            text=f"Side, as recorded without a process: {row.side_name}",
            level=max(row.level, INTERNAL),
            team_id=row.team_id,
        )


def _claims(apps, rows, sides: _Sides):
    """What sources say of the field `side` of these rows refers to the side; where there is none, it stays words."""
    claims = apps.get_model("processes", "Claim")
    for claim in claims.objects.filter(field="side", value_record=None).exclude(value=""):
        row = rows.objects.filter(pk=claim.subject_id).first()
        side = row and row.process_id and sides.found(row.process_id, claim.value)
        if side:
            claims.objects.filter(pk=claim.pk).update(value_record_id=side.pk, value="")
