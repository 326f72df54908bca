import peaceinfra.core.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from peaceinfra.core.migrating import RunOnTables, fold_names, together


class Migration(migrations.Migration):

    dependencies = [
        ('processes', '0008_sides_are_records'),
    ]

    operations = together([
        pgtrigger.migrations.RemoveTrigger(
            model_name='agreement',
            name='added_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='agreement',
            name='erased_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='agreement',
            name='changed_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='event',
            name='added_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='event',
            name='erased_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='event',
            name='changed_update',
        ),
        migrations.AddField(
            model_name='agreement',
            name='folded',
            field=peaceinfra.core.text.FoldedField(default='', source='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='agreementevent',
            name='folded',
            field=peaceinfra.core.text.FoldedField(default='', source='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='event',
            name='folded',
            field=peaceinfra.core.text.FoldedField(default='', source='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='eventevent',
            name='folded',
            field=peaceinfra.core.text.FoldedField(default='', source='name'),
            preserve_default=False,
        ),
        RunOnTables(fold_names("processes", "Event", "Agreement"), migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "processes_agreementevent" ("effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "folded", "id", "is_local", "level", "name", "narrowing", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "process_id", "retired", "stage", "start", "start_kind", "start_max", "start_min", "team_id", "updated_at", "url", "version") VALUES (NEW."effective_level", NEW."effective_teams", NEW."end", NEW."end_kind", NEW."end_max", NEW."end_min", NEW."folded", NEW."id", NEW."is_local", NEW."level", NEW."name", NEW."narrowing", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."place_id", NEW."process_id", NEW."retired", NEW."stage", NEW."start", NEW."start_kind", NEW."start_max", NEW."start_min", NEW."team_id", NEW."updated_at", NEW."url", NEW."version"); RETURN NULL;', hash='9ca5d041ea4c12dc515ac28b398338e29b8142ff', operation='INSERT', pgid='pgtrigger_added_insert_de453', table='processes_agreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."end" IS DISTINCT FROM (NEW."end") OR OLD."end_kind" IS DISTINCT FROM (NEW."end_kind") OR OLD."folded" IS DISTINCT FROM (NEW."folded") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_local" IS DISTINCT FROM (NEW."is_local") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."place_id" IS DISTINCT FROM (NEW."place_id") OR OLD."process_id" IS DISTINCT FROM (NEW."process_id") OR OLD."retired" IS DISTINCT FROM (NEW."retired") OR OLD."stage" IS DISTINCT FROM (NEW."stage") OR OLD."start" IS DISTINCT FROM (NEW."start") OR OLD."start_kind" IS DISTINCT FROM (NEW."start_kind") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."url" IS DISTINCT FROM (NEW."url"))', func='INSERT INTO "processes_agreementevent" ("effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "folded", "id", "is_local", "level", "name", "narrowing", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "process_id", "retired", "stage", "start", "start_kind", "start_max", "start_min", "team_id", "updated_at", "url", "version") VALUES (NEW."effective_level", NEW."effective_teams", NEW."end", NEW."end_kind", NEW."end_max", NEW."end_min", NEW."folded", NEW."id", NEW."is_local", NEW."level", NEW."name", NEW."narrowing", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."place_id", NEW."process_id", NEW."retired", NEW."stage", NEW."start", NEW."start_kind", NEW."start_max", NEW."start_min", NEW."team_id", NEW."updated_at", NEW."url", NEW."version"); RETURN NULL;', hash='78dfe2633f9d9f284ac9bb969cfde495126c756e', operation='UPDATE', pgid='pgtrigger_changed_update_3c78c', table='processes_agreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='erased_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "processes_agreementevent" ("effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "folded", "id", "is_local", "level", "name", "narrowing", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "process_id", "retired", "stage", "start", "start_kind", "start_max", "start_min", "team_id", "updated_at", "url", "version") VALUES (OLD."effective_level", OLD."effective_teams", OLD."end", OLD."end_kind", OLD."end_max", OLD."end_min", OLD."folded", OLD."id", OLD."is_local", OLD."level", OLD."name", OLD."narrowing", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'erased\', OLD."id", OLD."place_id", OLD."process_id", OLD."retired", OLD."stage", OLD."start", OLD."start_kind", OLD."start_max", OLD."start_min", OLD."team_id", OLD."updated_at", OLD."url", OLD."version"); RETURN NULL;', hash='ea1e48513b57f6a129b086bd7d9266cce3ef9b13', operation='DELETE', pgid='pgtrigger_erased_delete_cae34', table='processes_agreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "processes_eventevent" ("agenda", "effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "folded", "held_by_id", "id", "kind", "level", "name", "narrowing", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "process_id", "retired", "start", "start_kind", "start_max", "start_min", "team_id", "track", "updated_at", "version") VALUES (NEW."agenda", NEW."effective_level", NEW."effective_teams", NEW."end", NEW."end_kind", NEW."end_max", NEW."end_min", NEW."folded", NEW."held_by_id", NEW."id", NEW."kind", NEW."level", NEW."name", NEW."narrowing", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."place_id", NEW."process_id", NEW."retired", NEW."start", NEW."start_kind", NEW."start_max", NEW."start_min", NEW."team_id", NEW."track", NEW."updated_at", NEW."version"); RETURN NULL;', hash='923dd66d9a5c8574a574602d9078e4c3ae239ee6', operation='INSERT', pgid='pgtrigger_added_insert_6c999', table='processes_event', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agenda" IS DISTINCT FROM (NEW."agenda") OR OLD."end" IS DISTINCT FROM (NEW."end") OR OLD."end_kind" IS DISTINCT FROM (NEW."end_kind") OR OLD."folded" IS DISTINCT FROM (NEW."folded") OR OLD."held_by_id" IS DISTINCT FROM (NEW."held_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."place_id" IS DISTINCT FROM (NEW."place_id") OR OLD."process_id" IS DISTINCT FROM (NEW."process_id") OR OLD."retired" IS DISTINCT FROM (NEW."retired") OR OLD."start" IS DISTINCT FROM (NEW."start") OR OLD."start_kind" IS DISTINCT FROM (NEW."start_kind") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."track" IS DISTINCT FROM (NEW."track"))', func='INSERT INTO "processes_eventevent" ("agenda", "effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "folded", "held_by_id", "id", "kind", "level", "name", "narrowing", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "process_id", "retired", "start", "start_kind", "start_max", "start_min", "team_id", "track", "updated_at", "version") VALUES (NEW."agenda", NEW."effective_level", NEW."effective_teams", NEW."end", NEW."end_kind", NEW."end_max", NEW."end_min", NEW."folded", NEW."held_by_id", NEW."id", NEW."kind", NEW."level", NEW."name", NEW."narrowing", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."place_id", NEW."process_id", NEW."retired", NEW."start", NEW."start_kind", NEW."start_max", NEW."start_min", NEW."team_id", NEW."track", NEW."updated_at", NEW."version"); RETURN NULL;', hash='500d842f270b2dbdb9434327a21f0727e447fb38', operation='UPDATE', pgid='pgtrigger_changed_update_16495', table='processes_event', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='erased_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "processes_eventevent" ("agenda", "effective_level", "effective_teams", "end", "end_kind", "end_max", "end_min", "folded", "held_by_id", "id", "kind", "level", "name", "narrowing", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "process_id", "retired", "start", "start_kind", "start_max", "start_min", "team_id", "track", "updated_at", "version") VALUES (OLD."agenda", OLD."effective_level", OLD."effective_teams", OLD."end", OLD."end_kind", OLD."end_max", OLD."end_min", OLD."folded", OLD."held_by_id", OLD."id", OLD."kind", OLD."level", OLD."name", OLD."narrowing", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'erased\', OLD."id", OLD."place_id", OLD."process_id", OLD."retired", OLD."start", OLD."start_kind", OLD."start_max", OLD."start_min", OLD."team_id", OLD."track", OLD."updated_at", OLD."version"); RETURN NULL;', hash='a799cf674994f6f254b807835ab8f67e60223625', operation='DELETE', pgid='pgtrigger_erased_delete_8d68a', table='processes_event', when='AFTER')),
        ),
    ])
