"""A value that is a record becomes a reference, which the claim's marking follows: with the claims there are."""

import django.db.models.deletion
import peaceinfra.core.visibility.rule
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from peaceinfra.core.migrating import together

# {kind of the subject: its fields that name another record}, as they were when this was written.
NAMING = {
    "agr": ["place", "process"],
    "apt": ["appointed_by", "person", "post"],
    "arc": ["body", "holder"],
    "brl": ["body", "other"],
    "cfp": ["conflict", "process"],
    "chc": ["channel", "decided_by"],
    "che": ["actor", "channel"],
    "chn": ["process"],
    "cit": ["source", "subject"],
    "clm": ["source", "subject"],
    "com": ["place"],
    "cov": ["process", "searched_by"],
    "dep": ["giver", "process", "recipient", "requested_by"],
    "dvn": ["origin", "source"],
    "evt": ["held_by", "place", "process"],
    "ext": ["subject"],
    "frm": ["body"],
    "fun": ["body", "mandate", "party", "process"],
    "inc": ["actor", "event", "forum", "process", "selected_by"],
    "lif": ["body", "decided_by"],
    "lng": ["actor", "origin"],
    "lnk": ["process", "source", "target"],
    "lst": ["actor", "authority"],
    "man": ["body", "mandated_by"],
    "mbr": ["body", "member", "on_behalf_of"],
    "mea": ["body", "funded_by"],
    "mom": ["decided_by", "process"],
    "nam": ["actor"],
    "not": ["subject"],
    "pha": ["decided_by", "process"],
    "plc": ["parent"],
    "prn": ["body", "principal", "process"],
    "pro": ["parent"],
    "pst": ["body"],
    "ptn": ["actor", "event"],
    "rch": ["actor", "armed_actor", "community", "process"],
    "rel": ["anchor", "subject"],
    "rol": ["actor", "appointed_by", "process", "recognised_by"],
    "sea": ["body", "place"],
    "sig": ["actor", "agreement"],
    "src": ["stand_in"],
    "stn": ["actor", "subject"],
    "suc": ["predecessor", "successor"],
    "via": ["actor", "linkage"],
}
TABLES = ("processes_claim", "processes_claimevent")
# No trigger stands on the claims meanwhile: it is the same statement, kept in another form.
TO_REFERENCES = """UPDATE {table} c SET value_record_id = named.id, value = '' FROM core_record about, core_record named
  WHERE about.id = c.subject_id AND about.kind = %s AND c.field = ANY (%s) AND c.value = named.id::text"""
TO_KEYS = """UPDATE {table} SET value = value_record_id::text, value_record_id = NULL
  WHERE value_record_id IS NOT NULL"""
MARKED_ANEW = "UPDATE processes_claim SET effective_level = effective_level WHERE value_record_id IS NOT NULL"


def to_references(apps, editor):
    with editor.connection.cursor() as cursor:
        for table in TABLES:
            for kind, fields in NAMING.items():
                cursor.execute(TO_REFERENCES.format(table=table), [kind, fields])


def to_keys(apps, editor):
    with editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(TO_KEYS.format(table=table))


class Migration(migrations.Migration):
    window = 6

    dependencies = [
        ('core', '0002_history_of_accounts'),
        ('processes', '0002_relative_dates_are_derived'),
    ]

    operations = together([
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='added_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='erased_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='changed_update',
        ),
        migrations.RemoveConstraint(
            model_name='claim',
            name='processes_claim_visible',
        ),
        migrations.RemoveConstraint(
            model_name='claimevent',
            name='processes_claim_history_visible',
        ),
        migrations.AddField(
            model_name='claim',
            name='value_record',
            field=models.ForeignKey(blank=True, help_text='Of a field that names another record. The claim is seen by who may see that record too.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claimed_as_value', to='core.record', verbose_name='value, where it is a record'),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='value_record',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Of a field that names another record. The claim is seen by who may see that record too.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.record', verbose_name='value, where it is a record'),
        ),
        migrations.RunPython(to_references, to_keys),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('value', ''), ('value_record', None), _connector='OR'), name='processes_claim_one_value'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=peaceinfra.core.visibility.rule.Visibility(kind='clm', name='processes_claim_visible', through=('subject', 'source', 'value_record')),
        ),
        migrations.AddConstraint(
            model_name='claimevent',
            constraint=peaceinfra.core.visibility.rule.HistoryVisibility(name='processes_claim_history_visible'),
        ),
        migrations.RunSQL(MARKED_ANEW, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "processes_claimevent" ("accessed", "credibility", "effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "field", "id", "level", "locator", "narrowing", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "polarity", "retired", "source_id", "start", "start_kind", "start_max", "start_min", "status", "subject_id", "team_id", "updated_at", "value", "value_record_id", "version") VALUES (NEW."accessed", NEW."credibility", NEW."effective_level", NEW."effective_teams", NEW."end", NEW."end_kind", NEW."end_max", NEW."end_min", NEW."field", NEW."id", NEW."level", NEW."locator", NEW."narrowing", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."polarity", NEW."retired", NEW."source_id", NEW."start", NEW."start_kind", NEW."start_max", NEW."start_min", NEW."status", NEW."subject_id", NEW."team_id", NEW."updated_at", NEW."value", NEW."value_record_id", NEW."version"); RETURN NULL;', hash='5bd1bc6a76d98630a4e2758404cb1894787c07f8', operation='INSERT', pgid='pgtrigger_added_insert_69c2c', table='processes_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accessed" IS DISTINCT FROM (NEW."accessed") OR OLD."credibility" IS DISTINCT FROM (NEW."credibility") OR OLD."end" IS DISTINCT FROM (NEW."end") OR OLD."end_kind" IS DISTINCT FROM (NEW."end_kind") OR OLD."field" IS DISTINCT FROM (NEW."field") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."locator" IS DISTINCT FROM (NEW."locator") OR OLD."polarity" IS DISTINCT FROM (NEW."polarity") OR OLD."retired" IS DISTINCT FROM (NEW."retired") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."start" IS DISTINCT FROM (NEW."start") OR OLD."start_kind" IS DISTINCT FROM (NEW."start_kind") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."value" IS DISTINCT FROM (NEW."value") OR OLD."value_record_id" IS DISTINCT FROM (NEW."value_record_id"))', func='INSERT INTO "processes_claimevent" ("accessed", "credibility", "effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "field", "id", "level", "locator", "narrowing", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "polarity", "retired", "source_id", "start", "start_kind", "start_max", "start_min", "status", "subject_id", "team_id", "updated_at", "value", "value_record_id", "version") VALUES (NEW."accessed", NEW."credibility", NEW."effective_level", NEW."effective_teams", NEW."end", NEW."end_kind", NEW."end_max", NEW."end_min", NEW."field", NEW."id", NEW."level", NEW."locator", NEW."narrowing", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."polarity", NEW."retired", NEW."source_id", NEW."start", NEW."start_kind", NEW."start_max", NEW."start_min", NEW."status", NEW."subject_id", NEW."team_id", NEW."updated_at", NEW."value", NEW."value_record_id", NEW."version"); RETURN NULL;', hash='eb8fa834a29e1fd8a815887bd74be611a694b544', operation='UPDATE', pgid='pgtrigger_changed_update_4a9ac', table='processes_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='erased_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "processes_claimevent" ("accessed", "credibility", "effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "field", "id", "level", "locator", "narrowing", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "polarity", "retired", "source_id", "start", "start_kind", "start_max", "start_min", "status", "subject_id", "team_id", "updated_at", "value", "value_record_id", "version") VALUES (OLD."accessed", OLD."credibility", OLD."effective_level", OLD."effective_teams", OLD."end", OLD."end_kind", OLD."end_max", OLD."end_min", OLD."field", OLD."id", OLD."level", OLD."locator", OLD."narrowing", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'erased\', OLD."id", OLD."polarity", OLD."retired", OLD."source_id", OLD."start", OLD."start_kind", OLD."start_max", OLD."start_min", OLD."status", OLD."subject_id", OLD."team_id", OLD."updated_at", OLD."value", OLD."value_record_id", OLD."version"); RETURN NULL;', hash='244403e1a232cfe81f4d21069045906c3e41ab30', operation='DELETE', pgid='pgtrigger_erased_delete_80804', table='processes_claim', when='AFTER')),
        ),
    ])
