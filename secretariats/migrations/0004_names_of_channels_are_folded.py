import peaceinfra.core.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from peaceinfra.core.migrating import RunOnTables, fold_names, together


class Migration(migrations.Migration):

    dependencies = [
        ('secretariats', '0003_sides_are_records'),
    ]

    operations = together([
        pgtrigger.migrations.RemoveTrigger(
            model_name='channel',
            name='added_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='channel',
            name='erased_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='channel',
            name='changed_update',
        ),
        migrations.AddField(
            model_name='channel',
            name='folded',
            field=peaceinfra.core.text.FoldedField(default='', source='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='channelevent',
            name='folded',
            field=peaceinfra.core.text.FoldedField(default='', source='name'),
            preserve_default=False,
        ),
        RunOnTables(fold_names("secretariats", "Channel"), migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='channel',
            trigger=pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "secretariats_channelevent" ("directness", "disclosed", "effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "folded", "formality", "id", "is_secret", "level", "medium", "name", "narrowing", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "purpose", "quality", "retired", "start", "start_kind", "start_max", "start_min", "team_id", "updated_at", "version") VALUES (NEW."directness", NEW."disclosed", NEW."effective_level", NEW."effective_teams", NEW."end", NEW."end_kind", NEW."end_max", NEW."end_min", NEW."folded", NEW."formality", NEW."id", NEW."is_secret", NEW."level", NEW."medium", NEW."name", NEW."narrowing", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."process_id", NEW."purpose", NEW."quality", NEW."retired", NEW."start", NEW."start_kind", NEW."start_max", NEW."start_min", NEW."team_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='9e85161521249b5d13c972dff9d4605da040b1ee', operation='INSERT', pgid='pgtrigger_added_insert_1a6d7', table='secretariats_channel', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='channel',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."directness" IS DISTINCT FROM (NEW."directness") OR OLD."disclosed" IS DISTINCT FROM (NEW."disclosed") OR OLD."end" IS DISTINCT FROM (NEW."end") OR OLD."end_kind" IS DISTINCT FROM (NEW."end_kind") OR OLD."folded" IS DISTINCT FROM (NEW."folded") OR OLD."formality" IS DISTINCT FROM (NEW."formality") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_secret" IS DISTINCT FROM (NEW."is_secret") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."medium" IS DISTINCT FROM (NEW."medium") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."process_id" IS DISTINCT FROM (NEW."process_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."quality" IS DISTINCT FROM (NEW."quality") OR OLD."retired" IS DISTINCT FROM (NEW."retired") OR OLD."start" IS DISTINCT FROM (NEW."start") OR OLD."start_kind" IS DISTINCT FROM (NEW."start_kind") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id"))', func='INSERT INTO "secretariats_channelevent" ("directness", "disclosed", "effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "folded", "formality", "id", "is_secret", "level", "medium", "name", "narrowing", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "purpose", "quality", "retired", "start", "start_kind", "start_max", "start_min", "team_id", "updated_at", "version") VALUES (NEW."directness", NEW."disclosed", NEW."effective_level", NEW."effective_teams", NEW."end", NEW."end_kind", NEW."end_max", NEW."end_min", NEW."folded", NEW."formality", NEW."id", NEW."is_secret", NEW."level", NEW."medium", NEW."name", NEW."narrowing", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."process_id", NEW."purpose", NEW."quality", NEW."retired", NEW."start", NEW."start_kind", NEW."start_max", NEW."start_min", NEW."team_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='f1f6b3cc0a190d4a09028bc68d650e61bff0d641', operation='UPDATE', pgid='pgtrigger_changed_update_bcc3b', table='secretariats_channel', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='channel',
            trigger=pgtrigger.compiler.Trigger(name='erased_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "secretariats_channelevent" ("directness", "disclosed", "effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "folded", "formality", "id", "is_secret", "level", "medium", "name", "narrowing", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "purpose", "quality", "retired", "start", "start_kind", "start_max", "start_min", "team_id", "updated_at", "version") VALUES (OLD."directness", OLD."disclosed", OLD."effective_level", OLD."effective_teams", OLD."end", OLD."end_kind", OLD."end_max", OLD."end_min", OLD."folded", OLD."formality", OLD."id", OLD."is_secret", OLD."level", OLD."medium", OLD."name", OLD."narrowing", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'erased\', OLD."id", OLD."process_id", OLD."purpose", OLD."quality", OLD."retired", OLD."start", OLD."start_kind", OLD."start_max", OLD."start_min", OLD."team_id", OLD."updated_at", OLD."version"); RETURN NULL;', hash='0d588b5791d326fff25d678f5aacdf8a9a4cbe7c', operation='DELETE', pgid='pgtrigger_erased_delete_c7312', table='secretariats_channel', when='AFTER')),
        ),
    ])
